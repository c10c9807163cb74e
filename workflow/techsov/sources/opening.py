"""Open a provider's file as JSON or as lines of cells, or say that it is neither."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from techsov.errors import LayoutError

FETCH_AGAIN = "Fetch the file again"


def document(path: Path, todo: str = FETCH_AGAIN) -> object:
    """The JSON document in a file.

    raises : LayoutError when it is none, is cut off or goes on after its end
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LayoutError(
            path, "answer", found=f"no JSON ({error})", expected="JSON", todo=todo
        ) from None


def lines(
    path: Path, encoding: str = "utf-8-sig", delimiter: str = ",", *, strict: bool = False
) -> list[list[str]]:
    """The lines of a delimited text file, as lists of cells.

    raises : LayoutError for another encoding, or quotation marks that do not match
    """
    try:
        with path.open(encoding=encoding, newline="") as file:
            return list(csv.reader(file, delimiter=delimiter, strict=strict))
    except (UnicodeError, csv.Error) as error:
        raise LayoutError(
            path, "whole file", found=error, expected="delimited text", todo=FETCH_AGAIN
        ) from None


def table(path: Path, missing: Sequence[str] = ("",)) -> pd.DataFrame:
    """A CSV with a header; numbers only in columns that hold nothing else.

    missing : what stands for no value

    raises : LayoutError for a web page, another encoding, or lines of different lengths
    """
    try:
        frame = pd.read_csv(path, keep_default_na=False, na_values=list(missing), index_col=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise LayoutError(
            path, "whole file", found=error, expected="a CSV", todo=FETCH_AGAIN
        ) from error
    return frame


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
