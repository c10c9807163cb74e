"""How much of an asymmetry is the pair's, and how much the choice of measure and the table's error.

The asymmetry of a pair is the dependence of one on the other over that of the other on the one. On
the import side (FPEM, FDVA) the user depends on the supplier, on the export side (FPEX) the
supplier on its market.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from techsov.core.intercountry import InterCountryTable
from techsov.indicators import production
from techsov.indicators.production import Basis
from techsov.indicators.regions import REST_OF_EU, REST_OF_WORLD

if TYPE_CHECKING:
    import pandera.pandas as pa

BASE = {"measure": "fpem", "basis": "value_added", "scope": "foreign"}
# What a choice leaves free; all else is as in BASE.
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    "basis": {"basis": ("gross_output", "value_added")},
    "side": {"measure": ("fpem", "fpex", "fdva_share")},
    "scope": {"scope": ("all", "foreign", "manufacturing", "manufacturing_inputs")},
    "tiers": {"measure": ("fpem", "fpem_face")},
}
ANY, BALANCE, INTERPOLATION = "any", "balance", "interpolation"
DRAWS = 25
WIOD_REGIONS = 41  # of the release of 2013: 40 countries and a rest of the world
# Years with supply and use tables of Russia's own behind the OECD's tables. For WIOD no such list
# is at hand.
OWN_TABLES = {"oecd/icio": frozenset({1995, *range(2011, 2020)})}
COLUMNS = (
    "dataset", "vintage", "year", "choice", "base", "low", "high", "low_variant", "high_variant"
)  # fmt: skip


def asymmetries(pairs: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """The asymmetry (D15) by every measure, basis and scope.

    Parameters
    ----------
    pairs
        a dependency table

    Returns
    -------
    pd.DataFrame
        dataset, vintage, year, measure, basis, scope, ratio; rows without a finite ratio
        are left out
    """
    key = ["dataset", "vintage", "year", "measure", "basis", "scope"]
    ends = pairs.assign(
        depends=pairs["user"].where(pairs["measure"] != "fpex", pairs["supplier"]),
        on=pairs["supplier"].where(pairs["measure"] != "fpex", pairs["user"]),
    )
    there = ends[(ends["depends"] == one) & (ends["on"] == other)].set_index(key)["value"]
    back = ends[(ends["depends"] == other) & (ends["on"] == one)].set_index(key)["value"]
    ratio = (there / back).replace([np.inf, -np.inf], np.nan).dropna()
    return ratio.rename("ratio").reset_index()


def by_choice(ratios: pd.DataFrame) -> pd.DataFrame:
    """The least and the greatest asymmetry that a choice allows, year by year.

    Parameters
    ----------
    ratios
        what `asymmetries` returns

    Returns
    -------
    pd.DataFrame
        dataset, vintage, year, choice (basis, side, scope, tiers; "any" leaves all free),
        base, low, high, low_variant, high_variant; years without the base are left out
    """
    rows = []
    for (dataset, vintage, year), found in ratios.groupby(["dataset", "vintage", "year"]):
        base = found[_fits(found, BASE)]
        if base.empty:
            continue
        every = {ANY: found[found["measure"] != "fpem_hidden"]}
        narrowed = {name: found[_fits(found, {**BASE, **free})] for name, free in CHOICES.items()}
        for choice, within in (narrowed | every).items():
            low, high = (within.loc[within["ratio"].agg(f)] for f in ("idxmin", "idxmax"))
            rows.append(
                {
                    "dataset": dataset,
                    "vintage": vintage,
                    "year": year,
                    "choice": choice,
                    "base": base["ratio"].iloc[0],
                    "low": low["ratio"],
                    "high": high["ratio"],
                    "low_variant": _variant(low),
                    "high_variant": _variant(high),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _fits(rows: pd.DataFrame, wanted: Mapping[str, str | tuple[str, ...]]) -> pd.Series:
    fits = pd.Series(True, index=rows.index)
    for column, values in wanted.items():
        fits &= rows[column].isin([values] if isinstance(values, str) else values)
    return fits


def _variant(row: pd.Series) -> str:
    return f"{row['measure']}, {row['basis']}, {row['scope']}"


def balance(
    table: InterCountryTable,
    one: str,
    other: str,
    printed: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """How far the table's own error moves the asymmetry of `BASE`.

    A table with decimals does not add up exactly: its output is taken as the sum of rows, and again
    as the sum of columns. The two bracket what balancing left over, and every table in between.
    A table of whole numbers adds up by construction, and each printed flow is off by up to a half.
    Such errors are drawn (uniform, `DRAWS` times, seeded by the year); the range is that of the
    middle 95 per cent.

    Parameters
    ----------
    printed
        members of each region: a folded flow is a sum of so many printed ones; 1 by default

    Returns
    -------
    pd.DataFrame
        one row: one, other, choice, base, low, high, low_variant, high_variant
    """
    base = _asymmetry(table, production.look_through(table), one, other)
    whole = all((np.rint(part) == part).all() for part in (table.x, table.Y, table.Z))
    if whole:
        rng = np.random.default_rng(table.year)
        drawn = [
            _asymmetry(moved, production.look_through(moved), one, other)
            for moved in (_redrawn(table, rng, printed or {}) for _ in range(DRAWS))
        ]
        low, high = map(float, np.quantile(drawn, (0.025, 0.975)))
        variants = [f"{tail}% of {DRAWS} draws of rounding" for tail in ("2.5", "97.5")]
    else:
        columns = table.Z.sum(axis=0) + table.va
        turned = replace(table, x=np.where(table.x != 0, columns, 0.0))
        found = {"rows": base}
        found["columns"] = _asymmetry(turned, production.look_through(turned), one, other)
        ends = min(found, key=found.__getitem__), max(found, key=found.__getitem__)
        low, high = (found[end] for end in ends)
        variants = [f"output as sum of {end}" for end in ends]
    row = (one, other, BALANCE, base, low, high, *variants)
    return pd.DataFrame([row], columns=["one", "other", *COLUMNS[3:]])


def _asymmetry(
    table: InterCountryTable, made: Mapping[Basis, np.ndarray], one: str, other: str
) -> float:
    """The asymmetry of `BASE` in matrices of production, (G, G)."""
    value_added = made["value_added"]
    shares = production.import_shares(value_added, value_added, "foreign")
    a, b = table.region(one), table.region(other)
    return float(shares[b, a] / shares[a, b])


def _redrawn(
    table: InterCountryTable, rng: np.random.Generator, printed: Mapping[str, int]
) -> InterCountryTable:
    """The table with its flows moved by what rounding may have hidden.

    Errors of k printed flows add up with a standard deviation of sqrt(k / 12). None exceeds its
    flow, so that no sign turns and the errors' mean is nought; what is printed as 0 stays 0.
    """
    N = len(table.industries)
    buyers = np.array([printed.get(region, 1) for region in table.regions], dtype=float)
    cells = np.repeat(buyers, N)

    def moved(flows: np.ndarray, members: np.ndarray) -> np.ndarray:
        most = np.minimum(np.sqrt(np.outer(cells, members) / 4), np.abs(flows))
        return flows + rng.uniform(-1, 1, flows.shape) * most

    Z, Y = moved(table.Z, cells), moved(table.Y, buyers)
    x = np.where(table.x > 0, Z.sum(axis=1) + Y.sum(axis=1), table.x)
    return replace(table, Z=Z, Y=Y, x=x, va=x - Z.sum(axis=0))


def printed_members(regions: Sequence[str], rest_of_eu: Sequence[str]) -> dict[str, int]:
    """How many printed regions of WIOD each folded region holds; nothing where none is folded."""
    if REST_OF_EU not in regions:
        return {}
    union = len([code for code in rest_of_eu if code not in regions])
    return {REST_OF_EU: union, REST_OF_WORLD: WIOD_REGIONS - union - len(regions) + 2}


def interpolation(ratios: pd.DataFrame, pair: Sequence[str]) -> pd.DataFrame:
    """How far a year lies from what Russia's own tables of the nearest other years would say.

    Between years with tables of its own the provider fills in what it lacks. The line of logarithms
    between the nearest years with own tables, before and after, is what these alone tell of a
    year; after the last of them its value is carried on. A year with its own table is held
    against its neighbours all the same: there the distance is the error of filling in.

    Parameters
    ----------
    ratios
        what `asymmetries` returns

    Returns
    -------
    pd.DataFrame
        dataset, vintage, year, choice, base, low, high, low_variant, high_variant; nothing
        for a database whose source years are not known, or before its first two
    """
    rows = []
    base = ratios[_fits(ratios, BASE)]
    for (dataset, vintage), found in base.groupby(["dataset", "vintage"]):
        published = found.set_index("year")["ratio"].sort_index()
        own = [year for year in published.index if own_table(dataset, year, pair) == "yes"]
        for year, value in published.items():
            before, after = [y for y in own if y < year], [y for y in own if y > year]
            if not before:
                continue
            ends = [before[-1], *after[:1]]
            filled = float(np.exp(np.interp(year, ends, np.log(published[ends]))))
            told = {"as published": value, f"from {' and '.join(map(str, ends))}": filled}
            low, high = sorted(told, key=told.__getitem__)
            told_ends = (told[low], told[high], low, high)
            rows.append((dataset, vintage, year, INTERPOLATION, value, *told_ends))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def own_table(dataset: str, year: int, pair: Sequence[str]) -> str:
    """Whether Russia's own supply and use tables stand behind a year, where Russia is concerned.

    Returns
    -------
    str
        "yes", "no" (the provider interpolated), or "not known"
    """
    if "RUS" not in pair or dataset not in OWN_TABLES:
        return "not known"
    return "yes" if year in OWN_TABLES[dataset] else "no"


def mark_own_tables(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` of ranges with the column `own_table`."""
    keys = zip(rows["dataset"], rows["year"], rows["one"], rows["other"], strict=True)
    return rows.assign(own_table=[own_table(dataset, year, pair) for dataset, year, *pair in keys])


def schema() -> pa.DataFrameSchema:
    """The table of ranges."""
    from techsov.core import tables

    columns = {
        "dataset": tables.text(),
        "vintage": tables.text(),
        "year": tables.year(),
        "one": tables.text(),
        "other": tables.text(),
        "choice": tables.text((*CHOICES, ANY, BALANCE, INTERPOLATION)),
        "base": tables.number(),
        "low": tables.number(),
        "high": tables.number(),
        "low_variant": tables.text(),
        "high_variant": tables.text(),
        "own_table": tables.text(("yes", "no", "not known")),
    }
    return tables.table("dependency_ranges", columns, key=tuple(columns)[:6])
