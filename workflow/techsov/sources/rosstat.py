"""Rosstat's workbooks on GDP, innovation and science, read as tidy indicator tables.

What these workbooks are like (seen in the files of February and August 2025):
- the contents page states when the workbook was updated; that month is the vintage;
- footnote marks are glued to the years (`20223)`, `2022 1) `) and to missing values (`…4)`);
- a digit of a heading can be lost: sheet 2 of `innov_1_2024.xls` heads 2023 as `20210)`, which is
  `202310)` without its 3. Years are therefore placed by position and have to rise by one;
- 2017 spans two columns of `innov_1`: the 3rd and the 4th edition of the Oslo manual;
- `...` is no data, `-` is nil, and some numbers are text (`2 973 ,9`);
- the site answers an error with an HTML page under the name of the workbook.
From 2022 on the figures leave out the Donetsk and Lugansk republics and the Zaporozhye and
Kherson regions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import python_calamine
from openpyxl.utils import get_column_letter

from techsov.errors import LayoutError
from techsov.sources import checks

COUNTRY = "RUS"
WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .xls
LOOK_AT_THE_FILE = "Look at the sheet; if Rosstat has changed its layout, the reader has to follow"

MILLIONS_IN_A_BILLION = 1000.0
SAME_PERCENT = 0.05  # points by which the national row of two sheets may differ
SAME_ROUBLES = 1.0  # million roubles, likewise

Grid = list[list[object]]


@dataclass(frozen=True)
class Sheet:
    """A sheet as a grid of cells, with the words to point at one of them."""

    path: Path
    name: str
    cells: Grid

    def at(self, row: int, column: int) -> object:
        """The cell, or an empty text beyond the edge of the grid."""
        inside = row < len(self.cells) and column < len(self.cells[row])
        return self.cells[row][column] if inside else ""

    def width(self) -> int:
        return max(map(len, self.cells), default=0)

    def text(self, row: int, column: int) -> str:
        return _plain(self.at(row, column))

    def fault(self, row: int, column: int, expected: str) -> LayoutError:
        """The error that says that `expected` was not found in this cell."""
        place = f"sheet {self.name}, cell {get_column_letter(column + 1)}{row + 1}"
        found = repr(self.at(row, column))
        return LayoutError(self.path, place, found=found, expected=expected, todo=LOOK_AT_THE_FILE)

    def lacks(self, expected: str, found: str = "none") -> LayoutError:
        """The error that says that the sheet has no such thing at all."""
        place = f"sheet {self.name}"
        return LayoutError(self.path, place, found=found, expected=expected, todo=LOOK_AT_THE_FILE)

    def says(self, phrase: str) -> bool:
        """Whether any cell holds the phrase."""
        return any(phrase in _plain(cell) for row in self.cells for cell in row)

    def header(self) -> tuple[int, int]:
        """Row and first column of the years: the first row with at least three of them."""
        for row, cells in enumerate(self.cells):
            columns = [column for column, cell in enumerate(cells) if stated_year(cell)]
            if len(columns) >= 3:
                return row, columns[0]
        raise self.lacks("a row of years")

    def row_of(self, *labels: str) -> int:
        """The only row whose first cell bears one of the labels."""
        rows = [r for r in range(len(self.cells)) if _unmarked(self.at(r, 0)) in labels]
        if len(rows) != 1:
            raise self.lacks(f"one row `{' or '.join(labels)}`", f"{len(rows)} rows")
        return rows[0]

    def number(self, row: int, column: int) -> float | None:
        """The figure in a cell; None where Rosstat has no data.

        raises : LayoutError when the cell is empty or holds anything else
        """
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


@dataclass(frozen=True)
class Workbook:
    """The sheets of a workbook, the first one its page of contents."""

    path: Path
    sheets: list[Sheet]

    @classmethod
    def open(cls, path: Path | str) -> Workbook:
        """Read every sheet of an .xls or .xlsx file.

        raises : LayoutError when the file is no workbook, as Rosstat's error pages are not
        """
        path = Path(path)
        start = path.read_bytes()[:4]
        if start not in WORKBOOK_STARTS:
            raise LayoutError(
                path,
                "first bytes",
                found=f"{start!r}",
                expected="an Excel workbook",
                todo="Rosstat answers errors with an HTML page; fetch the file again",
            )
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        grids = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
        return cls(path, [Sheet(path, name, grid) for name, grid in grids.items()])

    def vintage(self) -> str:
        """Year and month in which the workbook was updated, as the contents page states it."""
        for row in self.sheets[0].cells:
            for cell in row:
                found = re.search(r"обновлено:?\s*\d\d\.(\d\d)\.(\d{4})", _plain(cell))
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

    raises : LayoutError naming the first cell out of order
    """
    placed: dict[int, int] = {}
    year, mark = None, ""
    for column in columns:
        cell = sheet.at(row, column)
        if _plain(cell) == "" and year is not None:
            placed[column] = year
            continue
        stated = stated_year(cell)
        if stated is None:
            raise sheet.fault(row, column, "a year")
        follows = year is None or stated[0] == year + 1 or (gaps and stated[0] > year)
        if follows:
            year, mark = stated[0], stated[1] or mark
        elif _lost_a_digit(cell, f"{year + 1}{mark}"):
            year += 1
        else:
            raise sheet.fault(row, column, f"the year {year + 1} after {year}")
        placed[column] = year
    return placed


