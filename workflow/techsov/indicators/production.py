"""Production matrices of all pairs of regions, as arrays: what the dependency measures are made of.

Formulas and sources stand in `techsov.indicators.dependency`, equations (D1 to D19) in
docs/method-dependency.md. Here they are solved for all pairs
at once: with S[:, s] = y on the cells of region s and 0 elsewhere, B S is LF with its columns
summed over regions, so that G right-hand sides serve gross output and value added alike, G more
with S = Y absorption, and G more the production of manufacturing alone. Nothing beyond numpy and
polars is loaded, so that a year is solved in little more time than it takes to read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import polars as pl

from techsov.core.errors import CheckError
from techsov.core.intercountry import Groups, InterCountryTable, add_up, grouping
from techsov.indicators.leontief import LeontiefSystem

Array = np.ndarray
Basis = Literal["gross_output", "value_added"]
BASES: tuple[Basis, ...] = get_args(Basis)
Coverage = Literal["all", "manufacturing", "manufacturing_inputs"]
Scope = Literal["all", "foreign"]
SCOPES_OF_FPEX = ("all", "foreign", "manufacturing")


@dataclass(frozen=True, eq=False)
class Production:
    """Country-by-country arrays, (G, G), rows origin, columns final producer; table's unit.

    Attributes
    ----------
    look_through
        LF and VLF summed over cells, by basis
    face
        the same with (I + A) in place of B
    absorbed
        value added of the row absorbed by the final demand of the column, V B Y; of the
        products that the coverage holds. None where it was not asked for.
    """

    look_through: dict[Basis, Array]
    face: dict[Basis, Array]
    absorbed: Array | None

    def absorption(self) -> Array:
        """What is absorbed, where it was asked for.

        Raises
        ------
        ValueError
            Where it was not
        """
        if self.absorbed is None:
            raise ValueError("absorption was not solved for: name its coverage in `solve`")
        return self.absorbed

    def fold(self, group: Array) -> Production:
        """Regions that share a `group`, (G,), added up."""

        def folded(values: Array) -> Array:
            return add_up(add_up(values, group).T, group).T

        return Production(
            {basis: folded(values) for basis, values in self.look_through.items()},
            {basis: folded(values) for basis, values in self.face.items()},
            None if self.absorbed is None else folded(self.absorbed),
        )


def value_added_shares(table: InterCountryTable) -> Array:
    """Value added per unit of output, v (D2), (n,): taxes less subsidies on products included, as
    TiVA counts it; 0 for cells without output.
    """
    return np.divide(table.va, table.x, out=np.zeros(table.cells), where=table.x != 0)


def system(table: InterCountryTable) -> LeontiefSystem:
    """The table's Leontief system, ready to be solved."""
    return LeontiefSystem(table.Z, table.x, table.labels(), len(table.industries))


def solve(
    table: InterCountryTable, *coverages: Coverage, absorption: Collection[Coverage] | None = None
) -> dict[Coverage, Production]:
    """LF, VLF, V B Y (D3, D4, D9) of every pair of regions, for each coverage, in one solution.

    Parameters
    ----------
    coverages
        "all"; "manufacturing" counts the final production of manufacturing industries
        only (D11); "manufacturing_inputs" moreover only what manufacturing industries
        supply (D12)
    absorption
        those of them of which absorption is wanted; all by default

    Raises
    ------
    CheckError
        When the system has no solution, or when manufacturing is asked for and no industry's
        code is known as such
    """
    manufacturing = table.manufacturing()
    if set(coverages) != {"all"} and not manufacturing.any():
        raise CheckError(
            f"{table.title}: no industry is known as manufacturing among "
            f"{', '.join(table.industries[:8])}"
        )
    absorption = coverages if absorption is None else absorption
    region = np.repeat(np.eye(len(table.regions)), len(table.industries), axis=0)
    y = table.final_production()
    products = {_products(name): manufacturing for name in coverages}
    if "all" in products:
        products["all"] = np.ones(table.cells, dtype=bool)
    deliveries = {(name, "made"): region * (y * some)[:, None] for name, some in products.items()}
    for name in {_products(name): None for name in absorption}:
        deliveries[name, "absorbed"] = table.Y * products[name][:, None]
    solved = system(table).produce(np.hstack(list(deliveries.values())))
    solutions = dict(zip(deliveries, np.split(solved, len(deliveries), axis=1), strict=True))
    return {
        coverage: _sum_up(
            table,
            solutions[_products(coverage), "made"],
            solutions.get((_products(coverage), "absorbed")) if coverage in absorption else None,
            y * products[_products(coverage)],
            manufacturing if coverage == "manufacturing_inputs" else np.ones(table.cells),
        )
        for coverage in coverages
    }


def _products(coverage: Coverage) -> Coverage:
    """The coverage that counts the same final production, of all suppliers."""
    return "manufacturing" if coverage == "manufacturing_inputs" else coverage


def look_through(table: InterCountryTable) -> dict[Basis, Array]:
    """LF and VLF (D3, D4) of all pairs alone, (G, G): half the right-hand sides that `solve` has.

    Raises
    ------
    CheckError
        When the system has no solution
    """
    region = np.repeat(np.arange(len(table.regions)), len(table.industries))
    deliveries = np.eye(len(table.regions))[region] * table.final_production()[:, None]
    made = system(table).produce(deliveries)
    return {
        "gross_output": add_up(made, region),
        "value_added": add_up(made * value_added_shares(table)[:, None], region),
    }


