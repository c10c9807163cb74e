"""Who depends on whom in production and demand: exposures through all tiers of supply.

Method: Baldwin, Freeman and Theodorakopoulos, "Horses for Courses: Measuring Foreign Supply Chain
Exposure" (NBER 30525, 2022) and "Hidden Exposure: Measuring US Supply Chain Reliance" (BPEA, 2023).
Worked by hand in docs/method-dependency.md.

With Z, Y, x, va of a table, A = Z diag(x)^-1, B = (I - A)^-1, y = Y 1 and v = va / x, the matrices

    LF  = B diag(y)            gross output of the row's cell behind the column's final output
    VLF = diag(v) B diag(y)    the same, value added

are summed over the cells of each region of origin (row) and of final production (column):
`techsov.indicators.production` solves for all pairs at once. What single industries need stands in
`techsov.indicators.dependency_industries`.

In every frame `user` is the region whose production or demand it is, `supplier` the other; shares
lie between 0 and 1 where no value added is negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd

from techsov.core.intercountry import Groups, InterCountryTable, add_up, grouping, known
from techsov.indicators import production as solving
from techsov.indicators.leontief import LeontiefSystem
from techsov.indicators.production import (
    Basis,
    Coverage,
    Production,
    Scope,
    value_added_shares,
)

Array = np.ndarray
Matrix: TypeAlias = pd.DataFrame  # G x G, rows origin

PAIRS = ("measure", "basis", "scope", "user", "supplier", "value")


@dataclass(frozen=True, eq=False)
class ProductionMatrices:
    """Country-by-country matrices, G x G, rows origin, columns final producer; table's unit.

    Attributes
    ----------
    gross_output, value_added
        LF and VLF summed over cells
    face_gross_output, face_value_added
        the same with (I + A) in place of B
    absorbed
        value added of the row absorbed by the final demand of the column, V B Y
    """

    gross_output: Matrix
    value_added: Matrix
    face_gross_output: Matrix
    face_value_added: Matrix
    absorbed: Matrix

    def of(self, basis: Basis) -> tuple[Matrix, Matrix]:
        """Look-through and face value on a basis."""
        return getattr(self, basis), getattr(self, f"face_{basis}")


def production_matrices(table: InterCountryTable, coverage: Coverage = "all") -> ProductionMatrices:
    """Production and absorption (D3, D4, D9) of every pair of regions.

    Parameters
    ----------
    coverage
        "all"; "manufacturing" counts the final production of manufacturing industries only;
        "manufacturing_inputs" moreover only what manufacturing industries supply to it

    Raises
    ------
    CheckError
        When the system has no solution, or when manufacturing is asked for and no industry's
        code is known as such
    """
    return _named(solving.solve(table, coverage)[coverage], table.regions)


def _named(production: Production, regions: Sequence[str]) -> ProductionMatrices:
    codes = pd.Index(regions)

    def named(values: Array) -> Matrix:
        return pd.DataFrame(values, index=codes, columns=codes)

    return ProductionMatrices(
        **{basis: named(values) for basis, values in production.look_through.items()},
        **{f"face_{basis}": named(values) for basis, values in production.face.items()},
        absorbed=named(production.absorption()),
    )


def fold(production: ProductionMatrices, regions: Groups) -> ProductionMatrices:
    """Add up regions of solved matrices; those that no group names stay as they are."""
    old = tuple(production.gross_output.index)
    new, group = grouping(regions, old, "production matrices")

    def folded(matrix: Matrix) -> Matrix:
        summed = add_up(add_up(matrix.to_numpy(), group).T, group).T
        return pd.DataFrame(summed, index=new, columns=new)

    return ProductionMatrices(**{name: folded(matrix) for name, matrix in vars(production).items()})


def fpem(production: Matrix, user: str, supplier: str, *, scope: Scope = "all") -> float:
    """Foreign production exposure, import side: the supplier's share in the user's production.

    sum LF[supplier, user] / sum LF[:, user] (D5): what every tier produces is counted where it is
    produced, however many borders it crosses on its way (look-through).

    Parameters
    ----------
    production
        G x G, rows origin, columns final producer (gross output or value added)
    scope
        "all" divides by all production, the user's own included; "foreign" leaves it
        out (D10)

    Returns
    -------
    float
        a share; NaN where the user produces nothing

    Raises
    ------
    UnknownCountry
        Naming the nearest codes
    """
    return _pick(import_shares(production, production, scope=scope), user, supplier)


def fpem_face(
    face: Matrix, production: Matrix, user: str, supplier: str, *, scope: Scope = "all"
) -> float:
    """Face value (D6): what the user buys directly, (I + A) diag(y), over the production of `fpem`.

    Parameters
    ----------
    face
        G x G, (I + A) in place of B; the other arguments, result and errors as for `fpem`
    """
    return _pick(import_shares(face, production, scope=scope), user, supplier)


def fpem_hidden(
    face: Matrix, production: Matrix, user: str, supplier: str, *, scope: Scope = "all"
) -> float:
    """Hidden exposure (D7): look-through less face value; arguments as for `fpem_face`."""
    return fpem(production, user, supplier, scope=scope) - fpem_face(
        face, production, user, supplier, scope=scope
    )


def fpex(production: Matrix, user: str, supplier: str, *, scope: Scope = "all") -> float:
    """Foreign production exposure, export side: the market's share in the supplier's production.

    sum LF[supplier, user] / sum LF[supplier, :] (D8). Here the supplier is the one exposed and the
    user its market. Arguments and errors as for `fpem`; "foreign" leaves the supplier's own final
    production out.
    """
    return _pick(export_shares(production, scope=scope), user, supplier)


def fdva_share(absorbed: Matrix, user: str, supplier: str) -> float:
    """The supplier's share in the foreign value added that the user's final demand absorbs.

    FDVA(r, s) / (FDVA(world, s) - FDVA(s, s)) (D9), TiVA's foreign value added in domestic final
    demand. `absorbed` is G x G, rows origin of value added, columns final demand.
    """
    return _pick(import_shares(absorbed, absorbed, scope="foreign"), user, supplier)


def import_shares(part: Matrix, whole: Matrix, *, scope: Scope = "all") -> Matrix:
    """Every cell of `part` over its column's total in `whole`; "foreign" leaves own blocks out."""
    shares = solving.import_shares(part.to_numpy(), whole.to_numpy(), scope)
    return pd.DataFrame(shares, index=part.index, columns=part.columns)


