"""A page as tests look at it: whether it is well formed, and what it refers to."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
ADDRESSES = {"href", "src", "srcset", "action", "data", "poster", "xlink:href"}


@dataclass
class Page(HTMLParser):
    """Parsed once; `faults` says what a browser would have to repair.

    Attributes
    ----------
    elements
        (tag, attributes) in order
    ids
        of elements
    links
        addresses in attributes
    text
        what is read, scripts and styles left out
    """

    source: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []
        self.feed(self.source)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self._open]
        self.faults += [
            f"the id `{i}` stands twice" for i in set(self.ids) if self.ids.count(i) > 1
        ]

    @classmethod
    def read(cls, path: Path) -> Page:
        return cls(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if len(found) < len(attrs):
            self.faults.append(f"<{tag}> bears an attribute twice")
        self.elements.append((tag, found))
        self.links += [value for name, value in found.items() if name in ADDRESSES]
        self.ids += [found["id"]] if "id" in found else []
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
        else:
            line, _ = self.getpos()
            self.faults.append(f"line {line}: </{tag}> where {self._open[-1:]} is open")

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.text += data

    def of(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every element of that name."""
        return [found for name, found in self.elements if name == tag]
