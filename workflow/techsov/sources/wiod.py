"""World Input-Output Database, release 2013: 40 countries and a rest of the world, 35 industries.

Two forms of one release are read: the official workbook (`wiot95_row_apr12.xlsx`, one sheet) and
the R objects of the package `wiod` (`wiot_1995.RData`: matrices without value added).

Flows are printed as whole USD m, so that neither rows nor columns add up to the printed output.
Output is therefore the row sum here and value added what the column leaves of it; how far the
printed totals are from both stands in `discrepancies`. Value added so defined holds taxes less
subsidies on products, purchases abroad and international transport margins.

Source: Timmer, Dietzenbacher, Los, Stehrer, de Vries (2015), Review of International Economics 23.
Licence CC BY 4.0.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from techsov.core.errors import LayoutError, said_of
from techsov.core.intercountry import Discrepancies, InterCountryTable
from techsov.sources import workbook

Array = np.ndarray

EDITION = "WIOD 2013"
INDUSTRIES = tuple(f"c{k}" for k in range(1, 36))
FINAL_DEMAND = ("c37", "c38", "c39", "c41", "c42")
RENAMED = {"RoW": "ROW", "ROM": "ROU"}
# Inventories may exceed what a very small cell sells otherwise: its row sums to just below zero.
ROUNDING = 5.0
HEAD_ROWS = HEAD_COLUMNS = 4  # code, name, country, c-code
FIRST_HEAD_ROW = 2


def read(
    path: Path | str, *, year: int | None = None, fold_splits: bool = True
) -> InterCountryTable:
    """One year of the world input-output tables, from the workbook or from the R object.

    year        : the year that the file has to be of; by default whichever it states
    fold_splits : has no effect, as WIOD splits no country; it is there so that all readers of
                  inter-country tables are called alike

    raises : LayoutError for a file of another kind or year, or with industries, countries or
             totals out of place; CheckError for output below zero by more than rounding
    """
    del fold_splits
    path = Path(path)
    read_form = _read_workbook if path.suffix.lower() == ".xlsx" else _read_r_object
    table = read_form(path)
    if year not in (None, table.year):
        raise LayoutError(path, "year stated", found=table.year, expected=f"the year {year}")
    with said_of(path, advise=True):
        return table.check(ROUNDING)


def _read_r_object(path: Path) -> InterCountryTable:
    """The R list: year, countries, industries, inter (n x n), final (n x 5 G), output (n)."""
    import rdata  # only full releases in R's format need it

    try:
        parsed = rdata.parser.parse_file(path)
        known = {**rdata.conversion.DEFAULT_CLASS_MAP, "iot": lambda content, attributes: content}
        objects = rdata.conversion.convert(parsed, constructor_dict=known)
    except (ValueError, EOFError, NotImplementedError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise LayoutError(
            path, "whole file", found=error, expected="R data", todo="Fetch the file again."
        ) from error
    content = next(iter(objects.values()))
    expected = {"year", "countries", "industries", "inter", "final", "output"}
    missing = sorted(expected - set(content)) if isinstance(content, dict) else sorted(expected)
    if missing:
        raise LayoutError(
            path, "R object", found=f"none of {', '.join(missing)}", expected="a WIOD table"
        )
    countries = [str(code) for code in content["countries"]]
    year = _floats(content["year"]).ravel()
    if len(year) != 1 or not 1900 < year[0] < 2100:
        raise LayoutError(path, "R object, year", found=content["year"], expected="one year")
    _refuse_industries(path, "R object, industries", [str(c) for c in content["industries"]])
    Z, final, output = (_floats(content[key]) for key in ("inter", "final", "output"))
    n, G = len(countries) * len(INDUSTRIES), len(countries)
    shapes = {"inter": (n, n), "final": (n, G * len(FINAL_DEMAND)), "output": (n,)}
    for name, values in (("inter", Z), ("final", final), ("output", output)):
        if values.shape != shapes[name]:
            raise LayoutError(path, name, found=values.shape, expected=shapes[name])
    cells = [f"{country}_{industry}" for country in countries for industry in INDUSTRIES]
    uses = [f"{country}_{use}" for country in countries for use in FINAL_DEMAND]
    for name, values, columns in (("inter", Z, cells), ("final", final, uses)):
        for i, j in np.argwhere(~np.isfinite(values))[:1]:
            place = f"{name}, {cells[i]} to {columns[j]}"
            raise LayoutError(path, place, found="nothing", expected="a number")
    return _assemble(countries, Z, final, output, year=int(year[0]))


def _floats(values: object) -> Array:
    """Numbers of an R object; what R calls missing is NaN, in whole numbers as well."""
    return np.ma.filled(np.ma.asarray(values).astype(float), np.nan)


def _read_workbook(path: Path) -> InterCountryTable:
    """The workbook's only sheet: heads in rows 3 to 6 and columns A to D, codes c and r last."""
    book = workbook.read(path)[0]
    for row, column in sorted(book.doubtful):
        book.refuse(row, column)
    sheet, grid = book.name, book.cells
    named = re.search(r"((?:19|20)\d\d)\D*$", str(book.at(0, 0)))
    if named is None:
        raise LayoutError(
            path,
            f"sheet {sheet}, cell A1",
            found=repr(book.at(0, 0)),
            expected="a title with its year",
        )
    head = grid[FIRST_HEAD_ROW : FIRST_HEAD_ROW + HEAD_ROWS]
    body = grid[FIRST_HEAD_ROW + HEAD_ROWS :]
    country_of_column = [str(c) for c in head[2][HEAD_COLUMNS:]]
    code_of_column = [str(c) for c in head[3][HEAD_COLUMNS:]]
    country_of_row, code_of_row = [str(row[2]) for row in body], [str(row[3]) for row in body]

    n = sum(code in INDUSTRIES for code in code_of_row)
    countries = list(dict.fromkeys(country_of_row[:n]))
    final = n + len(countries) * len(FINAL_DEMAND)
    place = f"sheet {sheet}"
    cells = [(country, industry) for country in countries for industry in INDUSTRIES]
    uses = [(country, use) for country in countries for use in FINAL_DEMAND]
    rows = list(zip(country_of_row, code_of_row, strict=True))
    columns = list(zip(country_of_column, code_of_column, strict=True))
    _compare(path, f"{place}, columns C and D", rows[:n], cells)
    _compare(path, f"{place}, rows 5 and 6", columns[:n], cells)
    _compare(path, f"{place}, rows 5 and 6, final demand", columns[n:final], uses)
    totals = code_of_row[n:]
    if "r60" not in totals or "r69" not in totals:
        raise LayoutError(
            path,
            f"{place}, column D beneath the industries",
            found=", ".join(filter(None, totals)) or "nothing",
            expected="r60 (intermediate inputs) to r69 (output)",
        )
    numbers = _numbers(path, place, body, n, final)
    beneath = {code: numbers[n + k, :n] for k, code in enumerate(totals) if code}
    added = sum(row for code, row in beneath.items() if code not in ("r60", "r69"))
    return _assemble(
        countries,
        numbers[:n, :n].copy(),
        numbers[:n, n:final],
        beneath["r69"],
        year=int(named[1]),
        published_va=added,
    )


