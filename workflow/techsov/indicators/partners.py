"""Who depends on whom, for every country: its exposure to a few partners, ranked, over time.

A yardstick stands beside: the share that the partner's weight in the world economy would give it if
origin and distance played no part, `expected` = w_supplier / (1 - w_user), w being shares of world
GDP in current dollars.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
import pandera.pandas as pa

from techsov.core import tables

WEIGHT = "gdp_usd_share"  # per cent of world
PARTNERS = ("CHN", "USA")
PAIR = ("RUS", "CHN")  # of the paper, whose claims are held against the yardstick
# Measure -> which column holds the one who depends.
DEPENDS = {"fpem": "user", "fdva_share": "user", "fpex": "supplier"}


def schema() -> pa.DataFrameSchema:
    """The table of every country's dependence.

    `change` is missing in a database's first year, `expected` where no weight is held.
    """
    return tables.table(
        "dependency_partners",
        {
            "dataset": tables.text(), "vintage": tables.text(), "year": tables.year(),
            "measure": tables.text(tuple(DEPENDS)), "country": tables.text(),
            "partner": tables.text(PARTNERS), "value": tables.number(),
            "rank": tables.count(), "ranked": tables.count(), "since": tables.year(),
            "change": tables.number(optional=True), "expected": tables.number(optional=True),
        },
        key=("dataset", "vintage", "year", "measure", "partner", "country"),
    )  # fmt: skip


def dependence(
    dependency: pd.DataFrame, macro: pd.DataFrame, countries: Collection[str], main: dict[str, str]
) -> pd.DataFrame:
    """Every country's dependence on the partners, in what it produces, uses and sells.

    Parameters
    ----------
    dependency
        rows of a dependency table; those in value added over what is foreign are taken
    countries
        codes of single countries: groups and the rest of the world have no rank
    main
        dataset -> the vintage whose GDP gives the expected shares

    Returns
    -------
    pd.DataFrame
        `schema()`; rank 1 depends most among the `ranked` countries that the database has in the
        year; `change` is that since the database's first year, `since`
    """
    rows = dependency[
        (dependency["basis"] == "value_added")
        & (dependency["scope"] == "foreign")
        & (dependency["user"] != dependency["supplier"])
    ].dropna(subset=["value"])
    parts = []
    for measure, who in DEPENDS.items():
        part = rows[rows["measure"] == measure]
        whom = "supplier" if who == "user" else "user"
        parts.append(part.assign(country=part[who], partner=part[whom]))
    found = pd.concat(parts)
    found = found[found["country"].isin(countries) & found["partner"].isin(PARTNERS)]
    course = ["dataset", "vintage", "measure", "partner"]
    found = found.sort_values([*course, "country", "year"], kind="stable")
    of_country = found.groupby([*course, "country"])
    in_year = found.groupby([*course, "year"])["value"]
    since = of_country["year"].transform("first")
    change = found["value"] - of_country["value"].transform("first")
    found = found.assign(
        since=since,
        change=change.where(found["year"] > since),
        rank=in_year.rank(ascending=False, method="min").astype(int),
        ranked=in_year.transform("size"),
    )
    weights = macro[macro["dataset"].map(main) == macro["vintage"]]
    expected = expected_shares(weights, countries, PARTNERS).rename(
        columns={"user": "country", "supplier": "partner", "value": "expected"}
    )
    key = ["year", "country", "partner"]
    found = found.merge(expected[[*key, "expected"]], on=key, how="left")
    return found[list(schema().columns)]


def expected_shares(
    macro: pd.DataFrame, users: Collection[str], suppliers: Collection[str]
) -> pd.DataFrame:
    """The partner's share in the world economy outside the user.

    Parameters
    ----------
    macro
        an indicator table with `gdp_usd_share`

    Returns
    -------
    pd.DataFrame
        rows of a dependency table, measure `expected`; pairs without a weight are left out
    """
    weights = macro[macro["indicator"] == WEIGHT].assign(weight=macro["value"] / 100)
    key = ["dataset", "vintage", "year"]
    of, to = (
        weights[weights["country"].isin(codes)].rename(columns={"country": name})
        for name, codes in (("user", users), ("supplier", suppliers))
    )
    columns = [*key, "weight"]
    pairs = of[[*columns, "user"]].merge(to[[*columns, "supplier"]], on=key, suffixes=("_of", ""))
    pairs = pairs[pairs["user"] != pairs["supplier"]]
    return pairs.assign(
        measure="expected", basis="value_added", scope="foreign",
        value=pairs["weight"] / (1 - pairs["weight_of"]),
    )[[*key, "measure", "basis", "scope", "user", "supplier", "value"]]  # fmt: skip
