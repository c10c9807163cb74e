"""R&D as a share of GDP, and what of it is computed here rather than published.

Expenditure (GERD) and GDP are revised on different days by different offices. A share of GDP is
therefore a pair of vintages, and this module makes the pair explicit: it takes the level of GERD,
published or implied, and divides it by every vintage of GDP at hand.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from techsov.core import checks, tables
from techsov.core.errors import CheckError

# What the table's rows may hold as `indicator`.
INDICATORS = (
    "gerd_gdp", "gerd_gdp_from_levels", "gerd_implied_lcu", "gerd_lcu", "gerd_ppp",
    "gerd_ppp_constant", "gerd_growth", "berd_gdp", "gerd_business_funded",
    "gerd_government_funded", "gerd_government_gdp", "gerd_government_lcu", "basic_research_gdp",
    "gerd_abroad_funded", "gerd_other_funded", "gerd_business_performed",
    "gerd_government_performed", "gerd_higher_education_performed", "gerd_nonprofit_performed",
    "gdp_lcu", "gdp_lcu_to_2011", "patents_pct_ict", "patents_pct_biotech",
    "innovation_active_oslo3", "innovation_active_oslo4", "innovative_goods",
    "innovative_goods_share", "goods_shipped", "rd_organisations", "rd_personnel",
    "rd_researchers",
)  # fmt: skip

# A figure made of several datasets names them all, in the order of their use, the GDP that
# divides last; `vintage` lists their vintages in the same order.
JOIN = "+"

SHARE, LEVEL, GDP = "gerd_gdp", "gerd_lcu", "gdp_lcu"
IMPLIED, FROM_LEVELS = "gerd_implied_lcu", "gerd_gdp_from_levels"
NATIONAL, OF_GDP = "m national currency", "% of GDP"
SAME_LEVEL = 1e-3  # relative difference up to which an implied level repeats a published one

PLACE = ["country", "year"]
SOURCE = ["dataset", "vintage"]


def assemble(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The research table: all published indicators, and the shares computed from levels.

    Parameters
    ----------
    frames
        indicator tables, one per dataset vintage

    Returns
    -------
    pd.DataFrame
        an indicator table with `gerd_implied_lcu` and `gerd_gdp_from_levels` added

    Raises
    ------
    CheckError
        When a figure is out of range, a key stands twice, or an implied level contradicts a
        published one
    """
    published = tables.check(pd.concat(frames, ignore_index=True), tables.INDICATOR, "research")
    checks.within(_where(published, unit=OF_GDP), 0, 100, "research")
    checks.within(_where(published, unit="% of GERD"), 0, 100, "research")
    checks.positive(_where(published, unit=NATIONAL), "research")
    candidates = implied_levels(published)
    check_implied(candidates, published)
    implied = where_unpublished(candidates, published)
    levels = pd.concat([_where(published, indicator=LEVEL), latest(implied)], ignore_index=True)
    shares = shares_from_levels(levels, published)
    return tables.check(
        pd.concat([published, implied, shares], ignore_index=True), tables.INDICATOR, "research"
    )


def implied_levels(published: pd.DataFrame) -> pd.DataFrame:
    """GERD in national currency that a published share implies: GERD = (GERD / GDP) x GDP.

    Each share meets the latest GDP vintage that was out when the share was, since that is the one
    that the share's provider can have divided by. A country and year without such a GDP vintage
    has no implied level.
    """
    share = _where(published, indicator=SHARE)
    gdp = _where(published, indicator=GDP)
    pairs = share.merge(gdp, on=PLACE, suffixes=("", "_gdp"))
    known = pairs[pairs["vintage_gdp"] <= pairs["vintage"]]
    of_then = (
        known.sort_values("vintage_gdp", kind="stable")
        .groupby([*PLACE, *SOURCE], as_index=False)
        .last()
    )
    return pd.DataFrame(
        {
            "country": of_then["country"],
            "year": of_then["year"],
            "indicator": IMPLIED,
            "value": of_then["value"] / 100 * of_then["value_gdp"],
            "unit": NATIONAL,
            "dataset": of_then["dataset"] + JOIN + of_then["dataset_gdp"],
            "vintage": of_then["vintage"] + JOIN + of_then["vintage_gdp"],
        }
    )


def check_implied(implied: pd.DataFrame, published: pd.DataFrame) -> None:
    """Hold implied levels against published ones, in the years that have both.

    A provider that publishes levels has divided them by a GDP of its own, so that its shares say
    nothing about the vintages of GDP here; only the shares of other providers are held.

    Raises
    ------
    CheckError
        With the rows that differ by more than a thousandth
    """
    level = _where(published, indicator=LEVEL)
    provider = implied["dataset"].str.split(JOIN, regex=False).str[0]
    both = implied[~provider.isin(level["dataset"])].merge(
        level, on=PLACE, suffixes=("", "_published")
    )
    off = both[(both["value"] / both["value_published"] - 1).abs() > SAME_LEVEL]
    if not off.empty:
        shown = off[[*PLACE, "value", "value_published", *SOURCE]].to_string(index=False)
        raise CheckError(
            f"research: implied GERD within {SAME_LEVEL:.1%} of the published level expected; the "
            f"share was divided by another GDP than the one it is multiplied by here:\n{shown}"
        )


def where_unpublished(implied: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """The implied levels of countries and years for which no file holds the level."""
    held = _where(published, indicator=LEVEL)[PLACE].drop_duplicates()
    marked = implied.merge(held, on=PLACE, how="left", indicator="found")
    return marked[marked["found"] == "left_only"].drop(columns="found")


def latest(levels: pd.DataFrame) -> pd.DataFrame:
    """One level per country and year, that of the latest vintage."""
    ordered = levels.sort_values(["vintage", "dataset"], kind="stable")
    return ordered.groupby(PLACE, as_index=False).last()


def shares_from_levels(levels: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """GERD / GDP, per cent: the given levels over every vintage of GDP of that country and year."""
    pairs = levels.merge(_where(published, indicator=GDP), on=PLACE, suffixes=("", "_gdp"))
    return pd.DataFrame(
        {
            "country": pairs["country"],
            "year": pairs["year"],
            "indicator": FROM_LEVELS,
            "value": 100 * pairs["value"] / pairs["value_gdp"],
            "unit": OF_GDP,
            "dataset": pairs["dataset"] + JOIN + pairs["dataset_gdp"],
            "vintage": pairs["vintage"] + JOIN + pairs["vintage_gdp"],
        }
    )


def _where(frame: pd.DataFrame, **values: str) -> pd.DataFrame:
    """The rows in which every named column has the given value."""
    for column, value in values.items():
        frame = frame[frame[column] == value]
    return frame
