"""World Input-Output Database, releases of 2013 (35 industries) and of 2016 (56 industries).

The form of a file is told by what it holds, not by its name: the official workbook
(`wiot95_row_apr12.xlsx`, `WIOT2014_Nov16_ROW.xlsb`), for 2013 the R objects of the package `wiod`
(`wiot_1995.RData`: matrices without value added), for 2016 the official data frame for R
(`WIOT2014_October16_ROW.RData`, a row and a column for each cell).

Rows do not quite add up to the printed output (flows of 2013 are whole USD m). Output is therefore
the row sum here and value added what the column leaves of it; how far the printed totals are from
both stands in `discrepancies`. Value added so defined holds taxes less subsidies on products,
purchases abroad and international transport margins.

Source: Timmer, Dietzenbacher, Los, Stehrer, de Vries (2015), Review of International Economics 23;
Timmer, Los, Stehrer, de Vries (2016), GGDC Research Memorandum 162. Licence CC BY 4.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from techsov.core.errors import LayoutError, said_of
from techsov.core.intercountry import Discrepancies, InterCountryTable
from techsov.sources import kinds, workbook

if TYPE_CHECKING:
    import pandas as pd

Array = np.ndarray


@dataclass(frozen=True)
class Release:
    """The labels of a release, and where its workbooks hold the codes of cells.

    Attributes
    ----------
    code
        place of the code among the four labels of a row or a column, from 0
    intermediate, output
        codes of the rows of totals that are no value added
    """

    edition: str
    industries: tuple[str, ...]
    final_demand: tuple[str, ...]
    code: int
    intermediate: str
    output: str


WIOD_2013 = Release(
    "WIOD 2013",
    tuple(f"c{k}" for k in range(1, 36)),
    ("c37", "c38", "c39", "c41", "c42"),
    code=3,
    intermediate="r60",
    output="r69",
)
WIOD_2016 = Release(
    "WIOD 2016",
    (
        *("A01", "A02", "A03", "B", "C10-C12", "C13-C15", "C16", "C17", "C18", "C19", "C20", "C21"),
        *("C22", "C23", "C24", "C25", "C26", "C27", "C28", "C29", "C30", "C31_C32", "C33", "D35"),
        *("E36", "E37-E39", "F", "G45", "G46", "G47", "H49", "H50", "H51", "H52", "H53", "I"),
        *("J58", "J59_J60", "J61", "J62_J63", "K64", "K65", "K66", "L68", "M69_M70", "M71", "M72"),
        *("M73", "M74_M75", "N", "O84", "P85", "Q", "R_S", "T", "U"),
    ),
    ("CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"),
    code=0,
    intermediate="II_fob",
    output="GO",
)
RELEASES = (WIOD_2016, WIOD_2013)  # the workbooks of both number their columns c1, c2, ...
RENAMED = {"RoW": "ROW", "ROM": "ROU"}
# Inventories may exceed what a very small cell sells otherwise: its row sums to just below zero.
ROUNDING = 5.0
HEAD_ROWS = HEAD_COLUMNS = 4  # code, name, country, number
FIRST_HEAD_ROW = 2
FRAME = ("IndustryCode", "Country", "RNr", "Year")


def read(
    path: Path | str, *, year: int | None = None, fold_splits: bool = True
) -> InterCountryTable:
    """One year of the world input-output tables, from a workbook or from R data of either release.

    Parameters
    ----------
    path
        the file
    year
        the year that the file has to be of; by default whichever it states
    fold_splits
        has no effect, as WIOD splits no country; it is there so that all readers of
        inter-country tables are called alike

    Raises
    ------
    LayoutError
        For a file of another kind or year, or with industries, countries or totals out of place.
    CheckError
        For output below zero by more than rounding.
    """
    del fold_splits
    path = Path(path)
    is_r = kinds.kind(path) in (kinds.COMPRESSED, kinds.NAMES["rdata"])
    table = _read_r_data(path) if is_r else _read_workbook(path)
    if year not in (None, table.year):
        raise LayoutError(path, "year stated", found=table.year, expected=f"the year {year}")
    with said_of(path, advise=True):
        return table.check(ROUNDING)


def _read_r_data(path: Path) -> InterCountryTable:
    """The only object of an R file: a list of matrices (2013) or a data frame (2016)."""
    import rdata  # only full releases in R's format need it

    known = {
        **rdata.conversion.DEFAULT_CLASS_MAP,
        "iot": lambda content, attributes: content,
        "data.table": rdata.conversion.DEFAULT_CLASS_MAP["data.frame"],
    }
    try:
        parsed = rdata.parser.parse_file(path)
        objects = rdata.conversion.convert(parsed, constructor_dict=known)
    except (ValueError, EOFError, NotImplementedError, OSError) as error:
        raise LayoutError(
            path, "whole file", found=error, expected="R data", todo="Fetch the file again."
        ) from error
    content = next(iter(objects.values()), None)
    if set(FRAME) <= set(getattr(content, "columns", ())):
        return _of_frame(path, content)
    return _of_matrices(path, content)


def _of_frame(path: Path, frame: pd.DataFrame) -> InterCountryTable:
    """The data frame of 2016: `AUS1` to `ROW56` are industries, `AUS57` to `ROW61` final demand."""
    release = WIOD_2016
    codes = frame["IndustryCode"].astype(str)
    totals = frame["Country"].astype(str) == "TOT"
    countries = list(dict.fromkeys(frame["Country"][~totals].astype(str)))
    N, uses = len(release.industries), len(release.final_demand)
    rows = list(zip(frame["Country"][~totals].astype(str), codes[~totals], strict=True))
    _compare(path, "rows", rows, [(c, i) for c in countries for i in release.industries])
    cells = [f"{country}{k}" for country in countries for k in range(1, N + 1)]
    demand = [f"{country}{k}" for country in countries for k in range(N + 1, N + uses + 1)]
    if missing := [name for name in (*cells, *demand) if name not in frame.columns]:
        raise LayoutError(path, "columns", found=f"no {missing[0]}", expected="a column a cell")
    years = sorted({int(float(each)) for each in frame["Year"]})
    if len(years) != 1:
        raise LayoutError(path, "column Year", found=years, expected="one year")
    flows = frame.loc[~totals, [*cells, *demand]].to_numpy(dtype=float)
    for i, j in np.argwhere(~np.isfinite(flows))[:1]:
        place = f"row {rows[i]}, column {[*cells, *demand][j]}"
        raise LayoutError(path, place, found="nothing", expected="a number")
    beneath = dict(zip(codes[totals], frame.loc[totals, cells].to_numpy(dtype=float), strict=True))
    return _with_totals(path, release, countries, flows, beneath, years[0])


def _of_matrices(path: Path, content: Any) -> InterCountryTable:
    """The list of 2013: year, countries, industries, inter (n x n), final (n x 5 G), output (n)."""
    expected = {"year", "countries", "industries", "inter", "final", "output"}
    missing = sorted(expected - set(content)) if isinstance(content, dict) else sorted(expected)
    if missing:
        raise LayoutError(
            path, "R object", found=f"none of {', '.join(missing)}", expected="a WIOD table"
        )
    release = WIOD_2013
    countries = [str(code) for code in content["countries"]]
    year = _floats(content["year"]).ravel()
    if len(year) != 1 or not 1900 < year[0] < 2100:
        raise LayoutError(path, "R object, year", found=content["year"], expected="one year")
    industries = [str(code) for code in content["industries"]]
    _compare(path, "R object, industries", industries, list(release.industries))
    Z, final, output = (_floats(content[key]) for key in ("inter", "final", "output"))
    n, G = len(countries) * len(release.industries), len(countries)
    shapes = {"inter": (n, n), "final": (n, G * len(release.final_demand)), "output": (n,)}
    for name, values in (("inter", Z), ("final", final), ("output", output)):
        if values.shape != shapes[name]:
            raise LayoutError(path, name, found=values.shape, expected=shapes[name])
    cells = [f"{country}_{industry}" for country in countries for industry in release.industries]
    uses = [f"{country}_{use}" for country in countries for use in release.final_demand]
    for name, values, columns in (("inter", Z, cells), ("final", final, uses)):
        for i, j in np.argwhere(~np.isfinite(values))[:1]:
            place = f"{name}, {cells[i]} to {columns[j]}"
            raise LayoutError(path, place, found="nothing", expected="a number")
    return _assemble(release, countries, Z, final, output, year=int(year[0]))


def _floats(values: object) -> Array:
    """Numbers of an R object; what R calls missing is NaN, in whole numbers as well."""
    return np.ma.filled(np.ma.asarray(values).astype(float), np.nan)


def _read_workbook(path: Path) -> InterCountryTable:
    """The workbook's only sheet: heads in rows 3 to 6 and columns A to D, totals beneath."""
    book = workbook.read(path, workbook.Sheet)[0]
    for row, column in sorted(book.doubtful):
        book.refuse(row, column)
    place = f"sheet {book.name}"
    head = book.cells[FIRST_HEAD_ROW : FIRST_HEAD_ROW + HEAD_ROWS]
    body = book.cells[FIRST_HEAD_ROW + HEAD_ROWS :]
    release = next((r for r in RELEASES if _first_code(head, r) == r.industries[0]), None)
    if release is None:
        raise LayoutError(
            path,
            f"{place}, cells E3 and E6",
            found=" and ".join(repr(book.at(row, HEAD_COLUMNS)) for row in (2, 5)),
            expected="the first industry of a release: c1 in E6 (2013) or A01 in E3 (2016)",
        )
    # The release of 2013 states its year in the title, that of 2016 in the sheet's name.
    named = re.search(r"((?:19|20)\d\d)\D*$", str(book.at(0, 0)))
    named = named or re.fullmatch(r"((?:19|20)\d\d)", book.name)
    if named is None:
        raise LayoutError(
            path,
            f"{place}, cell A1",
            found=repr(book.at(0, 0)),
            expected="a title with its year",
        )
    rows = [(str(row[2]), str(row[release.code])) for row in body]
    columns = list(zip(*([str(c) for c in head[k][HEAD_COLUMNS:]] for k in (2, release.code)),
                       strict=True))  # fmt: skip
    n = sum(code in release.industries and country != "TOT" for country, code in rows)
    countries = list(dict.fromkeys(country for country, _ in rows[:n]))
    final = n + len(countries) * len(release.final_demand)
    cells = [(country, industry) for country in countries for industry in release.industries]
    uses = [(country, use) for country in countries for use in release.final_demand]
    letters = "columns C and " + "ABCD"[release.code]
    _compare(path, f"{place}, {letters}", rows[:n], cells)
    heads = f"{place}, rows 5 and {FIRST_HEAD_ROW + release.code + 1}"
    _compare(path, heads, columns[:n], cells)
    _compare(path, f"{heads}, final demand", columns[n:final], uses)
    numbers = _numbers(path, place, body, n, final)
    totals = [code for _, code in rows[n:]]
    beneath = {code: numbers[n + k, :n] for k, code in enumerate(totals) if code}
    return _with_totals(path, release, countries, numbers[:n], beneath, int(named[1]), place)


