"""What a shell offers while somebody types: ids from the database at the reader's clearance, and the words we know.

A shell may run what it offers, and some names are written by others: only what is safe in any shell is offered.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem, get_completion_class

from ctcalendar.cli import COMPLETING
from ctcalendar.cli.printing import one_line, write

if TYPE_CHECKING:
    from ctcalendar.app import App
    from ctcalendar.settings import Settings

_SAFE = re.compile(r"[\w.:@%+=,/-]+")
_OFFERED = 200
_AS_LONG = 60
_REGISTERS = {
    "series": "series",
    "commitments": "commitment",
    "people": "person",
    "organisations": "organisation",
    "sources": "source",
    "instruments": "instrument",
    "topics": "topic",
}
"""The commands whose ids are all of one kind."""
_KINDS = "person organisation topic series instrument source".split()
"""Options that take ids, each of the kind that it is named for."""
_IDS = ("id", "ids", "after")

Offered = tuple[str, str | None]


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """What a shell needs to complete commands, options, ids and names as you type.

    \b
      eval "$(ctcalendar completion bash)"                                        in ~/.bashrc
      eval "$(ctcalendar completion zsh)"                                         in ~/.zshrc
      ctcalendar completion fish > ~/.config/fish/completions/ctcalendar.fish

    Ids are those of the database in use, as far as you may read it.
    """
    from ctcalendar.cli import front

    made = get_completion_class(shell)
    assert made is not None
    script = made(front, {}, "ctcalendar", COMPLETING)
    template = _BASH if shell == "bash" else script.source_template
    write((template % script.source_vars()).rstrip())


_BASH = r"""\
%(complete_func)s() {
    local IFS=$'\n' line=$COMP_LINE current=${COMP_WORDS[COMP_CWORD]} word type value before option=''
    local -a words=()

    # bash takes : and = for ends of words, by COMP_WORDBREAKS: what they part is one word to the program
    for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if ((${#words[@]} > 1)) && [[ $line != [[:space:]]* ]] &&
            [[ $word == [:=]* || ${words[${#words[@]}-1]} == *[:=] ]]; then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        line=${line#*"$word"}
    done
    word=${words[${#words[@]}-1]}
    # and it takes what is after the last of them for what is being typed
    [[ $current == *[!:=]* ]] || current=''
    before=${word:0:${#word}-${#current}}
    [[ $word == --*=* ]] && option=${word%%%%=*}=

    COMPREPLY=()
    while IFS=',' read -r type value; do
        if [[ $type == dir ]]; then
            compopt -o dirnames
        elif [[ $type == file ]]; then
            compopt -o default
        elif [[ $type == plain ]]; then
            value=$option$value
            COMPREPLY+=("${value#"$before"}")
        fi
    done < <(env COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) \
        %(complete_var)s=bash_complete "$1")

    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
"""What bash is told: not what click would tell it, which completes nothing after a colon or a sign of equality."""


def complete(command: click.Command) -> None:
    """Make what a command takes known to shells."""
    for parameter in command.params:
        if parameter.name and not isinstance(parameter.type, click.Choice | click.Path):
            # Instead of the method: the options are made elsewhere, and for one command in a thousand this matters.
            vars(parameter)["shell_complete"] = partial(_offered, parameter.name)


def _offered(name: str, context: click.Context, typed: str) -> "list[CompletionItem[str]]":
    """What may stand where somebody has typed some letters; nothing, if anything is amiss."""
    before, comma, text = typed.rpartition(",")
    try:
        found = list(_found(name, context, text))
    except Exception:
        return []  # a shell has no place to say what is wrong; the command will
    return [
        CompletionItem(before + comma + value, help=_told(words))
        for value, words in found
        if value.startswith(text) and _SAFE.fullmatch(value)
    ]


def _told(words: str | None) -> str | None:
    """What is called so, on one line without what means something to a shell's list."""
    return re.sub(r"[\\:,`$]", " ", one_line(words))[:_AS_LONG].strip() if words else None


def _found(name: str, context: click.Context, text: str) -> Iterable[Offered]:
    if name in ("kind", "status"):
        return _words(name)
    if name == "columns":
        from ctcalendar.cli.columns import COLUMNS

        return ((column, None) for column in COLUMNS)
    if name in ("party", "place"):
        return _parties(context, text) if name == "party" else _places(context)
    if name in ("person", "into") or name in _KINDS:
        return _ids(context, "person" if name == "into" else name, text)
    return _of_any_kind(context, text) if name in _IDS else ()


def _words(name: str) -> Iterator[Offered]:
    from ctcalendar.views.filter import KINDS, STATUSES

    yield from ((word, None) for word in (KINDS if name == "kind" else STATUSES))


def _states(context: click.Context) -> Iterator[Offered]:
    from ctcalendar.domain.countries import COUNTRIES

    column = 1 if _given(context).get("lang") == "ar" else 0
    yield from ((code, names[column]) for code, names in COUNTRIES.items())


def _parties(context: click.Context, text: str) -> Iterable[Offered]:
    """Parties: those of engagements on record, of the most first; then other states, and others that are declared."""
    return _with_first(_of_engagements("party", context), [*_states(context), *_ids(context, "party", text)])


def _places(context: click.Context) -> Iterable[Offered]:
    return _with_first(_of_engagements("country", context), _states(context))


def _with_first(first: Sequence[str], found: Iterable[Offered]) -> Iterable[Offered]:
    told = dict(found)
    yield from ((value, told.pop(value)) for value in first if value in told)
    yield from told.items()


def _of_engagements(what: str, context: click.Context) -> Sequence[str]:
    """What engagements are counted by, that of the most first; nothing where there is no record."""
    from ctcalendar.views.filter import Filter

    with suppress(Exception):  # codes of states are offered all the same
        app, settings = _record(context)
        found = app.counted(Filter(), what, language=settings.lang, clearance=settings.reads_at)
        return [group.key for group in found.groups if group.key]
    return []


def _of_any_kind(context: click.Context, text: str) -> Sequence[Offered]:
    """Ids of the kind that the command is about; else of engagements, or of the kind that is named before a colon."""
    about = next((_REGISTERS[one.info_name] for one in _upwards(context) if one.info_name in _REGISTERS), None)
    kind, colon, rest = text.partition(":")
    if about is None and colon:
        return [(f"{kind}:{name}", words) for name, words in _ids(context, kind, rest)]
    return _ids(context, about or "engagement", text)


def _upwards(context: click.Context | None) -> Iterator[click.Context]:
    while context is not None:
        yield context
        context = context.parent


def _ids(context: click.Context, kind: str, text: str) -> Sequence[Offered]:
    app, settings = _record(context)
    return app.beginning(kind, text, language=settings.lang, clearance=settings.reads_at, limit=_OFFERED)


def _record(context: click.Context) -> "tuple[App, Settings]":
    from ctcalendar.app import App
    from ctcalendar.settings import load

    given = _given(context)
    options = {"database_url": given.get("database"), "lang": given.get("lang"), "clearance": given.get("clearance")}
    settings = load(file=given.get("config"), given=options)
    return App(settings), settings


def _given(context: click.Context) -> dict[str, Any]:
    """The global options, before or after the command's name."""
    root = context.find_root()
    return {**root.params, **(root.obj or {})}
