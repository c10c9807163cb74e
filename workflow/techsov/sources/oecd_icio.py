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

import csv
import io
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from techsov.errors import LayoutError
from techsov.intercountry import Discrepancies, InterCountryTable

Array = np.ndarray

SPLITS = {"CHN": ("CN1", "CN2"), "MEX": ("MX1", "MX2")}
PARTS = {part for parts in SPLITS.values() for part in parts}
FINAL_DEMAND = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
FETCH_AGAIN = "Fetch the file again."

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

    cells  : labels of the selling and buying cells, regions : those that have industries,
    buyers : regions that have final demand, margins : label of each row beneath the cells
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

    path        : `2019_SML.csv`, `2019.csv`, `ICIO2021_2018.csv`, or a zip of such files
    year        : which member of a zip; for a CSV, the year where the file's name does not tell
    fold_splits : add the parts of China and Mexico to CHN and MEX

    Value added is VA + TLS, as in TiVA. Output is the row sum; the published output may differ
    from row and column sums within the edition's tolerance, and `discrepancies` says by how much.

    raises : LayoutError for a file that is not such a table (not CSV, cut off, not square, labels
             out of place, text among numbers, negative output, unknown edition); CheckError
             for a table that does not add up
    """
    path = Path(path)
    source, year = _open(path, year)
    header = _header(path, source)
    frame = _parse(path, source, header)
    rows = frame.drop_in_place(header[0]).to_list()
    layout = _layout(path, rows, header)
    values = frame.to_numpy()
    del frame
    _refuse_gaps(path, values, rows, header, len(layout.cells))
    table = _assemble(path, values, layout, year)
    if fold_splits and layout.variant == "EXT":
        table = table.aggregate(
            regions={region: _members(region, layout.regions) for region in layout.buyers}
        )
        table = replace(table, edition=table.edition.replace("EXT", "EXT, folded"))
    return table.check(TOLERANCE[layout.edition])


def _members(region: str, regions: tuple[str, ...]) -> list[str]:
    return [part for part in (region, *SPLITS.get(region, ())) if part in regions]


def _open(path: Path, year: int | None) -> tuple[Path | bytes, int]:
    """The CSV, as a path or as the bytes of a zip's member, and its year."""
    if path.suffix.lower() != ".zip":
        return path, _year(path, path.name, year)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {_year_of(name): name for name in archive.namelist() if _year_of(name)}
            if year is None and len(members) == 1:
                year = next(iter(members))
            if year not in members:
                raise LayoutError(
                    path,
                    "list of members",
                    found=", ".join(map(str, sorted(members))) or "no year at all",
                    expected=f"the year {year}" if year else "one year, or `year` to be given",
                )
            return archive.read(members[year]), year
    except zipfile.BadZipFile as error:
        raise LayoutError(
            path, "whole file", found=error, expected="a zip archive", todo=FETCH_AGAIN
        ) from error


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
    header = next(csv.reader([first]), [])
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


def _layout(path: Path, rows: list[str | None], header: list[str]) -> _Layout:
    end = next((k for k, label in enumerate(rows) if _is_margin(label)), len(rows))
    cells, margins = [str(label) for label in rows[:end]], [str(label) for label in rows[end:]]
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
                todo="The file may be cut off: fetch it again.",
            )
    if header[-1] != total:
        raise LayoutError(path, "last column", found=header[-1], expected=total)
    return _compare_labels(path, edition, cells, margins, header)


def _is_margin(label: str | None) -> bool:
    return label in {"TLS", "VA", "VALU", "OUT", "OUTPUT"} or str(label).endswith("_TAXSUB")


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
        if np.isnan(block.sum()):
            i, j = np.argwhere(np.isnan(block))[0]
            cut = first + i == len(rows) - 1
            raise LayoutError(
                path,
                f"row {rows[first + i]}, column {header[j + 1]}",
                found="nothing",
                expected="a number",
                todo="The file may be cut off: fetch it again." if cut else "",
            )


def _assemble(path: Path, values: Array, layout: _Layout, year: int) -> InterCountryTable:
    n, G = len(layout.cells), len(layout.regions)
    margins = dict(zip(layout.margins, values[n:], strict=True))
    Z = values[:n, :n]
    Y = np.zeros((n, G))
    for k, buyer in enumerate(layout.buyers):
        first = n + k * len(FINAL_DEMAND)
        Y[:, layout.regions.index(buyer)] = values[:n, first : first + len(FINAL_DEMAND)].sum(
            axis=1
        )
    va = sum(row[:n] for label, row in margins.items() if label not in ("OUT", "OUTPUT"))
    published = values[:n, -1]
    below = margins.get("OUT", margins.get("OUTPUT"))[:n]
    _refuse_output(path, layout, published, below)
    # What rounding leaves in the row of a cell without output must not be divided by.
    x = np.where(published == 0, 0.0, Z.sum(axis=1) + Y.sum(axis=1))
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


def _refuse_output(path: Path, layout: _Layout, column: Array, row: Array) -> None:
    """Published output: not negative, and the same in the last column and in the last row."""
    tolerance = TOLERANCE[layout.edition]
    worst = int(column.argmin())
    if column[worst] < -tolerance:
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
