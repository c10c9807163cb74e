"""Vintage tables, as real-time databases have them: a row a year, a column a release."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from techsov.catalogue.registry import JOIN, Catalogue
from techsov.compare import built
from techsov.compare.built import FIGURE, LONG, SERIES, Built
from techsov.core.errors import ConfigError

COLUMNS = [*FIGURE, "unit", "vintage", "released", "value"]


def gather(catalogue: Catalogue, editions: Iterable[Built]) -> pd.DataFrame:
    """Every figure on every release that any of the editions holds, once.

    Returns
    -------
    pd.DataFrame
        COLUMNS. `released` is the date of the release as far as it is known; of a figure
        computed from several it is the latest one, since no one could know it before
    """
    figures = pd.concat([built.figures[LONG] for built in editions], ignore_index=True)
    single = figures.drop_duplicates([*FIGURE, "vintage"], ignore_index=True)
    pairs = single[["dataset", "vintage"]].drop_duplicates()
    dates = {pair: released(catalogue, *pair) for pair in pairs.itertuples(index=False, name=None)}
    keys = zip(single["dataset"], single["vintage"], strict=True)
    dated = single.assign(released=[dates[key] for key in keys])
    return dated.sort_values([*FIGURE, "released", "vintage"], kind="stable", ignore_index=True)[
        COLUMNS
    ]


def built_editions(catalogue: Catalogue, results: Path = Path("results")) -> list[Built]:
    """Every edition of the catalogue that is built.

    Raises
    ------
    ConfigError
        When none is.
    """
    names = [name for name in catalogue.editions if (results / name / "claims.csv").exists()]
    if not names:
        raise ConfigError("no edition is built: run `make` first")
    return [built.read(catalogue, name, results) for name in names]


def several(figures: pd.DataFrame) -> pd.DataFrame:
    """Only the series that more than one release holds."""
    count = figures.groupby(SERIES)["vintage"].transform("nunique")
    return figures[count > 1].reset_index(drop=True)


def matrix(
    figures: pd.DataFrame, indicator: str, country: str, partner: str = ""
) -> dict[str, pd.DataFrame]:
    """Dataset -> the vintage table of one indicator and country.

    Parameters
    ----------
    figures
        as `gather` gives them

    Returns
    -------
    dict[str, pd.DataFrame]
        frames with years as rows and releases as columns, in the order in which they came
        out; NaN where a release does not hold the year

    Raises
    ------
    ConfigError
        Naming what there is, when nothing fits
    """
    rows = figures[figures["indicator"] == indicator]
    if rows.empty:
        held = ", ".join(sorted(figures["indicator"].unique()))
        raise ConfigError(f"no release holds an indicator `{indicator}`; there are {held}")
    of = rows[(rows["country"] == country) & (rows["partner"] == partner)]
    if of.empty:
        places = sorted(
            {f"{c} {p}".strip() for c, p in zip(rows["country"], rows["partner"], strict=True)}
        )
        raise ConfigError(
            f"`{indicator}` is not held for {f'{country} {partner}'.strip()}; it is for "
            f"{', '.join(places)}"
        )
    found = {}
    for dataset, own in of.groupby("dataset", sort=True):
        order = own[["released", "vintage"]].drop_duplicates().sort_values(["released", "vintage"])
        wide = own.pivot(index="year", columns="vintage", values="value")
        found[dataset] = wide[list(order["vintage"])]
    return found


def released(catalogue: Catalogue, dataset: str, vintage: str) -> str:
    """The day, month or year on which a vintage came out; of a computed one, its latest part."""
    parts = zip(dataset.split(JOIN), vintage.split(JOIN), strict=True)
    keys = [f"{part}/{name}" for part, name in parts]
    return max(catalogue.entry(key).released for key in keys if key in catalogue.vintages)
