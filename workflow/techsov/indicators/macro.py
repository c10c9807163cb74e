"""Shares of the world economy, ranks by size, and the weight of manufacturing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from techsov.core import checks, tables
from techsov.core.countries import Countries
from techsov.core.errors import CheckError
from techsov.core.intercountry import InterCountryTable
from techsov.sources import imf

# What the table's rows may hold as `indicator`. The last four are published by providers whose
# releases the embedded editions do not hold; a claim on one of them finds no data there.
INDICATORS = (
    "gdp_growth", "gdp_per_capita_usd", "gdp_ppp", "gdp_ppp_rank", "gdp_ppp_share", "gdp_usd",
    "gdp_usd_rank", "gdp_usd_share", "inflation", "manufacturing_va_share",
    "manufacturing_gdp_share", "trade_gdp_share", "gini", "informal_employment_share",
)  # fmt: skip

WORLD = "WLD"
OF_WORLD = "% of world"
# GDP levels and the name of their share of the world.
SHARES = {"gdp_usd": "gdp_usd_share", "gdp_ppp": "gdp_ppp_share"}
# Groups of config/countries.yaml whose GDP is added up.
GROUPS = ("BRICS5", "BRICS-2010", "BRICS-2024", "BRICS11", "G7", "EU27_2020")
SAME_SHARE = 0.05  # points by which a share from levels may miss the published one

SOURCE = ["dataset", "vintage"]

# What of a whole outlook is taken: every indicator of these groups' members, countries and
# aggregates; of the rest of the EU its levels, which make up the group.
IN_FULL = ("BRICS11", "G7")
ALSO_IN_FULL = ("IDN", "KAZ", "KOR", "MEX", "TUR", "VNM")
TOTALS = ("AE", "EMDE", "WLD")
FIRST_YEAR = {"gdp_growth": 1991}  # India's reforms
FIRST_LEVEL = 1995


def of_outlook(everyone: pd.DataFrame, countries: Countries, last_year: int) -> pd.DataFrame:
    """The part of a whole World Economic Outlook that the claims need, with ranks among all.

    Parameters
    ----------
    everyone
        indicator table of one release, all its countries and groups
    last_year
        the last one that is no projection

    Raises
    ------
    CheckError
        When a country or group has no figure, or a level slips by its unit
    """
    ranks = [rank_countries(everyone, level, countries.countries) for level in SHARES]
    in_full = {c for g in IN_FULL for c in countries.group(g)} | {*ALSO_IN_FULL, *TOTALS}
    full = checks.select(pd.concat([everyone, *ranks]), in_full, "imf")
    union = set(countries.group("EU27_2020")) - in_full
    levels = everyone[everyone["indicator"].isin(SHARES)]
    drawn = pd.concat([full, checks.select(levels, union, "imf")], ignore_index=True)
    first = drawn["indicator"].map(FIRST_YEAR).fillna(FIRST_LEVEL)
    covered = drawn[(drawn["year"] >= first) & (drawn["year"] <= last_year)]
    checks.without_jumps(covered[covered["indicator"].isin(imf.LEVELS)], "imf")
    return covered


def assemble(
    frames: Iterable[pd.DataFrame], groups: Mapping[str, list[str]], countries: Collection[str]
) -> pd.DataFrame:
    """The macroeconomic table: published indicators, group sums, shares of world GDP and ranks.

    Ranks are computed for vintages that bring none. An extract brings those of the whole release,
    which cannot be told from the countries that it holds.

    Parameters
    ----------
    frames
        indicator tables, published or computed elsewhere
    groups
        group code -> its members' codes
    countries
        codes that are countries, which are ranked

    Raises
    ------
    CheckError
        When a member of a group is missing from the data, or a share computed from levels
        contradicts the published one
    """
    published = tables.check(pd.concat(frames, ignore_index=True), tables.INDICATOR, "macro")
    levels = published[published["indicator"].isin(SHARES)]
    sums = [group_sums(levels, code, members) for code, members in groups.items()]
    with_groups = pd.concat([levels, *sums], ignore_index=True)
    shares = unpublished(world_shares(with_groups), published)
    ranks = [
        rank_countries(rows, indicator, countries)
        for (indicator, _, _), rows in levels.groupby(["indicator", *SOURCE])
        if not has_ranks(published, rows)
    ]
    whole = pd.concat([published, *sums, shares, *ranks], ignore_index=True)
    return tables.check(whole, tables.INDICATOR, "macro")


def group_sums(levels: pd.DataFrame, code: str, members: Collection[str]) -> pd.DataFrame:
    """GDP of a group, by adding its members', in the years for which all of them have a figure."""
    of_members = checks.select(levels, members, f"macro, group {code}")
    keys = ["year", "indicator", "unit", *SOURCE]
    summed = of_members.groupby(keys, as_index=False)["value"].agg(["sum", "count"])
    whole = summed[summed["count"] == len(set(members))]
    return whole.rename(columns={"sum": "value"}).assign(country=code).drop(columns="count")


