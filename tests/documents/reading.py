"""HTML as a program reads it: its elements, where its links lead, and the text of it."""

from html.parser import HTMLParser

_VOID = {"meta", "link", "br", "hr", "img"}


class Read(HTMLParser):
    """What was read: (element, attributes) in order, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {attrs}"
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends, in the order in which they began."""
        assert self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        """Text, but for that of the style."""
        if "style" not in self._open:
            self.text += data

    def all(self, attribute: str) -> list[str]:
        """The values of an attribute, wherever it is."""
        return [value for _, given in self.elements if (value := given.get(attribute)) is not None]

    def names(self) -> set[str]:
        """The elements there are."""
        return {name for name, _ in self.elements}
