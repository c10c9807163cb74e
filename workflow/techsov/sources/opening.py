"""Open a provider's file as JSON, as text or as lines of cells, or say what it is instead.

Encoding and separator are told here, once for every reader, by what `kinds` sees. Text may be
UTF-8, UTF-16 or UTF-32, with a byte order mark or without; a single-byte encoding is taken only
where a provider is known to use it. Cells are parted by commas or tabs; semicolons are refused by
name, as the program that wrote them may also have put commas for decimal points.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from techsov.core.errors import LayoutError
from techsov.sources import kinds

FETCH_AGAIN = "Fetch the file again"
DELIMITED = "comma- or tab-separated text in UTF-8 or UTF-16"


def text(path: Path, *, legacy: str = "", expected: str = "text in UTF-8 or UTF-16") -> str:
    """The text of a file.

    Parameters
    ----------
    legacy
        a single-byte encoding that the provider is known to use as well
    expected
        what the file should be, in the words of a message

    Raises
    ------
    LayoutError
        For a file of another kind, or one cut off within a letter
    """
    found = kinds.kind(path)
    if found in (*kinds.TEXTS, "JSON", "an empty file"):
        body = path.read_bytes()
        try:
            return body.decode(kinds.encoding(path))
        except UnicodeError:
            if legacy:
                return body.decode(legacy)
        found += " in another encoding"
    raise LayoutError(
        path, "whole file", found=found, expected=expected, todo=kinds.AS_IT_COMES
    ) from None


def document(path: Path, todo: str = FETCH_AGAIN) -> Any:
    """The JSON document in a file.

    Raises
    ------
    LayoutError
        When it is none, is cut off or goes on after its end
    """
    try:
        return json.loads(text(path, expected="JSON"))
    except (LayoutError, ValueError, RecursionError) as error:
        found = kinds.kind(path)
        found = f"no JSON ({error})" if found == "JSON" else found
        raise LayoutError(path, "answer", found=found, expected="JSON", todo=todo) from None


def lines(
    path: Path, *, legacy: str = "", strict: bool = False, ended: bool = True
) -> list[list[str]]:
    """The lines of a text of cells parted by commas or tabs, as lists of cells.

    Parameters
    ----------
    legacy
        as for `text`
    strict
        refuse quotation marks that do not match
    ended
        refuse a last line without a line end: what was cut off there may be half a number

    Raises
    ------
    LayoutError
        For another kind of file, a broken quotation, or a text that breaks off
    """
    whole = text(path, legacy=legacy, expected=DELIMITED)
    delimiter = "\t" if (found := kinds.kind(path)) == kinds.TABS else ","
    try:
        if found == kinds.SEMICOLONS:  # a program that writes them may write decimal commas too
            raise csv.Error(found)
        rows = list(csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter, strict=strict))
    except csv.Error as error:
        raise LayoutError(
            path, "whole file", found=error, expected=DELIMITED, todo=kinds.AS_IT_COMES
        ) from None
    if ended and not _is_ended(whole):
        raise _cut_off(path, len(rows))
    return rows


def _is_ended(whole: str) -> bool:
    """Whether nothing can be missing from the last cell, as a line or a quotation ends after it."""
    return not whole or whole[-1] in '\r\n"'


def _cut_off(path: Path, line: int) -> LayoutError:
    todo = f"The file may be cut off. {FETCH_AGAIN}"
    return LayoutError(path, f"line {line}", found="none", expected="a line end", todo=todo)


def text_table(path: Path, *, ended: Callable[[str], bool] = lambda _: True) -> pd.DataFrame:
    """A table of text with a header, every cell as text, the number of its line as index.

    Parameters
    ----------
    ended
        whether a column is read, so that a last line without a line end is refused where it
        is the last one: its last figure may be half a figure

    Raises
    ------
    LayoutError
        For another kind of file, a text that breaks off, a column that stands twice, or a line
        that is longer or shorter than the header
    """
    rows = lines(path, strict=True, ended=False)
    header = rows[0] if rows else []
    if not any(header):
        raise LayoutError(
            path, "line 1", found="nothing", expected="the names of columns", todo=FETCH_AGAIN
        )
    if ended(header[-1]) and not _is_ended(text(path)):
        raise _cut_off(path, len(rows))
    if twice := [name for k, name in enumerate(header) if name in header[:k]]:
        raise LayoutError(path, "line 1", found=f"{twice[0]} twice", expected="distinct columns")
    body = {line: cells for line, cells in enumerate(rows[1:], 2) if cells}
    for line, cells in body.items():
        if len(cells) != len(header):
            raise LayoutError(
                path,
                f"line {line}",
                found=f"{len(cells)} fields",
                expected=f"{len(header)} fields",
                todo=f"The file may be cut off. {FETCH_AGAIN}",
            )
    return pd.DataFrame(list(body.values()), index=list(body), columns=header, dtype=object)


def table(path: Path, missing: Sequence[str] = ("",)) -> pd.DataFrame:
    """The same, without a value where the file writes one of `missing`; indexed from 0."""
    frame = text_table(path)
    return frame.mask(frame.isin(list(missing))).reset_index(drop=True)


def number(path: Path, place: str, value: Any) -> float:
    """A finite number out of a JSON document, or the text of one."""
    try:
        plain = isinstance(value, int | float | str) and "_" not in str(value)
        found = float(value) if plain else math.nan  # Python would read 1_000
    except (ValueError, OverflowError):
        found = math.nan
    if isinstance(value, bool) or not math.isfinite(found):
        raise LayoutError(path, place, found=repr(value), expected="a number")
    return found


def whole(path: Path, place: str, value: object) -> int:
    """A year or another whole number out of a document."""
    found = number(path, place, value)
    if not found.is_integer():
        raise LayoutError(path, place, found=repr(value), expected="a whole number")
    return int(found)


def numbers(path: Path, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """`frame` with `columns` as numbers; an empty cell has none.

    Raises
    ------
    LayoutError
        Naming line and column of the first cell that is no number
    """
    done = {}
    for column in columns:
        done[column] = pd.to_numeric(frame[column], errors="coerce").astype(float)
        wrong = frame.index[done[column].isna() & frame[column].notna()]
        if len(wrong):
            raise LayoutError(
                path,
                f"line {wrong[0] + 2}, column {column}",
                found=repr(frame[column][wrong[0]]),
                expected="a number",
            )
    return frame.assign(**done)
