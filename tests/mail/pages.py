"""What stands in the HTML of a mail: elements, links, and whatever would act."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_ACTING = frozenset(
    "script style link img iframe object embed form input button audio video source base svg math".split()
)


class Page(HTMLParser):
    """A page by its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """A text between tags."""
        self.text += data

    def links(self) -> list[str]:
        """Where links lead."""
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]

    def shape(self) -> list[tuple[str, list[str]]]:
        """The elements and the names of their attributes: all but the words."""
        return [(tag, [*attributes]) for tag, attributes in self.tags]

    def acting(self) -> Iterator[tuple[str, str]]:
        """Whatever a program would fetch, run, or send without being asked."""
        for tag, attributes in self.tags:
            if tag in _ACTING:
                yield tag, ""
            for name, value in attributes.items():
                if name.startswith("on") or name in ("src", "srcset", "background", "ping", "action"):
                    yield name, value or ""
                if name == "style" and re.search(r"url\(|@import|expression", value or ""):
                    yield name, value or ""
