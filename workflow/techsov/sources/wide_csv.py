"""A wide CSV of numbers, labelled in its first row and column: a file, or a year out of a zip.

The text is read some lines at a time into one array, so that it takes little more memory than its
numbers, by as many threads as polars may have. What is no number, and a line of another length,
is named by row and column.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import numpy as np
import polars as pl

from techsov.core.errors import LayoutError
from techsov.sources import kinds

FETCH_AGAIN = "Fetch the file again."
CUT_OFF = "The file may be cut off: fetch it again."
LARGEST_YEAR = 1 << 30  # bytes; a year of the largest ICIO edition, extended, takes an eighth of it
EMPTY = "unlabelled "
MISSING = ("", "NA")
READ_AT_ONCE = 1 << 22  # bytes
# What Python raises on an archive that is cut off, spoilt, encrypted or of an unknown kind.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


@dataclass(frozen=True, eq=False)
class WideTable:
    """The numbers of a wide CSV, (rows, columns), NaN where none stands, and their labels.

    Attributes
    ----------
    corner
        what stands above the labels of the rows
    """

    corner: str
    rows: list[str]
    columns: list[str]
    values: np.ndarray


def read(path: Path, year: int | None = None) -> tuple[WideTable, int]:
    """The table and its year.

    Parameters
    ----------
    path
        `2019_SML.csv`, `2019.csv`, `ICIO2021_2018.csv`, or a zip of such files
    year
        which member of a zip; for a CSV, the year where the file's name does not tell

    Raises
    ------
    LayoutError
        For a file that is no such table, or a year that is not there once
    """
    source, year = _open(path, year)
    header = _header(path, source)
    rows, values = _parse(path, source, header)
    labelled = [k for k, label in enumerate(header[1:]) if not label.startswith(EMPTY)]
    return WideTable(
        header[0],
        rows,
        [header[1 + k] for k in labelled],
        _without_empty(path, values, len(labelled)),
    ), year


def years(path: Path) -> list[int]:
    """The years that a zip holds.

    Raises
    ------
    LayoutError
        When it is no zip.
    """
    with _zip(path) as archive:
        return _years(archive)


def _years(archive: zipfile.ZipFile) -> list[int]:
    return sorted({year for m in archive.infolist() if (year := _year_of(m.filename))})


@contextmanager
def _zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip, opened; what is wrong with it while it is read is a LayoutError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except UNREADABLE as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise LayoutError(
            path, "whole file", found=error, expected="a zip archive", todo=FETCH_AGAIN
        ) from error


def _open(path: Path, year: int | None) -> tuple[Path | bytes, int]:
    """The CSV, as a path or as the bytes of a zip's member, and its year."""
    if path.suffix.lower() != ".zip":
        return path, _year(path, path.name, year)
    with _zip(path) as archive:
        member = _member(path, archive, year)
        return archive.read(member), _year(path, member.filename, year)