def _sum_up(
    table: InterCountryTable, made: Array, absorbed: Array | None, y: Array, counted: Array
) -> Production:
    """Solutions, (n, G), summed over the `counted` cells of each region of origin, by basis."""
    region = np.repeat(np.arange(len(table.regions)), len(table.industries))
    units: dict[Basis, Array] = {
        "gross_output": 1.0 * counted,
        "value_added": counted * value_added_shares(table),
    }
    first = dict(zip(units, _first_round(table, list(units.values()), y), strict=True))
    return Production(
        {basis: add_up(made * unit[:, None], region) for basis, unit in units.items()},
        first,
        None if absorbed is None else add_up(absorbed * units["value_added"][:, None], region),
    )


def _first_round(table: InterCountryTable, units: list[Array], y: Array) -> list[Array]:
    """W' (I + A) diag(y) for each unit w: the final producers and what they buy directly."""
    G, N = len(table.regions), len(table.industries)
    region = np.repeat(np.arange(G), N)
    per_output = np.divide(y, table.x, out=np.zeros(table.cells), where=table.x != 0)
    weights = np.stack(units).reshape(len(units), G, N)
    direct = np.stack(
        [weights[:, g] @ table.Z[g * N : (g + 1) * N] for g in range(G)], axis=1
    )  # units x G x n
    own = [np.diag(add_up(unit * y, region)) for unit in units]
    return [add_up((d * per_output).T, region).T + o for d, o in zip(direct, own, strict=True)]


def solve_all(table: InterCountryTable) -> dict[Coverage, Production]:
    """`solve` for every coverage that the table's industries allow; absorption of all products."""
    everything: tuple[Coverage, ...] = ("all",)
    coverages = get_args(Coverage) if table.manufacturing().any() else everything
    return solve(table, *coverages, absorption=everything)


def import_shares(part: Array, whole: Array, scope: Scope) -> Array:
    """`part` over the column totals of `whole`; NaN where there is nothing to divide by.

    Parameters
    ----------
    scope
        "foreign" leaves own blocks out of both (D10)
    """
    totals = whole.sum(axis=0)
    if scope == "foreign":
        foreign = ~np.eye(len(whole), dtype=bool)
        totals = whole.sum(axis=0, where=foreign)
        part = np.where(foreign, part, np.nan)
    return part / np.where(totals != 0, totals, np.nan)


def shares(solved: Mapping[Coverage, Production]) -> dict[tuple[str, str, str], Array]:
    """Every measure (D5 to D9), basis and scope as shares, (G, G), rows supplier, columns user."""
    everything: tuple[Coverage, Scope] = ("all", "foreign")
    absorbed = solved["all"].absorption()
    found = {("fdva_share", "value_added", "foreign"): import_shares(absorbed, absorbed, "foreign")}
    for basis in BASES:
        counted: dict[str, tuple[Coverage, Scope]] = {each: (each, "all") for each in solved}
        for scope, (coverage, divisor) in (counted | {"foreign": everything}).items():
            production = solved[coverage]
            whole, face = production.look_through[basis], production.face[basis]
            through = import_shares(whole, whole, divisor)
            first = import_shares(face, whole, divisor)
            found["fpem", basis, scope] = through
            found["fpem_face", basis, scope] = first
            found["fpem_hidden", basis, scope] = through - first
            if scope in SCOPES_OF_FPEX:
                found["fpex", basis, scope] = import_shares(whole.T, whole.T, divisor).T
    return found


def pair_columns(
    table: InterCountryTable,
    regions: Groups | None = None,
    solved: Mapping[Coverage, Production] | None = None,
) -> dict[str, Array]:
    """Every measure for every ordered pair of different regions, as columns.

    Parameters
    ----------
    regions
        groups to fold once the system is solved
    solved
        `solve_all(table)`, where it is at hand

    Returns
    -------
    dict[str, Array]
        Columns: measure, basis, scope, user, supplier, value
    """
    solved = solved or solve_all(table)
    names = table.regions
    if regions:
        names, group = grouping(regions, names, table.title)
        solved = {coverage: production.fold(group) for coverage, production in solved.items()}
    found = shares(solved)
    off = ~np.eye(len(names), dtype=bool)
    supplier, user = np.nonzero(off)
    codes = np.array(names, dtype=object)
    measure, basis, scope = np.repeat(np.array(list(found), dtype=object), off.sum(), axis=0).T
    return {
        "measure": measure,
        "basis": basis,
        "scope": scope,
        "user": np.tile(codes[user], len(found)),
        "supplier": np.tile(codes[supplier], len(found)),
        "value": np.concatenate([matrix[off] for matrix in found.values()]),
    }


def panel(
    table: InterCountryTable, solved: Mapping[Coverage, Production] | None = None
) -> pl.DataFrame:
    """`pair_columns` of all the table's regions with its year, to be stored as Parquet.

    Returns
    -------
    pl.DataFrame
        Columns: year, measure, basis, scope, user, supplier, value; a share that has nothing to be
        divided by is null
    """
    found = shares(solved or solve_all(table))
    codes = pl.Enum(table.regions)
    G = len(table.regions)
    off = np.flatnonzero(~np.eye(G, dtype=bool))
    ends = {"user": off % G, "supplier": off // G}
    pairs = pl.DataFrame(
        {
            name: pl.Series(table.regions, dtype=codes).gather(at.astype(np.uint32))
            for name, at in ends.items()
        }
    )
    frames = [
        pairs.select(
            pl.lit(table.year, pl.Int16).alias("year"),
            *(
                pl.lit(text, pl.Categorical).alias(name)
                for name, text in zip(("measure", "basis", "scope"), key, strict=True)
            ),
            "user",
            "supplier",
            pl.Series("value", matrix.ravel()[off], nan_to_null=True),
        )
        for key, matrix in found.items()
    ]
    return pl.concat(frames)
