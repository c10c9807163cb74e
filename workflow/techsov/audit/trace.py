"""From a reading of a claim to the rows it was judged on, and from them to the providers' files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from techsov.audit.repair import Composer
from techsov.catalogue.registry import JOIN, Catalogue, Vintage, file_years, sha256
from techsov.claims.selection import Shelf
from techsov.claims.statements import Selection, Statistic

# What places a row: columns by which a row of a provider's file is told to be behind another.
PLACED_BY = ("country", "year", "indicator", "classification", "user", "supplier", "measure",
             "basis", "scope")  # fmt: skip
PINNED, MISSING, DIFFERS, UNPINNED = "pinned", "missing", "differs", "unpinned"


@dataclass(frozen=True)
class Line:
    """A line of a CSV.

    Attributes
    ----------
    path : Path
        The file.
    number : int
        The line's number; the header is line 1.
    cells : dict of str
        Column -> what stands there.
    """

    path: Path
    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RawFile:
    """A raw file behind a reading.

    Attributes
    ----------
    path, sha256 : Path, str
        The file and its pin.
    standing : str
        Whether the file is what is pinned: PINNED, DIFFERS, MISSING or UNPINNED.
    lines : list of Line
        The lines behind the reading: of the file itself, or of the table that its reader makes of
        it. None of a file whose every number is used, as of inter-country tables.
    """

    path: Path
    sha256: str
    standing: str
    lines: list[Line]


def rows(
    claim: Statistic,
    reading: Mapping[str, str],
    shelf: Shelf,
    indicators: Path,
    is_main: Callable[[str, str], bool],
) -> list[Line]:
    """The rows of indicator tables on which a reading was judged.

    Parameters
    ----------
    claim : Statistic
        A claim with a test.
    reading : mapping
        Its row of the specification table.
    shelf : Shelf
        The indicator tables, in the order of their files.
    indicators : Path
        The folder of these files.
    is_main : callable
        Whether the edition reports a dataset's vintage: of a selection that the reading's own
        dataset does not hold, the main vintages are compared.
    """
    found = []
    for selection in _selections(claim, reading):
        held = shelf.rows(selection)
        keys = list(zip(held["dataset"], held["vintage"], strict=True))
        own = [key == (reading["dataset"], reading["vintage"]) for key in keys]
        kept = held[own] if any(own) else held[[is_main(*key) for key in keys]]
        lines = _lines(indicators / f"{selection.table}.csv")
        found += [lines[place] for place in kept.index]
    return list({(line.path, line.number): line for line in found}.values())


def _selections(claim: Statistic, reading: Mapping[str, str]) -> list[Selection]:
    if (contrast := claim.tested.contrast) is not None:
        concepts = [c for c in claim.tested.readings or () if c.name == reading["definition"]]
        return [concept.but(side) for concept in concepts for side in contrast.sides]
    test = Composer.test_of(claim, reading)
    return [each for each in (test.of, test.to, *(test.selections or ())) if each is not None]


def origins(
    behind: Iterable[Line], datasets: Mapping[str, str], catalogue: Catalogue, results: Path
) -> dict[str, list[RawFile]]:
    """The raw files behind rows of indicator tables, by key of their vintage.

    Parameters
    ----------
    behind : iterable of Line
        Rows of indicator tables.
    datasets : mapping
        Table -> the dataset of one that has no column of it.
    catalogue : Catalogue
        Vintages with their files and pins.
    results : Path
        The edition's results, with the tables that readers make of releases.
    """
    wanted: dict[str, list[Mapping[str, str]]] = {}
    for line in behind:
        dataset = line.cells.get("dataset") or datasets[line.path.stem]
        parts = zip(dataset.split(JOIN), line.cells["vintage"].split(JOIN), strict=True)
        for key in dict.fromkeys("/".join(part) for part in parts):
            wanted.setdefault(key, []).append(line.cells)
    return {
        key: _files(catalogue.vintages[key], cells, results)
        for key, cells in wanted.items()
        if key in catalogue.vintages
    }


def _files(vintage: Vintage, cells: list[Mapping[str, str]], results: Path) -> list[RawFile]:
    found, files, years = [], vintage.entry.files, {row["year"] for row in cells}
    kept = {name for year, name in file_years(files).items() if str(year) in years} or set(files)
    for name, pin in files.items():
        if name not in kept and len(files) > 1:
            continue
        path = vintage.path(name)
        read = results / f"clean/{vintage.key}.csv" if vintage.is_release else path
        if not path.exists():
            standing = MISSING
        elif not pin.sha256:
            standing = UNPINNED
        else:
            standing = PINNED if sha256(path) == pin.sha256 else DIFFERS
        lines = _behind(read, cells) if read.suffix == ".csv" and read.exists() else []
        found.append(RawFile(path, pin.sha256, standing, lines))
    return found


def _behind(path: Path, cells: list[Mapping[str, str]]) -> list[Line]:
    """The lines of a file that stand where the rows do; of what is computed, any indicator's."""
    lines = _lines(path)
    shared = [c for c in PLACED_BY if lines and c in lines[0].cells and c in cells[0]]
    for columns in (shared, [column for column in shared if column != "indicator"]):
        places = {tuple(row[c] for c in columns) for row in cells}
        found = [line for line in lines if tuple(line.cells[c] for c in columns) in places]
        if found or "indicator" not in shared:
            return found
    return []


def _lines(path: Path) -> list[Line]:
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, written: int) -> list[Line]:
    """The lines of a file as it was `written` (nanoseconds): they are asked for again and again."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Line(path, number, cells) for number, cells in enumerate(csv.DictReader(file), 2)]


def reported(readings: pd.DataFrame, shown: int) -> int:
    """The number of the reading that the verdict reports, the likely one where none is.

    Parameters
    ----------
    readings : DataFrame
        The claim's rows of the specification table.
    shown : int
        The number that its reasons say, 0 for none.
    """
    if shown:
        return shown
    return int(readings.loc[readings["likely"], "specification"].iloc[0])
