"""Which industries depend on whom, and through which country the goods come last.

The exposure of an industry is that of `techsov.indicators.dependency` for a unit of its final
output, so that it does not depend on how much of the output is final:

    look-through  W' B,        output or value added of the suppliers, through all tiers
    face value    W' (I + A),  the industry itself and its direct suppliers

W has a column for each supplier and basis: 1 (gross output) or v (value added) on the supplier's
cells, 0 elsewhere. Method: Baldwin, Freeman and Theodorakopoulos (NBER 30525, 2022), who give such
figures by industry; the last crossing is ours. Worked by hand in docs/method-dependency.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techsov.core.intercountry import InterCountryTable
from techsov.indicators import production
from techsov.indicators.production import BASES, Basis, value_added_shares

if TYPE_CHECKING:
    import pandera.pandas as pa

Array = np.ndarray

ALL_INDUSTRIES = "all"
DETAIL = ("measure", "basis", "scope", "user", "industry", "supplier", "via", "value")


@dataclass(frozen=True, eq=False)
class Requirements:
    """What a unit of each cell's final output holds of each supplier; by basis.

    Attributes
    ----------
    suppliers
        the R regions of origin that are told apart
    look_through
        W' B, (R, n), all tiers
    face
        W' (I + A), (R, n), the cell itself and its direct suppliers
    total
        (n,), all regions together, all tiers; 1 for value added
    """

    suppliers: tuple[str, ...]
    look_through: dict[Basis, Array]
    face: dict[Basis, Array]
    total: dict[Basis, Array]


def requirements(table: InterCountryTable, suppliers: Sequence[str] | None = None) -> Requirements:
    """Output and value added of suppliers in a unit of every cell's final output: W' B (D1, D6).

    Parameters
    ----------
    suppliers
        regions of origin; all by default. Each costs two right-hand sides.

    Raises
    ------
    UnknownCountry
        ; CheckError naming the cells of a system that has no solution
    """
    suppliers = tuple(table.regions if suppliers is None else suppliers)
    origin = np.zeros((table.cells, len(suppliers) + 1))
    for k, supplier in enumerate(suppliers):
        origin[table.cells_of(supplier), k] = 1
    origin[:, -1] = 1
    W = np.hstack([origin, origin * value_added_shares(table)[:, None]])
    system = production.system(table)
    through, face = np.split(system.trace(W).T, 2), np.split(system.first_round(W).T, 2)
    return Requirements(
        suppliers,
        {basis: part[:-1] for basis, part in zip(BASES, through, strict=True)},
        {basis: part[:-1] for basis, part in zip(BASES, face, strict=True)},
        {basis: part[-1] for basis, part in zip(BASES, through, strict=True)},
    )


def by_industry(
    table: InterCountryTable, user: str, needs: Requirements | None = None
) -> pd.DataFrame:
    """Exposure (FPEM, D5, D6) of each of a user's industries to each supplier and to itself.

    Parameters
    ----------
    needs
        `requirements(table)`, where they are at hand

    Returns
    -------
    pd.DataFrame
        Columns: measure (fpem, fpem_face), basis, industry, supplier, value. The value is the
        share of the supplier in the production behind a unit of the industry's final output; NaN
        for idle industries.
    """
    needs = needs or requirements(table)
    cells = table.cells_of(user)
    frames = []
    for basis in BASES:
        total = _divisor(needs.total[basis][cells], table.x[cells])
        for measure, part in (("fpem", needs.look_through), ("fpem_face", needs.face)):
            labels = {"measure": measure, "basis": basis}
            values = part[basis][:, cells] / total
            frames.append(_long(values, (needs.suppliers, table.industries), **labels))
    named = pd.concat(frames).rename(columns={"level_0": "supplier", "level_1": "industry"})
    columns = ["measure", "basis", "industry", "supplier", "value"]
    return named[columns].reset_index(drop=True)


def _divisor(total: Array, output: Array) -> Array:
    return np.where((total != 0) & (output != 0), total, np.nan)


def _long(values: Array, labels: Sequence[Sequence[str]], **constants: str) -> pd.DataFrame:
    """An array as rows, one label column for each axis (level_0, level_1, ...) and `value`."""
    grid = np.meshgrid(*(np.array(axis, dtype=object) for axis in labels), indexing="ij")
    columns = {f"level_{k}": axis.ravel() for k, axis in enumerate(grid)}
    return pd.DataFrame(columns | {"value": values.ravel()}).assign(**constants)


def manufacturing_average(
    table: InterCountryTable, user: str, supplier: str, basis: Basis = "gross_output"
) -> float:
    """Simple mean of the supplier's share over the user's manufacturing industries (FPEM, D13).

    The average that the authors of the measure publish. It weighs every industry alike; the scope
    "manufacturing" weighs them with their final production.
    """
    shares = by_industry(table, user, requirements(table, [supplier])).query(
        "measure == 'fpem' and basis == @basis"
    )
    factories = np.array(table.industries)[table.manufacturing()[table.cells_of(user)]]
    return float(shares[shares["industry"].isin(factories)]["value"].mean())


def by_last_crossing(
    table: InterCountryTable, user: str, needs: Requirements | None = None
) -> pd.DataFrame:
    """Look-through exposure by the country from which goods crossed the user's border last.

    Every path from a foreign supplier to the user's final output enters the user once for the last
    time, from some country k: B[r, s] = sum over k of B[r, k] A[k, s] (I - A[s, s])^-1 (D14).

    Returns
    -------
    pd.DataFrame
        Columns: basis, industry (of the user; "all" weighs them with final production), supplier,
        via (k), value. Values of a supplier add up to its FPEM over all `via`.
    """
    needs = needs or requirements(table)
    G, N, s = len(table.regions), len(table.industries), table.region(user)
    cells = table.cells_of(user)
    per_output = np.divide(1.0, table.x[cells], out=np.zeros(N), where=table.x[cells] != 0)
    A = table.Z[:, cells] * per_output
    at_home = np.eye(N) - A[cells]
    entering = np.linalg.solve(at_home.T, A.T).T  # A[:, s] (I - A[s, s])^-1
    via = [g for g in range(G) if g != s]
    origins = [r for r, supplier in enumerate(needs.suppliers) if supplier != user]
    names = [needs.suppliers[r] for r in origins], [table.regions[g] for g in via]
    y = table.final_production()[cells]
    frames = []
    for basis in BASES:
        origin = needs.look_through[basis][origins].reshape(len(origins), G, N)
        crossing = np.einsum("rki,kij->rkj", origin, entering.reshape(G, N, N), optimize=True)
        crossing = crossing[:, via]
        total = needs.total[basis][cells]
        by_cell = crossing / _divisor(total, table.x[cells])
        together = crossing @ y / (total @ y if total @ y else np.nan)
        values = np.concatenate([by_cell, together[:, :, None]], axis=2)
        frames.append(_long(values, (*names, [*table.industries, ALL_INDUSTRIES]), basis=basis))
    named = pd.concat(frames).rename(
        columns={"level_0": "supplier", "level_1": "via", "level_2": "industry"}
    )
    return named[["basis", "industry", "supplier", "via", "value"]].reset_index(drop=True)


def focus_detail(table: InterCountryTable, focus: Sequence[str]) -> pd.DataFrame:
    """Industries and last crossings of each ordered pair of the regions in `focus`.

    Returns
    -------
    pd.DataFrame
        Columns: measure, basis, scope ("all"), user, industry, supplier, via, value. Rows of fpem
        add up over `via` to the look-through exposure; fpem_face crosses one border, from the
        supplier itself. The industry "all" weighs industries with their final production.
    """
    needs = requirements(table, focus)
    frames = []
    for user, supplier in permutations(focus, 2):
        crossing = by_last_crossing(table, user, needs)
        face = _face_by_industry(table, user, needs).assign(via=lambda rows: rows["supplier"])
        both = pd.concat([crossing.assign(measure="fpem"), face.assign(measure="fpem_face")])
        frames.append(both[both["supplier"] == supplier].assign(user=user))
    return pd.concat(frames, ignore_index=True).assign(scope="all")[list(DETAIL)]


def _face_by_industry(table: InterCountryTable, user: str, needs: Requirements) -> pd.DataFrame:
    """Face value of each industry, and of all, over the look-through production."""
    cells = table.cells_of(user)
    y = table.final_production()[cells]
    frames = []
    for basis in BASES:
        first, total = needs.face[basis][:, cells], needs.total[basis][cells]
        together = first @ y / (total @ y if total @ y else np.nan)
        values = np.column_stack([first / _divisor(total, table.x[cells]), together])
        frames.append(
            _long(values, (needs.suppliers, [*table.industries, ALL_INDUSTRIES]), basis=basis)
        )
    return pd.concat(frames).rename(columns={"level_0": "supplier", "level_1": "industry"})


def schema() -> pa.DataFrameSchema:
    """The table of `focus_detail`, with dataset, vintage and year."""
    from techsov.core import tables  # loads the checking of tables, which solving can do without

    columns = {
        "dataset": tables.text(),
        "vintage": tables.text(),
        "year": tables.year(),
        "measure": tables.text(("fpem", "fpem_face")),
        "basis": tables.text(BASES),
        "scope": tables.text(("all",)),
        "user": tables.text(),
        "industry": tables.text(),
        "supplier": tables.text(),
        "via": tables.text(),
        "value": tables.number(optional=True),
    }
    return tables.table("dependency_industries", columns, key=tuple(columns)[:-1])
