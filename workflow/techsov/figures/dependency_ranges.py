"""How far choice of measure, table error and interpolation move the asymmetry of a pair."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.core import tables
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators import dependency_ranges
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="how much of the asymmetry is the measure’s choice and the tables’ error",
    step="dependence",
    place=6,
    inputs=("indicators/dependency_ranges.csv",),
    settings=("focus", "years", "main"),
)
ROWS = ("any", "side", "scope", "tiers", "basis", "balance", "interpolation")
ERRORS = ("balance", "interpolation")  # of the table, not of who measures
BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # no line runs through text
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Least and greatest asymmetry by choice, in every year of the longest series.

    Returns
    -------
    pd.DataFrame
        columns choice, year, value (the asymmetry on the base measure), low, high, one,
        other, dataset, vintage, low_variant, high_variant, own_table
    """
    frame = tables.read(inputs["dependency_ranges"], dependency_ranges.schema())
    rows = take.shown(take.of_main(frame, settings), settings)
    rows = take.longest(take.expect(rows, "ranges of the asymmetry", settings))
    columns = [
        "choice", "year", "value", "low", "high", "one", "other", "dataset", "vintage",
        "low_variant", "high_variant", "own_table",
    ]  # fmt: skip
    order = [rows["choice"].map(ROWS.index), rows["year"]]
    return rows.rename(columns={"base": "value"})[columns].iloc[np.lexsort(order[::-1])]


def _last(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["year"] == table["year"].max()]


def _values(table: pd.DataFrame, labels: Labels) -> dict:
    last = _last(table)
    widest = last[last["choice"] == "any"].iloc[0]
    error = last[last["choice"] == "balance"]
    return {
        "year": int(widest["year"]),
        "of": labels.of(widest["one"]),
        "partner": labels.partner(widest["other"]),
        "low": widest["low"],
        "high": widest["high"],
        "base": widest["value"],
        "error_low": error["low"].min(),
        "error_high": error["high"].max(),
    }


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether every measure agrees on who depends more, and on whom."""
    values = _values(table, labels)
    last = _last(table).iloc[0]
    who, whom, low, high = last["one"], last["other"], values["low"], values["high"]
    if high < 1:  # told from the side of who depends more
        who, whom, low, high = whom, who, 1 / high, 1 / low
    values |= {"name": labels.name(who), "name_of": labels.of(who), "low": low, "high": high}
    values |= {"partner": labels.partner(whom)}
    return labels.title(f"dependency_ranges.title.{'agree' if low > 1 else 'differ'}", **values)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    rows = [
        labels.text(
            "dependency_ranges.alt_row",
            choice=labels[f"dependency_ranges.choice.{row.choice}"],
            low=row.low,
            high=row.high,
        )
        for row in _last(table).itertuples()
    ]
    course = table[table["choice"] == "any"]
    return labels.text(
        "dependency_ranges.alt", title=title(table, labels), rows="; ".join(rows),
        years=labels.years(course["year"]), first=course["value"].iloc[0],
        last=course["value"].iloc[-1],
    )  # fmt: skip


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A bar for each choice in the last year; then the whole range over the years."""
    values = _values(table, labels)
    foot = [
        labels.text("dependency_ranges.foot", sources=labels.sources(take.origins(table)), **values)
    ]
    if "RUS" in (table["one"].iloc[0], table["other"].iloc[0]):
        known = "known" if (table["own_table"] != "not known").any() else "unknown"
        foot.append(labels[f"dependency_ranges.source_years.{known}"])
    figure, (bars, course) = style.sheet(
        form,
        title(table, labels),
        labels.text("dependency_ranges.subtitle", **values),
        " ".join(foot),
        height=5.6,
        panels=2,
        left=0.7,
        right=0.8,
        gap=0.2,
        shares=(1.15, 1),
        heads=[
            labels.text("dependency_ranges.head.choices", **values),
            labels["dependency_ranges.head.years"],
        ],
    )
    _draw_bars(bars, _last(table), labels)
    _draw_course(course, table, labels)
    return figure


