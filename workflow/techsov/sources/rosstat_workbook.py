"""Rosstat's workbooks as grids of cells: what a heading says, where a row stands, which month.

What these workbooks are like (seen in the files of February and August 2025):
- the contents page states when the workbook was updated; that month is the vintage;
- footnote marks are glued to the years (`20223)`, `2022 1) `) and to missing values (`…4)`);
- a digit of a heading can be lost: sheet 2 of `innov_1_2024.xls` heads 2023 as `20210)`, which is
  `202310)` without its 3. Years are therefore placed by position and have to rise by one;
- 2017 spans two columns of `innov_1`: the 3rd and the 4th edition of the Oslo manual;
- `...` is no data, `-` is nil, and some numbers are text (`2 973 ,9`);
- the site answers an error with an HTML page under the name of the workbook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.errors import LayoutError
from techsov.sources import workbook

COUNTRY = "RUS"
LOOK_AT_THE_FILE = "Look at the sheet; if Rosstat has changed its layout, the reader has to follow"


@dataclass(frozen=True)
class Sheet(workbook.Sheet):
    """A sheet of Rosstat's, with what its headings and rows say."""

    def text(self, row: int, column: int) -> str:
        return plain(self.at(row, column))

    def fault(self, row: int, column: int, expected: str, todo: str = "") -> LayoutError:
        return super().fault(row, column, expected, todo or LOOK_AT_THE_FILE)

    def lacks(self, expected: str, found: str = "none") -> LayoutError:
        """The error that says that the sheet has no such thing at all."""
        place = f"sheet {self.name}"
        return LayoutError(self.path, place, found=found, expected=expected, todo=LOOK_AT_THE_FILE)

    def says(self, phrase: str) -> bool:
        """Whether any cell holds the phrase."""
        return any(phrase in plain(cell) for row in self.cells for cell in row)

    def header(self) -> tuple[int, int]:
        """Row and first column of the years: the first row with at least three of them.

        Left of the years there may stand words over the labels of the rows, and nothing else: a
        spoilt first year would otherwise take its column along unnoticed.
        """
        for row, cells in enumerate(self.cells):
            columns = [column for column, cell in enumerate(cells) if stated_year(cell)]
            if len(columns) < 3:
                continue
            for column in range(columns[0]):
                self.refuse(row, column)
                word = re.search("[а-я]{3}", self.text(row, column))
                if self.text(row, column) and not word:
                    raise self.fault(
                        row, column, f"nothing left of the year in column {columns[0] + 1}"
                    )
            return row, columns[0]
        raise self.lacks("a row of years")

    def row_of(self, *labels: str) -> int:
        """The only row whose first cell bears one of the labels."""
        rows = [r for r in range(len(self.cells)) if unmarked(self.at(r, 0)) in labels]
        if len(rows) != 1:
            raise self.lacks(f"one row `{' or '.join(labels)}`", f"{len(rows)} rows")
        return rows[0]

    def number(self, row: int, column: int) -> float | None:
        """The figure in a cell; None where Rosstat has no data.

        Raises
        ------
        LayoutError
            When the cell is empty, holds a doubtful formula, or anything else
        """
        self.refuse(row, column)
        cell = self.at(row, column)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return float(cell)
        text = re.sub(r"\s", "", re.sub(r"\d+\)\s*$", "", str(cell)))
        if text in ("...", "…"):
            return None
        if text in ("-", "–"):
            return 0.0
        if re.fullmatch(r"-?\d+([,.]\d+)?", text):
            return float(text.replace(",", "."))
        raise self.fault(row, column, "a number, `...` or `-`")

    def numbers(self, row: int, columns: range) -> dict[int, float | None]:
        """Column -> figure of a row, none of which may stand outside the headed `columns`."""
        for column in range(self.width()):
            if column not in columns and isinstance(self.at(row, column), int | float):
                raise self.fault(row, column, "no figure where no year stands above,")
        return {column: self.number(row, column) for column in columns}


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook, the first one its page of contents."""

    path: Path
    sheets: list[Sheet]

    @classmethod
    def open(cls, path: Path | str) -> Workbook:
        """Read every sheet of an .xls or .xlsx file.

        Raises
        ------
        LayoutError
            When the file is no workbook, as Rosstat's error pages are not
        """
        return cls(Path(path), workbook.read(Path(path), Sheet))

    def vintage(self) -> str:
        """Year and month in which the workbook was updated, as the contents page states it."""
        for row in self.sheets[0].cells:
            for cell in row:
                found = re.search(r"обновлено:?\s*\d\d\.(\d\d)\.(\d{4})", plain(cell))
                if found:
                    return f"{found[2]}-{found[1]}"
        raise self.sheets[0].lacks("the date of update (`Обновлено: dd.mm.yyyy`)")

    def titled(self, *phrases: str) -> list[Sheet]:
        """The sheets, contents page apart, whose heading above the years holds every phrase."""
        return [sheet for sheet in self.sheets[1:] if _is_titled(sheet, phrases)]

    def only(self, *phrases: str) -> Sheet:
        """The one sheet with such a heading."""
        found = self.titled(*phrases)
        if len(found) != 1:
            raise LayoutError(
                self.path,
                "sheets",
                found=f"{len(found)}",
                expected=f"one sheet headed `{' … '.join(phrases)}`",
                todo=LOOK_AT_THE_FILE,
            )
        return found[0]

    def indicators(
        self, series: dict[tuple[str, str], dict[int, float]], dataset: str
    ) -> pd.DataFrame:
        """Tidy table of {(indicator, unit): {year: value}} for Russia in this vintage."""
        rows = (
            {"country": COUNTRY, "year": y, "indicator": name, "value": value, "unit": unit}
            for (name, unit), values in series.items()
            for y, value in values.items()
        )
        return checks.tidy(rows, dataset=dataset, vintage=self.vintage(), origin=self.path.name)


def stated_year(cell: object) -> tuple[int, str] | None:
    """Year and glued footnote mark that a heading states, or None: `20223)` -> (2022, `3)`)."""
    text = f"{cell:g}" if isinstance(cell, float) else re.sub(r"\s", "", str(cell))
    found = re.fullmatch(r"((?:19|20)\d\d)(\d{0,2}\))?", text)
    return (int(found[1]), found[2] or "") if found else None


def place_years(sheet: Sheet, row: int, columns: range, *, gaps: bool = False) -> dict[int, int]:
    """Column -> year over `columns` of a heading row, placed by position.

    An empty heading continues the year before it (merged cells). Years rise by one; `gaps` lets
    them rise by more, where a table shows 2000, 2005, 2010 and then every year. A heading that
    states another year passes only when it is the expected one with a single digit lost.

    Raises
    ------
    LayoutError
        Naming the first cell out of order
    """
    placed: dict[int, int] = {}
    year: int | None = None
    mark = ""
    for column in columns:
        sheet.refuse(row, column)
        cell = sheet.at(row, column)
        if plain(cell) == "" and year is not None:
            placed[column] = year
            continue
        stated = stated_year(cell)
        if stated is None:
            raise sheet.fault(row, column, "a year")
        if year is None or stated[0] == year + 1 or (gaps and stated[0] > year):
            year, mark = stated[0], stated[1] or mark
        elif _lost_a_digit(cell, f"{year + 1}{mark}"):
            year += 1
        else:
            raise sheet.fault(row, column, f"the year {year + 1} after {year}")
        placed[column] = year
    return placed


def _lost_a_digit(cell: object, heading: str) -> bool:
    """Whether the cell is `heading` without one of its digits."""
    text = re.sub(r"\s", "", str(cell))
    return text in {heading[:i] + heading[i + 1 :] for i in range(len(heading))}


def plain(cell: object) -> str:
    """A cell's text in lower case, white space collapsed."""
    return re.sub(r"\s+", " ", str(cell)).strip().casefold()


def unmarked(cell: object) -> str:
    """A row label without footnote marks."""
    return re.sub(r"\s*\d+\)", "", plain(cell)).strip()


def end_of(sheet: Sheet, rows: tuple[int, ...], first: int) -> int:
    """The column after the last one that has a heading in any of the rows.

    Raises
    ------
    LayoutError
        Where headings go on after a column that has none
    """
    headed = [
        any(sheet.text(row, column) or (row, column) in sheet.doubtful for row in rows)
        for column in range(first, sheet.width())
    ]
    end = headed.index(False) if False in headed else len(headed)
    if any(headed[end:]):
        raise sheet.fault(rows[0], first + end, "a heading, as there are more to its right")
    return first + end


def _is_titled(sheet: Sheet, phrases: tuple[str, ...]) -> bool:
    """Whether one cell above the first row of figures holds every phrase."""
    return any(
        all(phrase in plain(cell) for phrase in phrases) for row in sheet.cells[:4] for cell in row
    )