def read_gdp(path: Path | str) -> pd.DataFrame:
    """Nominal GDP (`VVP_god_s_*.xlsx`), million roubles a year.

    The workbook holds two series at current prices that overlap in their year of revision:
    `gdp_lcu` is the later one, from 2011; `gdp_lcu_to_2011` the earlier one, on the definitions
    that Rosstat has since left (in 2011 it is 7 % lower). They are not chained.
    """
    book = Workbook.open(path)
    found = book.titled("валовой внутренний продукт", "в текущих ценах, млрд.руб.")
    series = sorted((_gdp_of(sheet) for sheet in found), key=min)
    if len(series) != 2 or max(series[0]) != min(series[1]):
        raise LayoutError(
            book.path,
            "sheets",
            found="; ".join(f"{min(s)}-{max(s)}" for s in series) or "none",
            expected="two sheets of GDP at current prices that share one year",
            todo=LOOK_AT_THE_FILE,
        )
    unit = "m national currency"
    frame = book.indicators(
        {(f"gdp_lcu_to_{max(series[0])}", unit): series[0], ("gdp_lcu", unit): series[1]},
        "rosstat/gdp",
    )
    return checks.without_jumps(checks.positive(frame, book.path.name), book.path.name)


def read_innovation(path: Path | str) -> pd.DataFrame:
    """Innovation-active organisations (`innov_1_*.xls`), per cent of those surveyed.

    `innovation_active_oslo3` runs to 2017 and `innovation_active_oslo4` from 2017, the year in
    which both editions of the Oslo manual were applied. The national row of the table by region
    is read; that of the table by industry has to agree with it.
    """
    book = Workbook.open(path)
    regions = activity(book.only("уровень инновационной активности", "по субъектам"))
    industries = activity(book.only("уровень инновационной активности", "по видам"))
    _agree(book.path, regions, industries, SAME_PERCENT)
    series: dict[tuple[str, str], dict[int, float]] = {}
    for (year, edition), value in regions.items():
        name = (f"innovation_active_oslo{edition}", "% of organisations")
        series.setdefault(name, {})[year] = value
    frame = book.indicators(series, "rosstat/innovation")
    return checks.within(frame, 0, 100, book.path.name)


def activity(sheet: Sheet) -> dict[tuple[int, int], float]:
    """(year, edition of the Oslo manual) -> national share of innovation-active organisations."""
    if not sheet.says("(процентов)"):
        raise sheet.lacks("the unit `(процентов)`")
    heading, first = sheet.header()
    columns = range(first, _end(sheet, (heading, heading + 1), first))
    years = place_years(sheet, heading, columns)
    notes = {column: sheet.text(heading + 1, column) for column in columns}
    third = [column for column, note in notes.items() if "3-й" in note]
    fourth = [column for column, note in notes.items() if "4-й" in note]
    if len(third) != 1 or [third[0] + 1] != fourth or years[third[0]] != years[fourth[0]]:
        raise sheet.lacks("one year in two columns, by the 3rd and by the 4th Oslo manual")
    row = sheet.row_of("российская федерация", "всего")
    figures = {column: sheet.number(row, column) for column in columns}
    return {
        (years[column], 3 if column <= third[0] else 4): value
        for column, value in figures.items()
        if value is not None
    }


def read_innovative_goods(path: Path | str) -> pd.DataFrame:
    """Goods shipped and innovative goods among them (`innov_3_*.xls`), million roubles.

    Indicators `goods_shipped`, `innovative_goods` and their ratio `innovative_goods_share`, %.
    """
    book = Workbook.open(path)
    regions = goods(book.only("объем инновационных товаров", "по субъектам"))
    for sheet in book.titled("объем инновационных товаров", "по видам"):
        industries = goods(sheet)
        for name in regions:
            _agree(book.path, regions[name], industries[name], SAME_ROUBLES)
    shipped, innovative = regions["goods_shipped"], regions["innovative_goods"]
    shares = {year: 100 * innovative[year] / shipped[year] for year in innovative}
    series = {(name, "RUB m"): values for name, values in regions.items()}
    frame = book.indicators(
        {**series, ("innovative_goods_share", "%"): shares}, "rosstat/innovation"
    )
    is_share = frame["indicator"] == "innovative_goods_share"
    checks.within(frame[is_share], 0, 100, book.path.name)
    checks.without_jumps(checks.positive(frame[~is_share], book.path.name), book.path.name)
    return frame