def _draw_bars(axes: Axes, last: pd.DataFrame, labels: Labels) -> None:
    colour = style.colours(last["one"])[last["one"].iloc[0]]
    for place, row in zip(range(len(last) - 1, -1, -1), last.itertuples(), strict=True):
        shade = style.MUTED if row.choice in ERRORS else colour
        axes.plot([row.low, row.high], [place] * 2, color=shade, lw=4, solid_capstyle="butt")
        text = labels.number(row.high, ".1f")
        if row.high / row.low < 1.05:
            text = f"{labels.number(row.low, '.2f')}–{labels.number(row.high, '.2f')}"
        else:
            low = labels.number(row.low, ".1f")
            style.note(axes, low, (row.low, place), (-5, 0), ha="right", bbox=BEHIND)
        style.note(axes, text, (row.high, place), (5, 0), bbox=BEHIND)
        name = labels[f"dependency_ranges.choice.{row.choice}"]
        look = {"xycoords": axes.get_yaxis_transform(), "va": "bottom", "bbox": BEHIND}
        style.note(axes, name, (0, place + 0.24), color=style.MUTED, **look)
    axes.axvline(last["value"].iloc[0], color=style.INK, lw=0.8, zorder=0)
    limits = last["low"].min() / 1.6, last["high"].max() * 1.6
    _ratio_axis(axes, labels, "x", *limits)
    axes.set_ylim(-0.5, len(last) - 0.1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _draw_course(axes: Axes, table: pd.DataFrame, labels: Labels) -> None:
    every = table[table["choice"] == "any"]
    years, colour = every["year"].astype(int), style.colours(every["one"])[every["one"].iloc[0]]
    style.time_axis(axes, years.min(), years.max())
    axes.fill_between(years, every["low"], every["high"], color=colour, alpha=0.18)
    axes.plot(years, every["value"], color=style.INK, lw=1.2)
    for own, face in (("yes", style.INK), ("no", "white")):
        there = (every["own_table"] == own).to_numpy()
        marks: dict[str, Any] = {"ms": 3.5, "mfc": face, "mec": style.INK, "mew": 0.8}
        axes.plot(years[there], every["value"][there], "o", **marks)
    text, at = labels["dependency_ranges.even"], (years.max(), 1)
    style.note(axes, text, at, (0, -2), ha="right", va="top", color=style.MUTED)
    for column in ("low", "value", "high"):
        end = every[column].iloc[-1]
        style.note(axes, labels.number(end, ".1f"), (years.max(), end), (5, 0))
    _ratio_axis(axes, labels, "y", every["low"].min() / 1.3, every["high"].max() * 1.3)
    style.open_axis(axes, "y")


def _ratio_axis(axes: Axes, labels: Labels, which: str, low: float, high: float) -> None:
    """A logarithmic scale of ratios, with a dashed line where both are even."""
    low, high = min(0.8, low), max(1.25, high)
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axes.set(**{f"{which}scale": "log", f"{which}lim": (low, high)})
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_ticks(ticks, [labels.number(float(tick), "g") for tick in ticks])
    axis.set_ticks([], minor=True)
    line = axes.axvline if which == "x" else axes.axhline
    line(1, color=style.MUTED, lw=0.8, ls=(0, (3, 2)), zorder=0)


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A range for each choice, in the year chosen."""
    asymmetry = labels["report.chart.asymmetry"]
    rows = table.assign(
        choice=[labels[f"dependency_ranges.choice.{c}"] for c in table["choice"]],
        series=asymmetry,
        year=table["year"].astype(str),
    )
    variants = ["low_variant", "high_variant"]
    return Chart(
        "range",
        rows[["choice", "series", "year", "value", "low", "high", *variants]],
        Column("value", labels["report.chart.ratio"], ".2f"),
        {asymmetry: style.COUNTRIES["RUS"]},
        by="choice",
        hover=[Column.named(labels, name) for name in variants],
        menus=[Menu("year", labels["report.column.year"], rows["year"].max())],
        logarithmic=True,
    )