def export_shares(whole: Matrix, *, scope: Scope = "all") -> Matrix:
    """Every cell over its row's total; "foreign" leaves own blocks out."""
    shares = solving.import_shares(whole.to_numpy().T, whole.to_numpy().T, scope).T
    return pd.DataFrame(shares, index=whole.index, columns=whole.columns)


def _pick(shares: Matrix, user: str, supplier: str) -> float:
    regions = tuple(shares.index)
    for code in (user, supplier):
        known(code, regions, "production matrices")
    return float(shares.loc[supplier, user])


def all_pairs(
    table: InterCountryTable,
    regions: Groups | None = None,
    solved: Mapping[Coverage, Production] | None = None,
) -> pd.DataFrame:
    """Every measure for every ordered pair of different regions.

    Parameters
    ----------
    regions
        groups to fold once the system is solved, as the parts of China and Mexico in an
        extended ICIO table must be before anything is called foreign
    solved
        `production.solve_all(table)`, where it is at hand

    Returns
    -------
    pd.DataFrame
        Columns: measure, basis, scope, user, supplier, value (a share; NaN where there is nothing
        to divide by). fpem, fpem_face and fpem_hidden come in all scopes, fpex in all but
        manufacturing_inputs, fdva_share in one; the manufacturing scopes are left out of tables
        whose industries are not known.
    """
    return pd.DataFrame(solving.pair_columns(table, regions, solved))


