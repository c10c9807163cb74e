"""The inter-country input-output table: who sells what to whom, in one year.

A cell is an industry in a region. Arrays are region-major: the cells of the first region come
first, in the order of `industries`.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from techsov.core.errors import CheckError, LayoutError, TechsovError, UnknownCountry

CELLS_SHOWN = 5
FINAL_DEMAND = "final demand"
VALUE_ADDED = "value added"
OUTPUT = "output"
TABLE_KEYS = ("origin", "industry", "destination", "use")
VALUE = "value"
READ_AT_ONCE = 1 << 20  # numbers
ORDER = ["Z", "Y", "va", "x"]  # of the numbers of a year, each array row by row
STORE_AGAIN = "Write it again with techsov.core.intercountry.write_parquet."

Array = np.ndarray
Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class Discrepancies:
    """How far a published table is from adding up, cell by cell, in the table's unit.

    Attributes
    ----------
    rows
        (n,) published output less the sum of the row

    Returns
    -------
    object
        Columns: (n,) published output less the sum of the column, published value added included;
        None where the release holds no value added
    """

    rows: Array
    columns: Array | None = None

    def summary(self, output: Array) -> str:
        """In words: the largest discrepancy, and all of them together over total `output`."""
        kinds = {"rows": self.rows} | ({} if self.columns is None else {"columns": self.columns})
        return "; ".join(
            f"published output and sums of {kind} differ by at most "
            f"{np.abs(sizes).max(initial=0, where=~np.isnan(sizes)):.6g}, "
            f"in all by {np.nansum(np.abs(sizes)) / output.sum():.2%}"
            for kind, sizes in kinds.items()
        )


@dataclass(frozen=True, eq=False)
class InterCountryTable:
    """One year of an inter-country input-output table with G regions, N industries, n = G N cells.

    All in `unit`. The table is the equation x = Z 1 + Y 1 = Z' 1 + va.

    Attributes
    ----------
    Z
        (n, n) intermediate flows, row = selling cell, column = buying cell
    Y
        (n, G) final demand by region of destination, summed over its categories
    x
        (n,) gross output
    va
        (n,) value added, taxes less subsidies on products included

    Raises
    ------
    CheckError
        When the shapes do not fit the labels or a label stands twice
    """

    regions: tuple[str, ...]
    industries: tuple[str, ...]
    Z: Array
    Y: Array
    x: Array
    va: Array
    year: int
    edition: str
    unit: str = "USD m"
    discrepancies: Discrepancies | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("regions", "industries"):
            labels = tuple(getattr(self, name))
            object.__setattr__(self, name, labels)
            twice = sorted({label for label in labels if labels.count(label) > 1})
            if twice:
                raise CheckError(f"{self.title}: {name} must differ; twice: {', '.join(twice)}")
        n, G = self.cells, len(self.regions)
        for name, shape in (("Z", (n, n)), ("Y", (n, G)), ("x", (n,)), ("va", (n,))):
            found = getattr(self, name).shape
            if found != shape:
                raise CheckError(
                    f"{self.title}: {name} of shape {shape} expected for {G} regions x "
                    f"{len(self.industries)} industries, found {found}"
                )

    @property
    def title(self) -> str:
        """Edition and year, as messages name the table."""
        return f"{self.edition}, {self.year}"

    @property
    def cells(self) -> int:
        """n: the number of cells, regions x industries."""
        return len(self.regions) * len(self.industries)

    def labels(self) -> list[str]:
        """`REGION_industry` of each cell, in order."""
        return [f"{region}_{industry}" for region in self.regions for industry in self.industries]

    def region(self, code: str) -> int:
        """Position of a region.

        Raises
        ------
        UnknownCountry
            Naming the nearest codes
        """
        return self.regions.index(known(code, self.regions, self.title))

    def cells_of(self, code: str) -> slice:
        """The cells of a region."""
        N, g = len(self.industries), self.region(code)
        return slice(g * N, (g + 1) * N)

    def final_production(self) -> Array:
        """y, (n,): each cell's output for final demand anywhere."""
        return self.Y.sum(axis=1)

    def manufacturing(self) -> Array:
        """Which cells are manufacturing, (n,) of bool; none where no industry code is known."""
        return np.tile([is_manufacturing(code) for code in self.industries], len(self.regions))

    def check(self, tolerance: float = 1e-6) -> InterCountryTable:
        """The table itself, once it is known to add up.

        Parameters
        ----------
        tolerance
            the largest imbalance that a cell may show, in the table's unit

        Raises
        ------
        CheckError
            Naming the worst cells and by how much, when a number is not finite, output is negative,
            or a row or column does not sum to output
        """
        rows = self.Z.sum(axis=1) + self.Y.sum(axis=1) - self.x
        columns = self.Z.sum(axis=0) + self.va - self.x
        if not np.isfinite(rows + columns).all():
            self._refuse_gaps()
        self._refuse(np.maximum(-self.x, 0), tolerance, "output must not be negative")
        self._refuse(rows, tolerance, "sales (Z 1 + Y 1) must equal output")
        self._refuse(columns, tolerance, "costs (Z' 1 + va) must equal output")
        return self

    def _refuse_gaps(self) -> None:
        for name in ("Z", "Y", "x", "va"):
            where = np.argwhere(~np.isfinite(getattr(self, name)))
            if len(where):
                cells = ", ".join(self._name(name, position) for position in where[:CELLS_SHOWN])
                raise CheckError(
                    f"{self.title}: finite numbers expected in {name}; not so: {cells}"
                )

    def _name(self, array: str, position: Array) -> str:
        labels = self.labels()
        buyers = self.regions if array == "Y" else labels
        return " to ".join([labels[position[0]], *(buyers[p] for p in position[1:])])

    def _refuse(self, sizes: Array, tolerance: float, rule: str) -> None:
        bad = np.flatnonzero(np.abs(sizes) > tolerance)
        if bad.size:
            labels = self.labels()
            worst = bad[np.argsort(-np.abs(sizes[bad]), kind="stable")]
            shown = ", ".join(f"{labels[i]} by {sizes[i]:.6g}" for i in worst[:CELLS_SHOWN])
            more = f" and {bad.size - CELLS_SHOWN} more" if bad.size > CELLS_SHOWN else ""
            raise CheckError(
                f"{self.title}: {rule} within {tolerance:g} {self.unit}; off: {shown}{more}"
            )

    def aggregate(
        self, regions: Groups | None = None, industries: Groups | None = None
    ) -> InterCountryTable:
        """The table with regions, industries or both added up.

        Parameters
        ----------
        regions, industries
            new label -> the labels it holds. The new order is that of the
            mapping; labels that it does not name follow it unchanged.

        Raises
        ------
        UnknownCountry
            CheckError for a label that the table does not hold or that two groups hold
        """
        new_regions, of_region = grouping(regions, self.regions, self.title)
        new_industries, of_industry = grouping(industries, self.industries, self.title)
        cell = (of_region[:, None] * len(new_industries) + of_industry).ravel()
        off = self.discrepancies
        return replace(
            self,
            regions=new_regions,
            industries=new_industries,
            Z=add_up(add_up(self.Z, cell).T, cell).T,
            Y=add_up(add_up(self.Y, cell).T, of_region).T,
            x=add_up(self.x, cell),
            va=add_up(self.va, cell),
            discrepancies=off
            and Discrepancies(
                add_up(off.rows, cell),
                None if off.columns is None else add_up(off.columns, cell),
            ),
        )


