"""Who depends on whom, for every country: its exposure to a few partners, ranked, over time.

A yardstick stands beside: the share that the partner's weight in the world economy would give it if
origin and distance played no part, `expected` = w_supplier / (1 - w_user), w being shares of world
GDP in current dollars.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

WEIGHT = "gdp_usd_share"  # per cent of world


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