@dataclass(frozen=True)
class Exports:
    """A country's exports and what they are made of, in the table's unit.

    Attributes
    ----------
    gross
        intermediate and final products that leave the country
    domestic_content
        own value added in them, counted at each crossing, v_s B_ss e_s (D18)
    domestic_value_added
        own value added when it leaves for the first time (D19)
    foreign_content
        gross less domestic content
    foreign_value_added
        others' value added when the country passes it on for the first time
    """

    gross: float
    domestic_content: float
    domestic_value_added: float
    foreign_content: float
    foreign_value_added: float


def exports(table: InterCountryTable, *members: str) -> Exports:
    """Decompose a country's exports (Borin and Mancini 2019, source-based, exporter as a whole).

    Content comes from B e; what crosses the country's border for the first time, from B* e, where
    B* belongs to the table without the country's exports of intermediates.

    Parameters
    ----------
    members
        the country's region, or the regions that it is split into (CHN, CN1, CN2), between
        which nothing counts as exported
    """
    cells, leaving = _members(table, members), _exports_by_cell(table, members)
    own = np.isin(np.arange(table.cells), cells)
    v = value_added_shares(table)
    Z = table.Z.copy()
    Z[np.ix_(own, ~own)] = 0
    ever = v * solving.system(table).produce(leaving[:, None])[:, 0]
    first = v * LeontiefSystem(Z, table.x, table.labels()).produce(leaving[:, None])[:, 0]
    return Exports(
        gross=float(leaving.sum()),
        domestic_content=float(ever[own].sum()),
        domestic_value_added=float(first[own].sum()),
        foreign_content=float(leaving.sum() - ever[own].sum()),
        foreign_value_added=float(first[~own].sum()),
    )


def gross_exports(table: InterCountryTable, *members: str) -> float:
    """Intermediate and final products that leave a country, table's unit."""
    return float(_exports_by_cell(table, members).sum())


def domestic_value_added_in_exports(table: InterCountryTable, *members: str) -> float:
    """Own value added in exports, counted when it leaves first: v_s (I - A_ss)^-1 e_s (D19),
    in the table's unit.
    """
    cells = _members(table, members)
    labels = [table.labels()[cell] for cell in cells]
    home = LeontiefSystem(table.Z[np.ix_(cells, cells)], table.x[cells], labels)
    output = home.produce(_exports_by_cell(table, members)[cells, None])[:, 0]
    return float(value_added_shares(table)[cells] @ output)


def _members(table: InterCountryTable, members: Sequence[str]) -> Array:
    """The cells of all `members`."""
    return np.concatenate([np.arange(table.cells)[table.cells_of(region)] for region in members])


def _exports_by_cell(table: InterCountryTable, members: Sequence[str]) -> Array:
    """e, (n,): sales of the members' cells to regions that are no members; 0 elsewhere."""
    cells = _members(table, members)
    abroad = np.ones(table.cells, dtype=bool)
    abroad[cells] = False
    buyers = [g for g, region in enumerate(table.regions) if region not in members]
    leaving = np.zeros(table.cells)
    leaving[cells] = table.Z[cells][:, abroad].sum(axis=1) + table.Y[cells][:, buyers].sum(axis=1)
    return leaving


def folding_effect(table: InterCountryTable, regions: Groups) -> pd.DataFrame:
    """What it does to every share that regions are folded before the system is solved.

    Folding the table lets a group's members trade with the group's average technology; folding
    the solved matrices does not. Both give shares for the same groups.

    Returns
    -------
    pd.DataFrame
        Columns: those of `all_pairs`, with `value` from the folded table and `exact` from the
        folded matrices of the whole table
    """
    exact = all_pairs(table, regions).rename(columns={"value": "exact"})
    return all_pairs(table.aggregate(regions=regions)).merge(exact, on=list(PAIRS[:-1]))