def is_manufacturing(industry: str) -> bool:
    """Whether an industry's code lies in manufacturing.

    Knows the codes of WIOD 2013 (c3 to c16), of section C of ISIC Rev. 4 in ICIO from 2023 (C10T12
    to C31T33) and in WIOD 2016 (C10-C12 to C33), and of ICIO before that (divisions 10 to 33:
    10T12 to 31T33).

    >>> [is_manufacturing(code) for code in ("c14", "C26", "D26", "G")]
    [True, True, True, False]
    """
    if wiod := re.fullmatch(r"c(\d+)", industry):
        return 3 <= int(wiod[1]) <= 16
    if divisions := re.fullmatch(r"D?(\d\d)(?:T(\d\d))?", industry):
        first, last = int(divisions[1]), int(divisions[2] or divisions[1])
        return 10 <= first <= last <= 33
    return re.fullmatch(r"C\d[\w-]*", industry) is not None


def known(label: str, labels: Sequence[str], where: str) -> str:
    """`label` itself, if it is among `labels`.

    Raises
    ------
    UnknownCountry
        Naming the nearest labels
    """
    if label in labels:
        return label
    near = difflib.get_close_matches(label, labels, n=3, cutoff=0.3) or list(labels)[:8]
    raise UnknownCountry(f"{where}: `{label}` is not in the table; near: {', '.join(near)}")


