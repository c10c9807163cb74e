"""Rosstat's workbooks on GDP, innovation and science, read as tidy indicator tables.

`techsov.sources.rosstat_workbook` knows what these workbooks are like; here stands what each of
them holds. From 2022 on the figures leave out the Donetsk and Lugansk republics and the Zaporozhye
and Kherson regions.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from techsov.core import checks
from techsov.core.errors import LayoutError
from techsov.sources.rosstat_workbook import (
    LOOK_AT_THE_FILE,
    Sheet,
    Workbook,
    end_of,
    place_years,
    plain,
    stated_year,
    unmarked,
)

MILLIONS_IN_A_BILLION = 1000.0
ROUBLES = {r"\bтыс\w*\.? ?руб": 1e-3, r"\bмлн\.? ?руб|миллион": 1.0, r"\bмлрд\.? ?руб": 1e3}
OF_GDP = re.compile(r"(процент|%).*(валово\w+ внутренн\w+ продукт|ввп)")
MONEY = re.compile(r"рубл|руб\.|ценах")
LARGEST_INTENSITY = 10.0  # per cent of GDP; no country has reached it
SAME_PERCENT = 0.05  # points by which the national row of two sheets may differ
SAME_ROUBLES = 1.0  # million roubles, likewise


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
    columns = range(first, end_of(sheet, (heading, heading + 1), first))
    years = place_years(sheet, heading, columns)
    notes = {column: sheet.text(heading + 1, column) for column in columns}
    third = [column for column, note in notes.items() if "3-й" in note]
    fourth = [column for column, note in notes.items() if "4-й" in note]
    if len(third) != 1 or [third[0] + 1] != fourth or years[third[0]] != years[fourth[0]]:
        raise sheet.lacks("one year in two columns, by the 3rd and by the 4th Oslo manual")
    row = sheet.row_of("российская федерация", "всего")
    figures = sheet.numbers(row, columns)
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
    end = end_of(sheet, (heading,), halves[0])
    figures = sheet.numbers(row, range(first, end))
    shipped = _series(place_years(sheet, heading, range(first, halves[0])), figures)
    innovative = _series(place_years(sheet, heading, range(halves[0], end)), figures)
    if shipped.keys() != innovative.keys():
        raise sheet.lacks(
            "the same years on the left and on the right",
            f"{', '.join(map(str, shipped))} and {', '.join(map(str, innovative))}",
        )
    return {"goods_shipped": shipped, "innovative_goods": innovative}


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


def read_expenditure(path: Path | str) -> pd.DataFrame:
    """Expenditure on R&D by region (`Nauka_5.xlsx`): `gerd_lcu`, million roubles, national row.

    The layout is that of the other tables by region; it is told by users' code (a table by region
    on the second sheet, a heading row of years with glued marks) and by the files beside it, as
    no copy of the workbook itself was at hand. The unit is taken from the sheet and has to be
    stated there.
    """
    book = Workbook.open(path)
    sheet = book.only("внутренние затраты на", "исследования и разработки", "по субъектам")
    heading, first = sheet.header()
    columns = range(first, end_of(sheet, (heading,), first))
    row = sheet.row_of("российская федерация")
    figures = _series(place_years(sheet, heading, columns, gaps=True), sheet.numbers(row, columns))
    factor = _millions(sheet)
    series = {year: value * factor for year, value in figures.items()}
    return _positive_counts(book, {("gerd_lcu", "m national currency"): series})


def read_intensity(path: Path | str) -> pd.DataFrame:
    """Expenditure on R&D as a share of GDP (`nauka_9.xlsx`): `gerd_gdp`, per cent.

    No copy of the workbook was at hand, so that the one row is found by what it says: its own
    label, or the heading above the years, speaks of R&D expenditure in per cent of GDP. A workbook
    in which no row does, or two different ones do, is refused.
    """
    book = Workbook.open(path)
    found = [series for sheet in book.sheets[1:] for series in _intensities(sheet)]
    if not found or any(series != found[0] for series in found):
        raise LayoutError(
            book.path,
            "sheets",
            found=f"{len(found)} that differ" if found else "none",
            expected="one row of expenditure on R&D in per cent of GDP",
            todo=LOOK_AT_THE_FILE,
        )
    frame = book.indicators({("gerd_gdp", "% of GDP"): found[0]}, "rosstat/science")
    checks.positive(frame, book.path.name)
    return checks.within(frame, 0, LARGEST_INTENSITY, book.path.name)


def _intensities(sheet: Sheet) -> list[dict[int, float]]:
    """The rows of a sheet that give R&D expenditure in per cent of GDP, by year."""
    heads = [plain(cell) for row in sheet.cells[:4] for cell in row]
    if not any("исследовани" in head and "затрат" in head for head in heads):
        return []
    heading, first = sheet.header()
    columns = range(first, end_of(sheet, (heading,), first))
    years = place_years(sheet, heading, columns, gaps=True)
    titled = any(OF_GDP.search(head) for head in heads)
    rows = [
        row
        for row in range(heading + 1, len(sheet.cells))
        if sheet.text(row, first)
        and (OF_GDP.search(label := sheet.text(row, 0)) or (titled and not MONEY.search(label)))
    ]
    return [_series(years, sheet.numbers(row, columns)) for row in rows]


def _millions(sheet: Sheet) -> float:
    """Millions of roubles in one unit of a sheet, which says what it counts in."""
    stated = {
        factor
        for row in sheet.cells
        for cell in row
        for pattern, factor in ROUBLES.items()
        if re.search(pattern, plain(cell))
    }
    if len(stated) != 1:
        raise sheet.lacks("one unit, such as `млн рублей`", f"{len(stated)} units")
    return stated.pop()


def counted(sheet: Sheet, total: str) -> dict[str, dict[int, float | None]]:
    """Row label -> year -> count, the rows under `total` having to add up to it."""
    heading, first = sheet.header()
    columns = range(first, end_of(sheet, (heading,), first))
    years = place_years(sheet, heading, columns, gaps=True)
    rows = [r for r in range(heading + 1, len(sheet.cells)) if sheet.text(r, first)]
    figures = {unmarked(sheet.at(row, 0)): sheet.numbers(row, columns) for row in rows}
    counts = {label: {y: row[c] for c, y in years.items()} for label, row in figures.items()}
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
    columns = range(first, end_of(sheet, (heading,), first))
    if all(stated_year(sheet.at(heading + 1, column)) for column in columns):
        raise sheet.fault(heading + 1, first, "figures beneath the years, and not years again,")
    figures = sheet.numbers(heading + 1, columns)
    billions = _series(place_years(sheet, heading, columns), figures)
    return {year: value * MILLIONS_IN_A_BILLION for year, value in billions.items()}


def _series(years: dict[int, int], figures: dict[int, float | None]) -> dict[int, float]:
    """Year -> figure, of columns that have one."""
    return {year: v for column, year in years.items() if (v := figures[column]) is not None}


def _positive_counts(book: Workbook, series: dict) -> pd.DataFrame:
    frame = checks.positive(book.indicators(series, "rosstat/science"), book.path.name)
    return checks.without_jumps(frame, book.path.name)


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
