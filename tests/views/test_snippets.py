"""What of a match is shown: the words that were met, between what stands around them."""

from ctcalendar.views.matches import Match
from ctcalendar.views.snippets import pieces


def shown(text: str, *spans: tuple[int, int], around: int | None = None) -> str:
    """A text cut, with the words that were met in brackets."""
    match = Match(of="engagement:x", field="title", language="en", text=text, spans=list(spans))
    return "".join(f"[{piece.text}]" if piece.is_met else piece.text for piece in pieces(match, around))


def test_all_words_that_were_met_are_marked_in_the_whole_text():
    """Also at its ends, and side by side."""
    assert shown("one two three", (0, 3), (4, 7), (8, 13)) == "[one] [two] [three]"
    assert shown("onetwo", (0, 3), (3, 6)) == "[one][two]"
    assert shown("nothing") == "nothing"


def test_a_long_text_is_cut_around_the_first_words_that_were_met():
    """With an ellipsis where something is missing; what lies outside, or half outside, is not marked."""
    assert shown("a long way to the sea and back", (18, 21), around=4) == "…the [sea] and…"
    assert shown("a long way to the sea and back", (0, 1), (18, 21), around=19) == "[a] long way to the se…"
    assert shown("sea", (0, 3), around=4) == "[sea]"


def test_what_overlaps_is_marked_once():
    """A phrase, and a word in it."""
    assert shown("counter terrorism dialogue", (0, 17), (8, 17)) == "[counter terrorism] dialogue"


def test_no_mark_is_cut_from_its_letter():
    """Tashkeel before and after the cut."""
    text = "حُوارٌ عن الأمن مُطوّل"
    first = text.index("الأمن")
    for around in range(12):
        before, after = shown(text, (first, first + 5), around=around).split("[الأمن]")
        assert not before.startswith(("…\u064f", "…\u064c")), around
        assert not after.endswith(("م…", "و…")), around  # the mark on each would be left behind