def grouping(
    groups: Groups | None, labels: Sequence[str], where: str
) -> tuple[tuple[str, ...], Array]:
    """New labels, and the position among them of each old one; see `InterCountryTable.aggregate`.

    Raises
    ------
    UnknownCountry
        CheckError for a label that is not there or stands in two groups
    """
    group_of: dict[str, str] = {}
    for new, members in (groups or {}).items():
        for old in members:
            known(old, labels, where)
            if old in group_of:
                raise CheckError(f"{where}: `{old}` stands in {group_of[old]} and in {new}")
            group_of[old] = new
    left = [label for label in labels if label not in group_of]
    clash = [label for label in left if label in (groups or {})]
    if clash:
        raise CheckError(f"{where}: {', '.join(clash)} would be both a group and a label left over")
    new_labels = [*(groups or {}), *left]
    position = {label: k for k, label in enumerate(new_labels)}
    return tuple(new_labels), np.array([position[group_of.get(old, old)] for old in labels])


def add_up(values: Array, group: Array) -> Array:
    """Sum the entries of `values` along its first axis that share a `group`, 0 to max(group).

    >>> add_up(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]))
    array([5., 2.])
    """
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return np.add.reduceat(values[order], starts, axis=0)


def write_parquet(tables: Iterable[InterCountryTable], path: Path | str) -> None:
    """Store years of one and the same set of cells in a Parquet file. Nothing is rounded.

    Tables of whole numbers, which may stand in a repository, have one row per flow, named by
    origin, industry, destination and use (the buying industry, "final demand"; for a cell's own
    totals "value added" and "output"), and one column per year, packed tightly. Others are one
    column of numbers: year by year what each cell sells, seller by seller, to cells and to final
    demand, then value added and output. A full-size year is written in half a second and read in a
    fifth of one. The same tables give the same bytes.

    Raises
    ------
    CheckError
        When the tables differ in anything but the year
    """
    tables = sorted(tables, key=lambda table: table.year)
    if not tables:
        raise CheckError(f"{Path(path).name}: at least one table expected, found none")
    first = tables[0]
    for name in ("regions", "industries", "edition", "unit"):
        for table in tables[1:]:
            if getattr(table, name) != getattr(first, name):
                raise CheckError(
                    f"{Path(path).name}: tables of one file share their {name}; "
                    f"{table.title} differs from {first.title}"
                )
    years = [table.year for table in tables]
    if len(set(years)) < len(years):
        named = ", ".join(map(str, years))
        raise CheckError(f"{Path(path).name}: a year stands twice among {named}")
    described: dict[str, object] = {
        "edition": first.edition,
        "unit": first.unit,
        "regions": list(first.regions),
        "industries": list(first.industries),
    }
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    if all(_is_whole(table) for table in tables):
        packing: dict[str, Any] = {"compression": "zstd", "compression_level": 22}
        frame = _flows_by_year(tables)
    else:
        described |= {"years": years, "order": ORDER}
        packing = {"compression": "lz4", "row_group_size": READ_AT_ONCE}
        frame = _numbers(tables)
    frame.write_parquet(
        path, statistics=False, metadata={"techsov": json.dumps(described)}, **packing
    )


def _is_whole(table: InterCountryTable) -> bool:
    """Whether every number is a whole one that fits 32 bits; asks the short arrays first."""
    return all(
        (np.abs(values) < 2**31).all() and (values == np.rint(values)).all()
        for values in (table.x, table.va, table.Y, table.Z)
    )


def _flows_by_year(tables: Sequence[InterCountryTable]) -> pl.DataFrame:
    first = tables[0]
    return pl.DataFrame(
        _flow_labels(first.regions, first.industries)
        | {
            str(t.year): np.concatenate([np.hstack([t.Z, t.Y]).ravel(), t.va, t.x]).astype(np.int32)
            for t in tables
        }
    )


def _numbers(tables: Sequence[InterCountryTable]) -> pl.DataFrame:
    parts = [getattr(table, name).ravel() for table in tables for name in ORDER]
    return pl.concat([pl.DataFrame({VALUE: part}) for part in parts])


