"""The house's docstrings as Markdown: `name : what it is` lines become lists.

    production : G x G, rows origin, columns final producer
    scope      : "all" divides by all production; "foreign"
                 leaves the user's own out

Examples are set as such. Everything else is Markdown already.
"""

import re
from itertools import groupby

import griffe

ENTRY = re.compile(r"^(?P<names>\w+(?:, \w+)*) *: +(?P<text>\S.*)$")


def as_markdown(text: str) -> str:
    """`text` with each run of entries and their continuation lines as a list."""
    paragraphs = [
        list(lines)
        for blank, lines in groupby(text.split("\n"), lambda s: not s.strip())
        if not blank
    ]
    return "\n\n".join(map(_paragraph, paragraphs))


def _paragraph(lines: list[str]) -> str:
    if ENTRY.match(lines[0]):
        return _listed(lines)
    if lines[0].startswith(">>> "):
        return "\n".join(["```pycon", *lines, "```"])
    return "\n".join(lines)


def _listed(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        if entry := ENTRY.match(line):
            items.append(f"- **{entry['names']}**: {entry['text']}")
        elif line.startswith(" "):
            items[-1] += f" {line.strip()}"
        else:  # prose that follows without a blank line
            items.append(f"\n{line}" if items[-1].startswith("- ") else line)
    return "\n".join(items)


class HouseDocstrings(griffe.Extension):
    """Rewrites every docstring once its object is there."""

    def on_instance(self, *, obj: griffe.Object, **_: object) -> None:
        if obj.docstring:
            obj.docstring.value = as_markdown(obj.docstring.value)
