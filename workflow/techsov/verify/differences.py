"""How two versions of one result differ, in words that lead to the cause.

Each kind of file is read as what it is: a table by row and field, text by line, a PDF by the
words of its pages, a picture by its pixels, a workbook by its cells.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
# Pictures state coordinates with six decimals: one step of the last is how a sum was rounded.
SVG_STEP = 1.1e-6
LINES_SHOWN = 8
LINES_COMPARED = 400  # of long texts, from the first that differs: aligning more takes minutes
WIDTH = 100


@dataclass(frozen=True)
class Difference:
    """What differs between the file that is held and the one made anew.

    Attributes
    ----------
    how
        sentences, the first place first
    largest
        the largest relative difference where nothing but numbers differs, else infinity
    """

    how: str
    largest: float = math.inf


def between(held: Path, made: Path) -> Difference | None:
    """The difference between two files of one name; None where the bytes are the same."""
    before, after = held.read_bytes(), made.read_bytes()
    if before == after:
        return None
    sizes = f"{len(before):,} bytes held, {len(after):,} made anew"
    described = _KINDS.get(made.suffix, _bytes)
    try:
        found = described(before, after)
    except Exception as error:  # of a damaged file each reader says so in a class of its own
        return Difference(f"{sizes}; one of them does not open as {made.suffix}: {error}")
    return Difference(f"{sizes}; {found.how}", found.largest)


def largest_of_numbers(before: str, after: str, step: float = 0.0) -> float:
    """Largest relative difference between the numbers of two texts; infinity if words differ.

    Parameters
    ----------
    step
        an absolute difference that counts as none
    """
    if NUMBER.sub("#", before) != NUMBER.sub("#", after):
        return math.inf
    pairs = zip(NUMBER.findall(before), NUMBER.findall(after), strict=True)
    return max((_relative(float(a), float(b), step) for a, b in pairs if a != b), default=0.0)


def _relative(x: float, y: float, step: float) -> float:
    return abs(x - y) / max(abs(x), abs(y)) if abs(x - y) > step else 0.0


def _table(before: bytes, after: bytes) -> Difference:
    old, new = (
        list(csv.reader(io.StringIO(b.decode("utf-8"), newline=""))) for b in (before, after)
    )
    if not old or not new:
        return Difference("one of them is empty")
    if old[0] != new[0]:
        return Difference(f"columns {', '.join(old[0])} held, {', '.join(new[0])} made anew")
    count = f"{len(old) - 1:,} rows held, {len(new) - 1:,} made anew"
    if len(old) != len(new):
        return Difference(f"{count}; first row that differs: {_first_row(old, new)}")
    cells = list(_cells(old, new))
    if not cells:
        return Difference(f"the same {len(old[0])} columns of values, written in another way")
    row, column, a, b = cells[0]
    key = ", ".join(new[row][:3])
    largest = max(largest_of_numbers(a, b) for _, _, a, b in cells)
    return Difference(
        f"{len(cells):,} fields differ{_how_far(largest)}; the first is row {row + 1} ({key}), "
        f"column `{column}`: {_cut(a)!r} held, {_cut(b)!r} made anew",
        largest,
    )


def _cells(old: list[list[str]], new: list[list[str]]) -> Iterator[tuple[int, str, str, str]]:
    for row, (left, right) in enumerate(zip(old, new, strict=True)):
        for column, a, b in zip_longest(new[0], left, right, fillvalue=""):
            if a != b:
                yield row, column, a, b


def _first_row(old: list[list[str]], new: list[list[str]]) -> str:
    pairs = enumerate(zip_longest(old, new), 1)  # tables of unlike length: one differs
    number, differing = next((number, pair) for number, pair in pairs if pair[0] != pair[1])
    texts = (_cut(", ".join(row)) if row else "nothing" for row in differing)
    return f"row {number}: {' held, '.join(texts)} made anew"


def _json(before: bytes, after: bytes) -> Difference:
    old, new = (dict(_leaves(json.loads(b))) for b in (before, after))
    places = [p for p in {**old, **new} if p not in old or p not in new or old[p] != new[p]]
    if not places:
        return Difference("the same values, laid out in another way")
    absent = "nothing"
    texts = [[json.dumps(side[p]) if p in side else absent for side in (old, new)] for p in places]
    largest = max(largest_of_numbers(a, b) for a, b in texts)
    a, b = map(_cut, texts[0])
    return Difference(
        f"{len(places):,} values differ{_how_far(largest)}; the first is `{places[0]}`: "
        f"{a} held, {b} made anew",
        largest,
    )


def _leaves(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict | list) and value:
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in items:
            yield from _leaves(each, f"{place}.{key}" if place else str(key))
    else:
        yield place, value


def _text(before: bytes, after: bytes, step: float = 0.0) -> Difference:
    old, new = (b.decode("utf-8") for b in (before, after))
    changed = _changed_lines(old.splitlines(), new.splitlines())
    largest = largest_of_numbers(old, new, step)
    return Difference(f"lines that differ{_how_far(largest)}:{changed}", largest)


def _pdf(before: bytes, after: bytes) -> Difference:
    from pypdf import PdfReader

    old, new = (
        [page.extract_text() for page in PdfReader(io.BytesIO(b)).pages] for b in (before, after)
    )
    if len(old) != len(new):
        return Difference(f"{len(old)} pages held, {len(new)} made anew")
    pages = [n for n, (a, b) in enumerate(zip(old, new, strict=True), 1) if a != b]
    if not pages:
        return Difference("the same words on every page; drawing or data of the file differ")
    first = pages[0] - 1
    changed = _changed_lines(old[first].splitlines(), new[first].splitlines())
    return Difference(
        f"words differ on page {', '.join(map(str, pages))}; page {pages[0]}:{changed}"
    )


def _picture(before: bytes, after: bytes) -> Difference:
    import numpy as np
    from PIL import Image

    old, new = (Image.open(io.BytesIO(b)).convert("RGBA") for b in (before, after))
    if old.size != new.size:
        return Difference(f"{_size(old)} pixels held, {_size(new)} made anew")
    other = (np.asarray(old) != np.asarray(new)).any(axis=2)
    if not other.any():
        return Difference("the same pixels; text or compression of the file differ")
    top, left = (int(axis.min()) for axis in np.nonzero(other))
    bottom, right = (int(axis.max()) for axis in np.nonzero(other))
    return Difference(
        f"{int(other.sum()):,} of {other.size:,} pixels differ, between ({left}, {top}) and "
        f"({right}, {bottom})"
    )


def _size(picture: Any) -> str:
    return "{}x{}".format(*picture.size)


def _workbook(before: bytes, after: bytes) -> Difference:
    old, new = (_sheets(b) for b in (before, after))
    places = [p for p in {**old, **new} if old.get(p) != new.get(p)]
    if not places:
        return Difference("the same cells; formats or the packing of the file differ")
    largest = max(largest_of_numbers(str(old.get(p)), str(new.get(p))) for p in places)
    return Difference(
        f"{len(places):,} cells differ{_how_far(largest)}; the first is {places[0]}: "
        f"{_cut(str(old.get(places[0])))!r} held, {_cut(str(new.get(places[0])))!r} made anew",
        largest,
    )


def _sheets(content: bytes) -> dict[str, object]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def _parquet(before: bytes, after: bytes) -> Difference:
    import polars as pl

    old, new = (pl.read_parquet(io.BytesIO(b)) for b in (before, after))
    texts = (frame.write_csv().encode() for frame in (old, new))
    if old.schema != new.schema:
        return Difference(f"columns {dict(old.schema)} held, {dict(new.schema)} made anew")
    return _table(*texts)


def _bytes(before: bytes, after: bytes) -> Difference:
    pairs = enumerate(zip(before, after, strict=False))
    first = next((n for n, (a, b) in pairs if a != b), min(len(before), len(after)))
    return Difference(f"the first byte that differs is number {first:,}")


def _changed_lines(old: list[str], new: list[str]) -> str:
    marks = {"-": "held", "+": "made"}
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    old, new = (side[same : same + LINES_COMPARED] for side in (old, new))
    lines = [
        f"{marks[line[0]]}: {_cut(line[1:])}"
        for line in difflib.unified_diff(old, new, lineterm="", n=0)
        if line[0] in marks and not line.startswith(("---", "+++"))
    ]
    more = [f"... and {len(lines) - LINES_SHOWN} lines more"] if len(lines) > LINES_SHOWN else []
    return "".join(f"\n      {line}" for line in [*lines[:LINES_SHOWN], *more])


def _how_far(largest: float) -> str:
    return "" if math.isinf(largest) else f", by at most {largest:.2g} of the value"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH]}…"


_KINDS: dict[str, Callable[[bytes, bytes], Difference]] = {
    **dict.fromkeys((".html", ".txt", ".md", ".typ"), _text),
    ".csv": _table,
    ".json": _json,
    ".ipynb": _json,
    ".pdf": _pdf,
    ".png": _picture,
    ".xlsx": _workbook,
    ".parquet": _parquet,
    ".svg": partial(_text, step=SVG_STEP),
}
