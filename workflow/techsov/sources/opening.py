"""Open a provider's file as JSON or as lines of cells, or say that it is neither."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from techsov.core.errors import LayoutError
from techsov.sources import kinds

FETCH_AGAIN = "Fetch the file again"


def document(path: Path, todo: str = FETCH_AGAIN) -> object:
    """The JSON document in a file.

    raises : LayoutError when it is none, is cut off or goes on after its end
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        found = kinds.kind(path)
        found = f"no JSON ({error})" if found == "JSON" else found
        raise LayoutError(path, "answer", found=found, expected="JSON", todo=todo) from None


def lines(
    path: Path,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    *,
    strict: bool = False,
    ended: bool = True,
) -> list[list[str]]:
    """The lines of a delimited text file, as lists of cells.

    encoding : of a text that does not show by its first bytes that it is UTF-16
    strict   : refuse quotation marks that do not match
    ended    : refuse a last line without a line end: what was cut off there may be half a number

    raises : LayoutError for another encoding, a broken quotation, or a text that breaks off
    """
    try:
        text = path.read_bytes().decode(kinds.encoding(path, encoding))
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict))
    except (UnicodeError, csv.Error) as error:
        raise _not_delimited(path, delimiter, error) from None
    if delimiter == "," and kinds.kind(path) == kinds.SEMICOLONS:
        raise _not_delimited(path, delimiter)
    if ended and text and text[-1] not in '\r\n"':  # a closed quotation is whole too
        raise LayoutError(
            path,
            f"line {len(found)}",
            found="none",
            expected="a line end",
            todo=f"The file may be cut off. {FETCH_AGAIN}",
        )
    return found


def _not_delimited(path: Path, delimiter: str, error: Exception | None = None) -> LayoutError:
    """The error that says what a file is, in place of text with that delimiter."""
    expected = kinds.TABS if delimiter == "\t" else kinds.COMMAS
    found = kinds.kind(path)
    if isinstance(error, UnicodeError) and found in kinds.TEXTS:
        found += " in another encoding"
    elif found == expected:
        found = error
    return LayoutError(
        path, "whole file", found=found, expected=f"{expected} in UTF-8", todo=kinds.AS_IT_COMES
    )


def text_table(path: Path, *, ended: bool = True) -> pd.DataFrame:
    """A CSV with a header, every cell as text, the number of its line as index.

    raises : LayoutError for a web page, another encoding, a text that breaks off, a column that
             stands twice, or a line that is longer or shorter than the header
    """
    rows = lines(path, strict=True, ended=ended)
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    if not any(header) or header[0].lstrip().startswith("<"):
        found = ",".join(header)[:60] or "nothing"
        raise LayoutError(
            path, "line 1", found=found, expected="the names of columns", todo=FETCH_AGAIN
        )
    if twice := [name for k, name in enumerate(header) if name in header[:k]]:
        raise LayoutError(path, "line 1", found=f"{twice[0]} twice", expected="distinct columns")
    for line, cells in enumerate(body, 2):
        if len(cells) != len(header):
            raise LayoutError(
                path,
                f"line {line}",
                found=f"{len(cells)} fields",
                expected=f"{len(header)} fields",
                todo=f"The file may be cut off. {FETCH_AGAIN}",
            )
    index = pd.RangeIndex(2, len(body) + 2)
    return pd.DataFrame(body, index=index, columns=header, dtype=object)


def table(path: Path, missing: Sequence[str] = ("",)) -> pd.DataFrame:
    """The same, without a value where the file writes one of `missing`; indexed from 0."""
    frame = text_table(path)
    return frame.mask(frame.isin(list(missing))).reset_index(drop=True)


def number(path: Path, place: str, value: object) -> float:
    """A finite number out of a JSON document, or the text of one."""
    try:
        found = float(value) if isinstance(value, int | float | str) else math.nan
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

    raises : LayoutError naming line and column of the first cell that is no number
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