def goods(sheet: Sheet) -> dict[str, dict[int, float]]:
    """National goods shipped and innovative goods: indicator -> year -> million roubles."""
    if not sheet.says("(млн рублей)"):
        raise sheet.lacks("the unit `(млн рублей)`")
    heading, first = sheet.header()
    halves = [
        column
        for column in range(first, sheet.width())
        if any(sheet.text(r, column).startswith("в том числе") for r in range(heading))
    ]
    if len(halves) != 1:
        raise sheet.lacks("all goods on the left and, `в том числе`, the innovative on the right")
    row = sheet.row_of("российская федерация", "всего")
    end = _end(sheet, (heading,), halves[0])
    return {
        "goods_shipped": _series(sheet, heading, row, range(first, halves[0])),
        "innovative_goods": _series(sheet, heading, row, range(halves[0], end)),
    }


def read_organisations(path: Path | str) -> pd.DataFrame:
    """Organisations that carried out R&D (`Nauka_1.xls`): `rd_organisations`, number a year."""
    book = Workbook.open(path)
    sheet = book.only("число организаций", "по типам организаций")
    counts = counted(sheet, "число организаций – всего")
    series = {("rd_organisations", "number"): counts["число организаций – всего"]}
    return _positive_counts(book, series)


def read_personnel(path: Path | str) -> pd.DataFrame:
    """R&D staff (`nauka_2.xls`), heads at the end of the year: `rd_personnel`, `rd_researchers`."""
    book = Workbook.open(path)
    sheet = book.only("численность персонала", "по категориям по российской федерации")
    counts = counted(sheet, "численность персонала – всего")
    if "исследователи" not in counts:
        raise sheet.lacks("a row `исследователи`")
    series = {
        ("rd_personnel", "number"): counts["численность персонала – всего"],
        ("rd_researchers", "number"): counts["исследователи"],
    }
    return _positive_counts(book, series)


def counted(sheet: Sheet, total: str) -> dict[str, dict[int, float]]:
    """Row label -> year -> count, the rows under `total` having to add up to it."""
    heading, first = sheet.header()
    columns = range(first, _end(sheet, (heading,), first))
    years = place_years(sheet, heading, columns, gaps=True)
    rows = [r for r in range(heading + 1, len(sheet.cells)) if sheet.text(r, first)]
    counts = {
        _unmarked(sheet.at(row, 0)): {y: sheet.number(row, c) for c, y in years.items()}
        for row in rows
    }
    if total not in counts:
        raise sheet.lacks(f"a row `{total}`")
    for column, year in years.items():
        parts = sum(counts[label][year] or 0 for label in counts if label != total)
        if parts != counts[total][year]:
            row = sheet.row_of(total)
            raise sheet.fault(row, column, f"the sum of the rows beneath, {parts:g}, for {year}")
    return counts


def _gdp_of(sheet: Sheet) -> dict[int, float]:
    """Year -> GDP in million roubles; the figures stand right under the years."""
    heading, first = sheet.header()
    billions = _series(sheet, heading, heading + 1, range(first, _end(sheet, (heading,), first)))
    return {year: value * MILLIONS_IN_A_BILLION for year, value in billions.items()}


def _series(sheet: Sheet, heading: int, row: int, columns: range) -> dict[int, float]:
    years = place_years(sheet, heading, columns)
    figures = {year: sheet.number(row, column) for column, year in years.items()}
    return {year: value for year, value in figures.items() if value is not None}


def _positive_counts(book: Workbook, series: dict) -> pd.DataFrame:
    frame = checks.positive(book.indicators(series, "rosstat/science"), book.path.name)
    return checks.without_jumps(frame, book.path.name)


def _end(sheet: Sheet, rows: tuple[int, ...], first: int) -> int:
    """The column after the last one that has a heading in any of the rows."""
    column = first
    while column < sheet.width() and any(sheet.text(row, column) for row in rows):
        column += 1
    return column


def _is_titled(sheet: Sheet, phrases: tuple[str, ...]) -> bool:
    """Whether one cell above the first row of figures holds every phrase."""
    return any(
        all(phrase in _plain(cell) for phrase in phrases) for row in sheet.cells[:4] for cell in row
    )


def _agree(path: Path, one: dict, other: dict, tolerance: float) -> None:
    for key in one.keys() & other.keys():
        if not checks.close(one[key], other[key], absolute=tolerance):
            raise LayoutError(
                path,
                f"national rows of two sheets, {key}",
                found=f"{one[key]:g} and {other[key]:g}",
                expected=f"the same figure to {tolerance:g}",
                todo=LOOK_AT_THE_FILE,
            )


def _lost_a_digit(cell: object, heading: str) -> bool:
    """Whether the cell is `heading` without one of its digits."""
    text = re.sub(r"\s", "", str(cell))
    return text in {heading[:i] + heading[i + 1 :] for i in range(len(heading))}


def _plain(cell: object) -> str:
    """A cell's text in lower case, white space collapsed."""
    return re.sub(r"\s+", " ", str(cell)).strip().casefold()


def _unmarked(cell: object) -> str:
    """A row label without footnote marks."""
    return re.sub(r"\s*\d+\)", "", _plain(cell)).strip()