def _flow_labels(regions: Sequence[str], industries: Sequence[str]) -> dict[str, pl.Series]:
    """The four label columns of a stored table, in the order of the flows."""
    G, N = len(regions), len(industries)
    n = G * N
    region, industry = np.repeat(np.arange(G), N), np.tile(np.arange(N), G)
    destination = np.concatenate([region, np.arange(G)])
    use = np.concatenate([industry, np.full(G, N)])
    totals = np.repeat([N + 1, N + 2], n)
    uses = (*industries, FINAL_DEMAND, VALUE_ADDED, OUTPUT)
    positions = {
        "origin": (regions, [np.repeat(region, n + G), region, region]),
        "industry": (industries, [np.repeat(industry, n + G), industry, industry]),
        "destination": (regions, [np.tile(destination, n), region, region]),
        "use": (uses, [np.tile(use, n), totals]),
    }
    return {
        name: pl.Series(labels, dtype=pl.Enum(labels)).gather(np.concatenate(at).astype(np.uint32))
        for name, (labels, at) in positions.items()
    }


def read_parquet(path: Path | str) -> list[InterCountryTable]:
    """The tables that `write_parquet` stored, by year.

    Raises
    ------
    LayoutError
        When the file is not of that kind or its flows are out of order
    """
    path = Path(path)
    try:
        described = json.loads(pl.read_parquet_metadata(path)["techsov"])
        common = {name: tuple(described[name]) for name in ("regions", "industries")}
        common |= {name: described[name] for name in ("edition", "unit")}
        if "years" in described:
            if described.get("order") != ORDER:
                raise LayoutError(
                    path,
                    "metadata",
                    found=f"numbers in the order {described.get('order')}",
                    expected=ORDER,
                    todo=STORE_AGAIN,
                )
            return _from_numbers(path, described["years"], common)
        return _from_flows_by_year(path, pl.read_parquet(path), common)
    except (FileNotFoundError, TechsovError):
        raise
    except (pl.exceptions.PolarsError, KeyError, TypeError, ValueError, OSError) as error:
        raise LayoutError(
            path,
            "whole file",
            found=error,
            expected="a stored inter-country table",
            todo=STORE_AGAIN,
        ) from error


def _from_flows_by_year(path: Path, frame: pl.DataFrame, common: dict) -> list[InterCountryTable]:
    for name, column in _flow_labels(common["regions"], common["industries"]).items():
        if name not in frame.columns or not frame[name].equals(column, check_dtypes=True):
            raise LayoutError(
                path,
                f"column `{name}`",
                found="others",
                expected="flows in table order",
                todo=STORE_AGAIN,
            )
    G, n = len(common["regions"]), len(common["regions"]) * len(common["industries"])
    tables = []
    for year in (column for column in frame.columns if column not in TABLE_KEYS):
        values = frame[year].to_numpy().astype(float, copy=False)
        flows, va, x = np.split(values, [n * (n + G), n * (n + G + 1)])
        flows = flows.reshape(n, n + G)
        tables.append(
            InterCountryTable(
                **common, Z=flows[:, :n].copy(), Y=flows[:, n:].copy(), x=x, va=va, year=int(year)
            )
        )
    return tables


def _from_numbers(path: Path, years: Sequence[int], common: dict) -> list[InterCountryTable]:
    G, n = len(common["regions"]), len(common["regions"]) * len(common["industries"])
    stored = pl.scan_parquet(path).select(VALUE)
    values = np.empty((len(years), n * (n + G + 2)))
    found = stored.select(pl.len()).collect().item()
    if found != values.size:
        raise LayoutError(
            path,
            f"column `{VALUE}`",
            found=f"{found:,} numbers",
            expected=f"{values.size:,} for {len(years)} years of {n} cells",
            todo=STORE_AGAIN,
        )
    # Part by part: the pages of memory that one part was unpacked into serve the next.
    for first in range(0, found, READ_AT_ONCE):
        part = stored.slice(first, READ_AT_ONCE).collect()[VALUE].to_numpy()
        values.ravel()[first : first + len(part)] = part
    tables = []
    for year, of in zip(years, values, strict=True):
        Z, Y, va, x = np.split(of, np.cumsum([n * n, n * G, n]))
        Z, Y = Z.reshape(n, n), Y.reshape(n, G)
        tables.append(InterCountryTable(**common, Z=Z, Y=Y, va=va, x=x, year=year))
    return tables
