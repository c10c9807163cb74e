"""Targets set as a multiple of a base: the level that they imply, the path to it, where it stands.

The paper reports targets of the Concept of Technological Development as multiples ("2.3 times by
2030") without their base. For a target that a published series measures, each defensible base year
gives an implied level, the even yearly growth that leads there, and the place of the latest year
on that path.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from techsov.claims.statements import Claim

COLUMNS = [
    "claim", "indicator", "unit", "factor", "base_year", "base", "until", "implied",
    "growth_a_year", "latest_year", "latest", "on_path", "dataset", "vintage",
]  # fmt: skip


def paths(
    targets: list[dict], stated: Mapping[str, Claim], research: pd.DataFrame, main: dict[str, str]
) -> pd.DataFrame:
    """The implied path of every target and base year.

    Parameters
    ----------
    targets
        mappings with `claim` (its published number is the factor), `until` (a claim with
        the year), `country`, and for a target with a series `indicator` and `bases`
    stated
        id -> claim
    research
        indicator table
    main
        dataset -> the edition's main vintage

    Returns
    -------
    pd.DataFrame
        COLUMNS; growth in % a year; `on_path` is the path's value in the latest year. A
        target without a series, or whose base is not in the data, has its factor alone
    """
    rows = []
    for target in targets:
        factor, until = (stated[target[k]].number for k in ("claim", "until"))
        known = {"claim": target["claim"], "factor": factor, "until": int(until)}
        series = research[
            (research["indicator"] == target.get("indicator"))
            & (research["country"] == target["country"])
            & (research["vintage"] == research["dataset"].map(main))
        ].set_index("year")
        found = [base for base in target.get("bases", []) if base in series.index]
        rows += [known | _path(series, base, factor, int(until)) for base in found] or [known]
    return pd.DataFrame(rows, columns=COLUMNS)


def _path(series: pd.DataFrame, base: int, factor: float, until: int) -> dict:
    latest = int(series.index.max())
    start = float(series.loc[base, "value"])
    growth = factor ** (1 / (until - base))
    first = series.loc[base]
    return {
        "indicator": first["indicator"],
        "unit": first["unit"],
        "base_year": base,
        "base": start,
        "implied": start * factor,
        "growth_a_year": 100 * (growth - 1),
        "latest_year": latest,
        "latest": float(series.loc[latest, "value"]),
        "on_path": start * growth ** (latest - base),
        "dataset": first["dataset"],
        "vintage": first["vintage"],
    }
