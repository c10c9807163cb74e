"""OECD Inter-Country Input-Output tables: the CSV of one year, or the zip that holds it.

Editions 2021, 2023 and 2025, small (SML) and extended (EXT), are told apart by their content:

    edition  value added   taxes          output, last column   agriculture
    2021     VALU          XXX_TAXSUB     OUTPUT, TOTAL         01T02
    2023     VA            TLS            OUT, OUT              A01_02
    2025     VA            TLS            OUT, OUT              A01, A02

The extended tables split the industries of China and Mexico into parts (CN1, CN2, MX1, MX2), while
final demand stays with CHN and MEX, whose own industries are empty. Unless the parts are folded,
trade between them would count as foreign.

Licence CC BY 4.0. Values in current USD m at basic prices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from techsov.core.errors import LayoutError, said_of
from techsov.core.intercountry import Discrepancies, InterCountryTable
from techsov.sources import wide_csv
from techsov.sources.wide_csv import CUT_OFF, FETCH_AGAIN

Array = np.ndarray

SPLITS = {"CHN": ("CN1", "CN2"), "MEX": ("MX1", "MX2")}
PARTS = {part for parts in SPLITS.values() for part in parts}
FINAL_DEMAND = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")

# Rows beneath the cells; the taxes of 2021 have one for each country.
MARGIN = re.compile(r"TLS|VA|VALU|OUT|OUTPUT|(?:.+_)?TAXSUB")

_CODES = {
    "2021": """
        01T02 03 05T06 07T08 09 10T12 13T15 16 17T18 19 20 21 22 23 24 25 26 27 28 29 30 31T33
        35 36T39 41T43 45T47 49 50 51 52 53 55T56 58T60 61 62T63 64T66 68 69T75 77T82 84 85
        86T88 90T93 94T96 97T98""",
    "2023": """
        A01_02 A03 B05_06 B07_08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24 C25 C26
        C27 C28 C29 C30 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63 K L M N O P Q R S
        T""",
    "2025": """
        A01 A02 A03 B05 B06 B07 B08 B09 C10T12 C13T15 C16 C17_18 C19 C20 C21 C22 C23 C24A C24B
        C25 C26 C27 C28 C29 C301 C302T309 C31T33 D E F G H49 H50 H51 H52 H53 I J58T60 J61 J62_63
        K L M N O P Q R S T""",
}
INDUSTRIES = {edition: tuple(codes.split()) for edition, codes in _CODES.items()}
# The largest imbalance of a cell that the edition is known to hold, with a margin, in USD m.
TOLERANCE = {"2021": 1.0, "2023": 1.0, "2025": 0.01}


@dataclass(frozen=True)
class _Layout:
    """Where things stand in the file.

    Attributes
    ----------
    cells
        labels of the selling and buying cells, regions : those that have industries,
    buyers
        regions that have final demand, margins : label of each row beneath the cells
    """

    edition: str
    cells: list[str]
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    buyers: tuple[str, ...]
    margins: list[str]

    @property
    def variant(self) -> str:
        return "EXT" if PARTS & set(self.regions) else "SML"


def read(
    path: Path | str, *, year: int | None = None, fold_splits: bool = True
) -> InterCountryTable:
    """One year of an ICIO edition.

    Value added is VA + TLS, as in TiVA. Output is the row sum; the published output may differ
    from row and column sums within the edition's tolerance, no more, and `discrepancies` says by
    how much.

    Parameters
    ----------
    path
        `2019_SML.csv`, `2019.csv`, `ICIO2021_2018.csv`, or a zip of such files
    year
        which member of a zip; for a CSV, the year where the file's name does not tell
    fold_splits
        add the parts of China and Mexico to CHN and MEX

    Raises
    ------
    LayoutError
        For a file that is not such a table (not CSV, cut off, not square, labels out of place,
        text among numbers, negative output, unknown edition); CheckError for a table that does
        not add up
    """
    path = Path(path)
    wide, year = wide_csv.read(path, year)
    rows, header, values = wide.rows, [wide.corner, *wide.columns], wide.values
    layout = _layout(path, rows, header)
    _refuse_gaps(path, values, rows, header, len(layout.cells))
    table = _assemble(path, values, layout, year)
    if fold_splits and layout.variant == "EXT":
        table = table.aggregate(
            regions={region: _members(region, layout.regions) for region in layout.buyers}
        )
        table = replace(table, edition=table.edition.replace("EXT", "EXT, folded"))
    with said_of(path, advise=True):
        return table.check(TOLERANCE[layout.edition])


def _members(region: str, regions: tuple[str, ...]) -> list[str]:
    return [part for part in (region, *SPLITS.get(region, ())) if part in regions]


def _layout(path: Path, rows: list[str], header: list[str]) -> _Layout:
    end = next((k for k, label in enumerate(rows) if MARGIN.fullmatch(label)), len(rows))
    cells, margins = rows[:end], rows[end:]
    edition = _edition(path, cells, margins)
    value_added, output, total = (
        ("VALU", "OUTPUT", "TOTAL") if edition == "2021" else ("VA", "OUT", "OUT")
    )
    for label in (value_added, output):
        if label not in margins:
            raise LayoutError(
                path,
                "first column",
                found=f"{', '.join(margins[-4:]) or 'none'} beneath the cells",
                expected=f"a row {label}",
                todo=CUT_OFF,
            )
    if header[-1] != total:
        raise LayoutError(path, "last column", found=header[-1], expected=total)
    return _compare_labels(path, edition, cells, margins, header)


def _edition(path: Path, cells: list[str], margins: list[str]) -> str:
    found = {label.partition("_")[2] for label in cells}
    for edition, industries in INDUSTRIES.items():
        if found == set(industries) and ("VALU" in margins) <= (edition == "2021"):
            return edition
    near = max(INDUSTRIES, key=lambda edition: len(found & set(INDUSTRIES[edition])))
    strange = sorted(found - set(INDUSTRIES[near]))
    lost = sorted(set(INDUSTRIES[near]) - found)
    raise LayoutError(
        path,
        "first column",
        found=f"strange: {' '.join(strange[:6]) or '-'}; missing: {' '.join(lost[:6]) or '-'}",
        expected=f"the industries of an edition among {', '.join(INDUSTRIES)} (nearest {near})",
        todo="A new edition needs its industries in techsov.sources.oecd_icio.INDUSTRIES.",
    )


def _compare_labels(
    path: Path, edition: str, cells: list[str], margins: list[str], header: list[str]
) -> _Layout:
    final = [label for label in header[1:-1] if label.partition("_")[2] in FINAL_DEMAND]
    buying = header[1 : len(header) - 1 - len(final)]
    if len(buying) != len(cells):
        raise LayoutError(
            path,
            "intermediate flows",
            found=f"{len(cells)} rows and {len(buying)} columns",
            expected="a square",
            todo=FETCH_AGAIN,
        )
    for k, (row, column) in enumerate(zip(cells, buying, strict=True)):
        if row != column:
            raise LayoutError(
                path,
                f"row {k + 2}, column {k + 2}",
                found=f"row {row}, column {column}",
                expected="the same cells, in the same order, in rows and columns",
            )
    regions = tuple(dict.fromkeys(label.partition("_")[0] for label in cells))
    industries = tuple(dict.fromkeys(label.partition("_")[2] for label in cells))
    _compare(path, "first column", cells, [f"{r}_{i}" for r in regions for i in industries])
    buyers = tuple(region for region in regions if region not in PARTS)
    _compare(
        path, "columns of final demand", final, [f"{b}_{c}" for b in buyers for c in FINAL_DEMAND]
    )
    return _Layout(edition, cells, regions, industries, buyers, margins)


def _compare(path: Path, place: str, found: list[str], expected: list[str]) -> None:
    """Refuse labels that are not those expected; name the first that differs."""
    if found != expected:
        k = next(
            (k for k, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b),
            min(len(found), len(expected)),
        )
        raise LayoutError(
            path,
            f"{place}, label {k + 1}",
            found=found[k] if k < len(found) else "nothing",
            expected=expected[k] if k < len(expected) else "nothing",
        )


def _refuse_gaps(path: Path, values: Array, rows: list[str], header: list[str], n: int) -> None:
    """No number may be missing, except where margins meet final demand."""
    for first, block in ((0, values[:n]), (n, values[n:, :n])):
        if not np.isfinite(block.sum()):
            i, j = np.argwhere(~np.isfinite(block))[0]
            cut = first + i == len(rows) - 1
            raise LayoutError(
                path,
                f"row {rows[first + i]}, column {header[j + 1]}",
                found="nothing" if np.isnan(block[i, j]) else block[i, j],
                expected="a number",
                todo=CUT_OFF if cut else "",
            )


def _assemble(path: Path, values: Array, layout: _Layout, year: int) -> InterCountryTable:
    n, G = len(layout.cells), len(layout.regions)
    margins = dict(zip(layout.margins, values[n:], strict=True))
    Z = values[:n, :n]
    _refuse_negative(path, layout, Z)
    Y = np.zeros((n, G))
    for k, buyer in enumerate(layout.buyers):
        first = n + k * len(FINAL_DEMAND)
        Y[:, layout.regions.index(buyer)] = values[:n, first : first + len(FINAL_DEMAND)].sum(
            axis=1
        )
    va = sum(row[:n] for label, row in margins.items() if label not in ("OUT", "OUTPUT"))
    published = values[:n, -1]
    below = margins["OUT" if "OUT" in margins else "OUTPUT"][:n]
    _refuse_output(path, layout, published, below)
    # What rounding leaves in the row of a cell without output must not be divided by.
    x = np.where(published == 0, 0.0, Z.sum(axis=1) + Y.sum(axis=1))
    _refuse_sales(path, layout, Z.sum(axis=1) + Y.sum(axis=1), published)
    return InterCountryTable(
        regions=layout.regions,
        industries=layout.industries,
        Z=Z,
        Y=Y,
        x=x,
        va=va,
        year=year,
        edition=f"OECD ICIO {layout.edition} {layout.variant}",
        discrepancies=Discrepancies(published - x, published - Z.sum(axis=0) - va),
    )


def _refuse_negative(path: Path, layout: _Layout, Z: Array) -> None:
    """No industry buys less than nothing of another; only final demand may be negative."""
    if Z.min() < 0:
        i, j = np.unravel_index(int(Z.argmin()), Z.shape)
        raise LayoutError(
            path,
            f"row {layout.cells[i]}, column {layout.cells[j]}",
            found=f"{Z[i, j]:g}",
            expected="an intermediate flow not below zero",
        )


def _refuse_sales(path: Path, layout: _Layout, sales: Array, published: Array) -> None:
    """What a cell sells is its published output. (A wrong flow of a cell to itself would show in
    sales and costs alike, and in nothing else.)
    """
    tolerance = TOLERANCE[layout.edition]
    worst = int(np.abs(sales - published).argmax())
    if abs(sales[worst] - published[worst]) > tolerance:
        raise LayoutError(
            path,
            f"row {layout.cells[worst]}",
            found=f"sales of {sales[worst]:.4f}",
            expected=f"sales that add up to the output, {published[worst]:.4f}, within "
            f"{tolerance:g}",
        )


def _refuse_output(path: Path, layout: _Layout, column: Array, row: Array) -> None:
    """Published output: not negative, and the same in the last column and in the last row."""
    tolerance = TOLERANCE[layout.edition]
    worst = int(column.argmin())
    if column[worst] < 0:
        raise LayoutError(
            path,
            f"row {layout.cells[worst]}, last column",
            found=f"{column[worst]:g}",
            expected="output not below zero",
        )
    worst = int(np.abs(column - row).argmax())
    if abs(column[worst] - row[worst]) > tolerance:
        raise LayoutError(
            path,
            f"output of {layout.cells[worst]}",
            found=f"{column[worst]:.4f} in the last column, {row[worst]:.4f} in the last row",
            expected=f"the same within {tolerance:g}",
        )
