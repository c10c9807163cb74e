"""A chart of a figure's rows for the browser, described without the library that draws it.

`techsov.report.vega` turns the description into a specification. Its rows hold texts in the page's
language already, so that menus, legend and what is shown on hover need no further words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from techsov.presentation.labels import Labels


@dataclass(frozen=True)
class Menu:
    """A menu that shows one part of the rows.

    Attributes
    ----------
    column
        whose values it offers, in order of appearance
    text
        its label
    value
        what it shows at first; all rows where it is empty
    """

    column: str
    text: str
    value: str = ""

    @property
    def name(self) -> str:
        return f"pick_{self.column}"


@dataclass(frozen=True)
class Column:
    """A column of the rows, as an axis or on hover: its title, and d3's format of its numbers."""

    name: str
    text: str
    format: str = ""

    @classmethod
    def named(cls, labels: Labels, name: str, form: str = "") -> Column:
        """A column titled as in the tables of the report."""
        return cls(name, labels[f"report.column.{name}"], form)


@dataclass(frozen=True)
class Chart:
    """What a chart shows.

    Attributes
    ----------
    mark : str
        "line" or "area" over the years; "bar", "point", "square" or "range" (from `low` to `high`)
        along rows of text; "heat", a cell for each year and text.
    rows : DataFrame
        Columns `series`, those of `value`, `hover` and `menus`; `year` of lines, areas and cells;
        `dash` where `dashed`; `place`, the order of bars stacked, where it matters.
    value : Column
        The number: upwards over the years, else to the right, or the colour of a cell.
    colours : mapping of str to str
        Colour of each series, in the order of the legend.
    by : str
        Column of the texts along which bars, points and cells stand.
    bands, stated : DataFrame, optional
        What the paper states, behind lines: columns `low`, `high`, `text`; and points: columns
        `year`, the value's, `text`; both with those of menus where they belong to a part.
    scattered : sequence of str
        Series that are points and no lines.
    order : sequence of str, optional
        Texts from above; as they appear by default.
    """

    mark: Literal["line", "area", "bar", "point", "square", "range", "heat"]
    rows: pd.DataFrame
    value: Column
    colours: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    hover: Sequence[Column] = ()
    menus: Sequence[Menu] = ()
    bands: pd.DataFrame | None = None
    stated: pd.DataFrame | None = None
    scattered: Sequence[str] = ()
    order: Sequence[str] | None = None
    dashed: bool = False
    inverted: bool = False
    zero: bool = False
    logarithmic: bool = False


def stated(rows: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Points that the paper states, with their texts."""
    rows = rows.dropna(subset=["year"])
    texts = [labels.text("report.chart.stated", value=value) for value in rows["value"]]
    return rows.assign(text=texts)[["year", "value", "text"]]


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Places as near as possible to `wanted` at which labels of these heights do not overlap.

    Least-squares under the order of `wanted`: pooled adjacent violators of the gaps.
    """
    order = np.argsort(wanted, kind="stable")
    tall = np.asarray(heights, dtype=float)[order]
    offsets = np.r_[0, np.cumsum((tall[:-1] + tall[1:]) / 2)]
    pools: list[list[float]] = []  # [sum, count]
    for target in np.asarray(wanted, dtype=float)[order] - offsets:
        pools.append([target, 1])
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            total, count = pools.pop()
            pools[-1][0] += total
            pools[-1][1] += count
    base = np.concatenate([np.full(int(n), s / n) for s, n in pools])
    lowest, highest = low + tall[0] / 2, high - tall[-1] / 2 - offsets[-1]
    base = np.clip(base, lowest, max(lowest, highest))
    placed = np.empty(len(base))
    placed[order] = base + offsets
    return placed.tolist()
