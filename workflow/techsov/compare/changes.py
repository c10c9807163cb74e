"""Figures of two editions side by side: the same year revised, or a year that is new."""

from __future__ import annotations

import pandas as pd

from techsov.compare.built import FIGURE, SERIES

# In the order of interest.
KINDS = ("revision", "new year", "filled gap", "new series", "no longer given", "unchanged")
COLUMNS = [
    "indicator", "country", "partner", "year", "unit", "old", "new", "change", "kind", "dataset",
    "old_vintage", "new_vintage",
]  # fmt: skip
# Tables are written with ten digits; two values that agree to nine are one.
SAME = 1e-9


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Every figure that either edition reports, with the old and the new value.

    revision        both report the year, and another value
    new year        later than all that the earlier edition reports of the series
    filled gap      a year within, or before, those of the earlier edition
    new series      the earlier edition reports no year of it
    no longer given only the earlier edition reports it
    unchanged       both report the same value

    Parameters
    ----------
    before, after
        as `techsov.compare.built.reported` gives them

    Returns
    -------
    pd.DataFrame
        COLUMNS, sorted by figure. `kind` is one of KINDS:
    """
    both = before.join(after, how="outer", suffixes=("_old", "_new")).reset_index()
    last = before.reset_index().groupby(SERIES)["year"].max().rename("last")
    both = both.merge(last, on=SERIES, how="left")
    old, new = both["value_old"], both["value_new"]
    kind = pd.Series("unchanged", both.index, dtype=object)
    kind[(old - new).abs() > SAME * old.abs().combine(new.abs(), max)] = "revision"
    kind[new.isna()] = "no longer given"
    kind[old.isna()] = "filled gap"
    kind[old.isna() & (both["year"] > both["last"])] = "new year"
    kind[old.isna() & both["last"].isna()] = "new series"
    table = both.assign(
        old=old,
        new=new,
        change=new - old,
        kind=kind,
        unit=both["unit_new"].fillna(both["unit_old"]),
        old_vintage=both["vintage_old"].fillna(""),
        new_vintage=both["vintage_new"].fillna(""),
    )
    return table.sort_values(FIGURE, kind="stable", ignore_index=True)[COLUMNS]


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """A row per series that changed: how many years were revised, the largest, how many are new.

    Returns
    -------
    pd.DataFrame
        SERIES, unit, first and last year, `revised`, `new_years`, `gone`, and of the largest
        revision (relative to the old value, where that is not 0) `largest_year`,
        `largest_old`, `largest_new`; series with most revised years first
    """
    changed = table[table["kind"] != "unchanged"]
    keys = ["indicator", "country", "partner", "dataset"]
    counted = changed.assign(
        revised=changed["kind"] == "revision",
        new_years=changed["kind"].isin(("new year", "filled gap", "new series")),
        gone=changed["kind"] == "no longer given",
    )
    counts = counted.groupby(keys).agg(
        unit=("unit", "first"),
        first=("year", "min"),
        last=("year", "max"),
        revised=("revised", "sum"),
        new_years=("new_years", "sum"),
        gone=("gone", "sum"),
    )
    revised = changed[changed["kind"] == "revision"]
    size = (revised["change"] / revised["old"].where(revised["old"] != 0, 1)).abs()
    largest = (
        revised.assign(size=size)
        .sort_values("size", kind="stable")
        .groupby(keys)[["year", "old", "new"]]
        .last()
        .rename(columns={"year": "largest_year", "old": "largest_old", "new": "largest_new"})
    )
    summary = counts.join(largest).reset_index()
    summary["largest_year"] = summary["largest_year"].astype("Int64")
    return summary.sort_values(
        ["revised", "new_years", *keys],
        ascending=[False, False, *[True] * len(keys)],
        kind="stable",
        ignore_index=True,
    )