def _first_code(head: list[list], release: Release) -> object:
    row = head[release.code] if release.code < len(head) else []
    return row[HEAD_COLUMNS] if len(row) > HEAD_COLUMNS else None


def _with_totals(
    path: Path,
    release: Release,
    countries: list[str],
    flows: Array,
    beneath: dict[str, Array],
    year: int,
    place: str = "rows of totals",
) -> InterCountryTable:
    """A table of `flows` (n, n + uses) and the rows beneath it: inputs, value added, output."""
    if not {release.intermediate, release.output} <= beneath.keys():
        raise LayoutError(
            path,
            f"{place}, column {'ABCD'[release.code]} beneath the industries",
            found=", ".join(beneath) or "nothing",
            expected=f"{release.intermediate} (intermediate inputs) to {release.output} (output)",
        )
    n = len(flows)
    besides = (release.intermediate, release.output)
    added = np.sum([row for code, row in beneath.items() if code not in besides], axis=0)
    output = beneath[release.output]
    return _assemble(
        release, countries, flows[:, :n].copy(), flows[:, n:], output, year=year, published_va=added
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


def _compare(path: Path, place: str, found: list, expected: list) -> None:
    """Refuse labels that are not those expected; name the first that differs."""
    for k in range(max(len(found), len(expected))):
        here = found[k] if k < len(found) else "nothing"
        there = expected[k] if k < len(expected) else "nothing"
        if here != there:
            raise LayoutError(path, f"{place}, label {k + 1}", found=here, expected=there)


def _assemble(
    release: Release,
    countries: list[str],
    Z: Array,
    final: Array,
    output: Array,
    *,
    year: int,
    published_va: Array | None = None,
) -> InterCountryTable:
    """Sum final demand over categories; take output from rows, value added from columns."""
    Y = final.reshape(len(Z), len(countries), len(release.final_demand)).sum(axis=2)
    x = Z.sum(axis=1) + Y.sum(axis=1)
    costs = Z.sum(axis=0)
    return InterCountryTable(
        regions=tuple(RENAMED.get(code, code) for code in countries),
        industries=release.industries,
        Z=Z,
        Y=Y,
        x=x,
        va=x - costs,
        year=year,
        edition=release.edition,
        discrepancies=Discrepancies(
            output - x, None if published_va is None else output - costs - published_va
        ),
    )