def _numbers(path: Path, place: str, body: list[list], flows: int, columns: int) -> Array:
    """The sheet's numbers. The first `flows` rows are full; an empty cell beneath them is zero."""
    width = HEAD_COLUMNS + columns
    for k, row in enumerate(body):
        for j, value in enumerate(row[HEAD_COLUMNS:width]):
            empty = value == "" and k >= flows
            if not empty and not isinstance(value, int | float):
                line = FIRST_HEAD_ROW + HEAD_ROWS + k + 1
                raise LayoutError(
                    path,
                    f"{place}, row {line}, column {HEAD_COLUMNS + j + 1}",
                    found=repr(value) if value else "nothing",
                    expected="a number",
                )
    return np.array([[value or 0.0 for value in row[HEAD_COLUMNS:width]] for row in body])


def _refuse_industries(path: Path, place: str, found: list[str]) -> None:
    _compare(path, place, found, list(INDUSTRIES))


def _compare(path: Path, place: str, found: list, expected: list) -> None:
    """Refuse labels that are not those expected; name the first that differs."""
    for k in range(max(len(found), len(expected))):
        here = found[k] if k < len(found) else "nothing"
        there = expected[k] if k < len(expected) else "nothing"
        if here != there:
            raise LayoutError(path, f"{place}, label {k + 1}", found=here, expected=there)


def _assemble(
    countries: list[str],
    Z: Array,
    final: Array,
    output: Array,
    *,
    year: int,
    published_va: Array | None = None,
) -> InterCountryTable:
    """Sum final demand over categories; take output from rows, value added from columns."""
    Y = final.reshape(len(Z), len(countries), len(FINAL_DEMAND)).sum(axis=2)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    costs = Z.sum(axis=0)
    return InterCountryTable(
        regions=tuple(RENAMED.get(code, code) for code in countries),
        industries=INDUSTRIES,
        Z=Z,
        Y=Y,
        x=x,
        va=x - costs,
        year=year,
        edition=EDITION,
        discrepancies=Discrepancies(
            output - x, None if published_va is None else output - costs - published_va
        ),
    )