def _member(path: Path, archive: zipfile.ZipFile, year: int | None) -> zipfile.ZipInfo:
    """The one member that holds the year, wherever in the archive it stands."""
    held = _years(archive)
    if year is None and len(held) == 1:
        year = held[0]
    found = [m for m in archive.infolist() if year and _year_of(m.filename) == year]
    if len(found) != 1:
        raise LayoutError(
            path,
            "list of members",
            found=", ".join(m.filename for m in found)
            or ", ".join(map(str, held))
            or "no year at all",
            expected=f"the year {year}{' once' * bool(found)}"
            if year
            else "one year, or `year` to be given",
        )
    (member,) = found
    inside = PurePosixPath(member.filename.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts:
        raise LayoutError(
            path,
            "list of members",
            found=member.filename,
            expected="a name within the archive",
            todo=FETCH_AGAIN,
        )
    if member.file_size > LARGEST_YEAR:
        raise LayoutError(
            path,
            f"member {member.filename}",
            found=f"{member.file_size:,} bytes",
            expected=f"at most {LARGEST_YEAR:,} bytes when unpacked",
            todo=FETCH_AGAIN,
        )
    return member


def _year_of(name: str) -> int | None:
    """The year in a file's name: 2019_SML.csv, 2019.csv, ICIO2021_2018.csv."""
    found = re.search(r"(?:^|/)(?:ICIO\d{4}_)?((?:19|20)\d\d)[^/]*\.csv$", name, re.IGNORECASE)
    return int(found[1]) if found else None


def _year(path: Path, name: str, year: int | None) -> int:
    named = _year_of(name)
    if named is not None and year is not None and named != year:
        raise LayoutError(path, "file name", found=named, expected=f"the year {year}")
    if stated := named or year:
        return stated
    raise LayoutError(
        path, "file name", found="no year", expected="a year", todo="Give it as `year`."
    )


def _lines(source: Path | bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(_raw(source), encoding="utf-8-sig", errors="replace", newline="")


def _header(path: Path, source: Path | bytes) -> list[str]:
    if isinstance(source, Path) and (found := kinds.kind(source)) not in (kinds.COMMAS, "text"):
        raise LayoutError(
            path,
            "whole file",
            found=found,
            expected=kinds.COMMAS,
            todo=f"A server may have sent a page: fetch the file again. {kinds.AS_IT_COMES}",
        )
    with _lines(source) as lines:
        first = lines.readline().strip()
    try:
        header = [label.strip() for label in next(csv.reader([first]), [])]
    except csv.Error as error:
        raise LayoutError(
            path, "line 1", found=error, expected="column labels", todo=FETCH_AGAIN
        ) from error
    last = max((k for k, label in enumerate(header) if label), default=0)
    for k in range(last + 1, len(header)):  # separators at the end of the line
        header[k] = f"{EMPTY}{k}"
    if len(header) < 3 or not last:
        raise LayoutError(
            path, "line 1", found=repr(first[:60]), expected="column labels", todo=FETCH_AGAIN
        )
    if len(set(header)) < len(header):
        twice = next(label for k, label in enumerate(header) if label in header[:k])
        raise LayoutError(path, "line 1", found=f"{twice} twice", expected="distinct labels")
    return header


def _parse(path: Path, source: Path | bytes, header: list[str]) -> tuple[list[str], np.ndarray]:
    """The labels of the rows and the numbers."""
    width = len(header) - 1
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    # A number takes two bytes at least. Memory that is not written to is not taken.
    values = np.empty((size // (2 * width) + 1, width))
    rows: list[str] = []
    threads = pl.thread_pool_size()
    with ThreadPoolExecutor(threads) as pool:
        submitted = (pool.submit(_numbers, source, span, width) for span in _spans(source, size))
        waiting = deque(islice(submitted, threads))
        while waiting:
            waiting.extend(islice(submitted, 1))
            found = waiting.popleft().result()
            if found is None:
                raise _explain(path, source, header)
            labels, numbers = found
            values[len(rows) : len(rows) + len(labels)] = numbers
            rows += labels
    return rows, values[: len(rows)]


def _raw(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def _spans(source: Path | bytes, size: int) -> Iterator[tuple[int, int]]:
    """Where whole lines beneath the header begin and end, in bytes, some lines at a time."""
    with _raw(source) as raw:
        raw.readline()
        begin = raw.tell()
        while begin < size:
            raw.seek(begin + READ_AT_ONCE)
            raw.readline()
            end = min(raw.tell(), size)
            yield begin, end
            begin = end


def _numbers(
    source: Path | bytes, span: tuple[int, int], width: int
) -> tuple[list[str], np.ndarray] | None:
    """Labels and numbers, (lines, width), of a span; None where something is no number."""
    begin, end = span
    with _raw(source) as raw:
        raw.seek(begin)
        text = raw.read(end - begin).replace(b"\r\n", b"\n").strip(b"\n")
    if not text:
        return [], np.empty((0, width))
    if b'"' not in text:
        labels = _labels(text)
        # As one long column, each cell a line of its own: the quickest way. Labels are no numbers.
        found = pl.read_csv(
            text.replace(b"\n", b","),
            schema={"value": pl.Float64},
            has_header=False,
            eol_char=",",
            separator="\n",
            quote_char=None,
            ignore_errors=True,
        )["value"]
        if (
            len(found) == len(labels) * (width + 1)
            and found.null_count() == len(labels)
            and found.gather_every(width + 1).null_count() == len(labels)
        ):
            return labels, found.to_numpy().reshape(-1, width + 1)[:, 1:]
    lines = [line for line in text.split(b"\n") if line.strip()]
    return _numbers_with_gaps(lines, width)


def _labels(text: bytes) -> list[str]:
    """What stands before the first comma of each line."""
    labels, begin = [], 0
    while begin < len(text):
        end = text.find(b"\n", begin)
        end = len(text) if end < 0 else end
        labels.append(text[begin : max(begin, text.find(b",", begin, end))])
        begin = end + 1
    return [label.decode("utf-8", "replace").strip() for label in labels]


def _numbers_with_gaps(lines: list[bytes], width: int) -> tuple[list[str], np.ndarray] | None:
    """The same where numbers are missing or anything stands in quotation marks."""
    try:
        cells = list(csv.reader(line.decode("utf-8", "replace") for line in lines))
    except csv.Error:
        return None
    if any(len(row) != width + 1 for row in cells):
        return None
    try:
        numbers = [[_number(text) for text in row[1:]] for row in cells]
    except ValueError:
        return None
    return [row[0].strip() for row in cells], np.array(numbers, dtype=float)


def _without_empty(path: Path, values: np.ndarray, width: int) -> np.ndarray:
    """Take away unlabelled columns at the end, which hold nothing."""
    for column in range(width, values.shape[1]):
        if not np.isnan(values[:, column]).all():
            place = f"line 1, column {column + 2}"
            raise LayoutError(path, place, found="numbers without a label", expected="nothing")
    return values[:, :width]


def _explain(path: Path, source: Path | bytes, header: list[str]) -> LayoutError:
    """What is wrong with the text, as closely as can be told."""
    try:
        return _first_fault(path, source, header)
    except csv.Error as broken:
        return LayoutError(
            path, "whole file", found=broken, expected="a CSV of numbers", todo=FETCH_AGAIN
        )


def _first_fault(path: Path, source: Path | bytes, header: list[str]) -> LayoutError:
    """The first cell that is no number, or the first row of a wrong length."""
    with _lines(source) as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            if number == 1 or not row:
                continue
            if len(row) != len(header):
                return LayoutError(
                    path,
                    f"line {number} ({row[0]})",
                    found=f"{len(row)} fields",
                    expected=f"{len(header)} fields",
                    todo=CUT_OFF if len(row) < len(header) else FETCH_AGAIN,
                )
            for label, text in zip(header[1:], row[1:], strict=True):
                try:
                    _number(text)
                except ValueError:
                    place = f"row {row[0]}, column {label}"
                    return LayoutError(path, place, found=repr(text), expected="a number")
    return LayoutError(
        path,
        "whole file",
        found="a line break of another kind, or within quotation marks",
        expected="a row of numbers on each line",
        todo=FETCH_AGAIN,
    )


def _number(text: str) -> float:
    """A cell's number, NaN where none stands.

    Raises
    ------
    ValueError
        For other text
    """
    text = text.strip()
    if text in MISSING:
        return np.nan
    if "_" in text:  # Python would read 1_000
        raise ValueError(text)
    return float(text)