def world_shares(levels: pd.DataFrame) -> pd.DataFrame:
    """Each level as a percentage of the world's, of the same year, dataset and vintage."""
    world = levels[levels["country"] == WORLD]
    pairs = levels[levels["country"] != WORLD].merge(
        world[["year", "indicator", *SOURCE, "value"]],
        on=["year", "indicator", *SOURCE],
        suffixes=("", "_world"),
    )
    return pairs.assign(
        indicator=pairs["indicator"].map(SHARES),
        value=100 * pairs["value"] / pairs["value_world"],
        unit=OF_WORLD,
    ).drop(columns="value_world")


def unpublished(shares: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """The computed shares that the provider does not publish itself; the others have to agree."""
    key = ["country", "year", "indicator", *SOURCE]
    both = shares.merge(published[[*key, "value"]], on=key, how="left", suffixes=("", "_published"))
    off = both[(both["value"] - both["value_published"]).abs() > SAME_SHARE]
    if not off.empty:
        shown = off[[*key, "value", "value_published"]].head(tables.ROWS_SHOWN)
        raise CheckError(
            f"macro: shares within {SAME_SHARE:g} points of the published ones expected; "
            f"{len(off)} row(s) differ:\n{shown.to_string(index=False)}"
        )
    return both[both["value_published"].isna()].drop(columns="value_published")


def rank_countries(
    levels: pd.DataFrame, indicator: str, countries: Collection[str]
) -> pd.DataFrame:
    """Rank of every country by a level, 1 the largest, among all countries of the year.

    Parameters
    ----------
    levels
        indicator table of one dataset vintage, all its countries
    countries
        codes that are countries; all else is not ranked

    Returns
    -------
    pd.DataFrame
        indicator table of `<indicator>_rank`; equal levels share the better rank
    """
    taken = levels[(levels["indicator"] == indicator) & levels["country"].isin(list(countries))]
    ranks = taken.groupby("year")["value"].rank(ascending=False, method="min")
    return taken.assign(indicator=f"{indicator}_rank", value=ranks, unit="rank")


def has_ranks(published: pd.DataFrame, levels: pd.DataFrame) -> bool:
    """Whether the vintage of these levels, all of one indicator, brings ranks by them."""
    one = levels.iloc[0]
    rank = published["indicator"] == f"{one['indicator']}_rank"
    same = (published["dataset"] == one["dataset"]) & (published["vintage"] == one["vintage"])
    return bool((rank & same).any())


def manufacturing_shares(table: InterCountryTable, dataset: str, vintage: str) -> pd.DataFrame:
    """Manufacturing as a percentage of value added, by region of an inter-country table.

    Value added is the table's own, with the taxes less subsidies on products that it includes.

    Returns
    -------
    pd.DataFrame
        indicator table of `manufacturing_va_share`

    Raises
    ------
    CheckError
        When no industry of the table is known as manufacturing
    """
    made = table.manufacturing()
    if not made.any():
        raise CheckError(
            f"{table.title}: manufacturing industries expected; "
            f"the table holds {', '.join(table.industries)}"
        )
    by_region = (len(table.regions), len(table.industries))
    of_manufacturing = np.where(made, table.va, 0).reshape(by_region).sum(axis=1)
    return pd.DataFrame(
        {
            "country": list(table.regions),
            "year": table.year,
            "indicator": "manufacturing_va_share",
            "value": 100 * of_manufacturing / table.va.reshape(by_region).sum(axis=1),
            "unit": "% of value added",
            "dataset": dataset,
            "vintage": vintage,
        }
    )
