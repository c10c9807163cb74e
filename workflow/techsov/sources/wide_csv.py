"""A wide CSV of numbers, labelled in its first row and column: a file, or a year out of a zip.

The text is read by typed columns and nothing is inferred. What is no number, and a line of another
length, is named by row and column.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

import polars as pl

from techsov.errors import LayoutError

FETCH_AGAIN = "Fetch the file again."
LARGEST_YEAR = 1 << 30  # bytes; a year of the largest ICIO edition, extended, takes an eighth of it
EMPTY = "unlabelled "
# What Python raises on an archive that is cut off, spoilt, encrypted or of an unknown kind.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError)


def read(path: Path, year: int | None = None) -> tuple[pl.DataFrame, int]:
    """The labels of the rows as text, all other columns as numbers; and the year.

    path   : `2019_SML.csv`, `2019.csv`, `ICIO2021_2018.csv`, or a zip of such files
    year   : which member of a zip; for a CSV, the year where the file's name does not tell
    raises : LayoutError for a file that is no such table, or a year that is not there once
    """
    source, year = _open(path, year)
    header = _header(path, source)
    frame = _parse(path, source, header)
    return _without_empty(path, frame, header), year


def _open(path: Path, year: int | None) -> tuple[Path | bytes, int]:
    """The CSV, as a path or as the bytes of a zip's member, and its year."""
    if path.suffix.lower() != ".zip":
        return path, _year(path, path.name, year)
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member(path, archive, year)
            return archive.read(member), _year_of(member.filename)
    except UNREADABLE as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise LayoutError(
            path, "whole file", found=error, expected="a zip archive", todo=FETCH_AGAIN
        ) from error


def _member(path: Path, archive: zipfile.ZipFile, year: int | None) -> zipfile.ZipInfo:
    """The one member that holds the year, wherever in the archive it stands."""
    members = [(_year_of(m.filename), m) for m in archive.infolist() if _year_of(m.filename)]
    held = sorted({y for y, _ in members})
    if year is None and len(held) == 1:
        year = held[0]
    found = [member for y, member in members if y == year]
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
    if ".." in PurePosixPath(member.filename.replace("\\", "/")).parts:
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
    if named is None and year is None:
        raise LayoutError(
            path, "file name", found="no year", expected="a year", todo="Give it as `year`."
        )
    if named is not None and year is not None and named != year:
        raise LayoutError(path, "file name", found=named, expected=f"the year {year}")
    return named or year


def _lines(source: Path | bytes) -> io.TextIOWrapper:
    raw = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")


def _header(path: Path, source: Path | bytes) -> list[str]:
    with _lines(source) as lines:
        first = lines.readline().strip()
    if re.match(r"<(!doctype|html|head|\?xml)", first, re.IGNORECASE):
        raise LayoutError(
            path,
            "line 1",
            found=f"a web page ({first[:40]})",
            expected="a CSV",
            todo="The server sent a page instead of the file: fetch it again, later.",
        )
    header = [label.strip() for label in next(csv.reader([first]), [])]
    for k in range(len(header) - 1, 0, -1):  # separators at the end of the line
        if header[k]:
            break
        header[k] = f"{EMPTY}{k}"
    if len(header) < 3:
        raise LayoutError(
            path, "line 1", found=repr(first[:60]), expected="column labels", todo=FETCH_AGAIN
        )
    if len(set(header)) < len(header):
        twice = next(label for k, label in enumerate(header) if label in header[:k])
        raise LayoutError(path, "line 1", found=f"{twice} twice", expected="distinct labels")
    return header


def _parse(path: Path, source: Path | bytes, header: list[str]) -> pl.DataFrame:
    """The numbers, typed from the start: nothing is inferred from the first rows."""
    schema = {header[0]: pl.String} | dict.fromkeys(header[1:], pl.Float64)
    try:
        return pl.read_csv(source, schema=schema, null_values=["NA"])
    except pl.exceptions.PolarsError as error:
        raise _explain(path, source, header, error) from error


def _without_empty(path: Path, frame: pl.DataFrame, header: list[str]) -> pl.DataFrame:
    """Take away unlabelled columns at the end, which hold nothing."""
    for label in [label for label in header if label.startswith(EMPTY)]:
        if frame.drop_in_place(label).null_count() < len(frame):
            place = f"line 1, column {int(label.removeprefix(EMPTY)) + 1}"
            raise LayoutError(path, place, found="numbers without a label", expected="nothing")
    return frame


def _explain(path: Path, source: Path | bytes, header: list[str], error: Exception) -> LayoutError:
    """Find the first cell that is no number, or the first row of a wrong length."""
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
                    todo=FETCH_AGAIN,
                )
            for label, text in zip(header[1:], row[1:], strict=True):
                if text.strip() not in ("", "NA") and not _is_number(text):
                    place = f"row {row[0]}, column {label}"
                    return LayoutError(path, place, found=repr(text), expected="a number")
    return LayoutError(path, "whole file", found=error, expected="a CSV of numbers")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
