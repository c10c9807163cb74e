"""How far choice of measure, table error and interpolation move the asymmetry of a pair."""

from __future__ import annotations

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
        "other_of": labels.of(widest["other"]),
        "one_partner": labels.partner(widest["one"]),
        "low": widest["low"],
        "high": widest["high"],
        "base": widest["value"],
        "error_low": error["low"].min(),
        "error_high": error["high"].max(),
    }


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether every measure agrees on who depends more, and on whom."""
    values = _values(table, labels)
    key = "agree" if values["low"] > 1 else "reverse" if values["high"] < 1 else "differ"
    if key == "reverse":  # told from the side of who depends more
        values["low"], values["high"] = 1 / values["high"], 1 / values["low"]
    return labels.title(f"dependency_ranges.title.{key}", **values)


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
    """A bar for each choice in the last year; beside it the whole range over the years."""
    values = _values(table, labels)
    sources = labels.sources(take.origins(table))
    foot = labels.text("dependency_ranges.foot", sources=sources, **values)
    if "RUS" in (table["one"].iloc[0], table["other"].iloc[0]):
        known = "known" if (table["own_table"] != "not known").any() else "unknown"
        foot += " " + labels[f"dependency_ranges.source_years.{known}"]
    figure, (bars, course) = style.sheet(
        form,
        title(table, labels),
        labels.text("dependency_ranges.subtitle", **values),
        foot,
        height=5.2,
        panels=2,
        left=0.8,
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


def _draw_bars(axes: Axes, last: pd.DataFrame, labels: Labels) -> None:
    places = range(len(last) - 1, -1, -1)
    for place, row in zip(places, last.itertuples(), strict=True):
        colour = style.MUTED if row.choice in ERRORS else style.COUNTRIES["RUS"]
        axes.plot([row.low, row.high], [place, place], color=colour, lw=4, solid_capstyle="butt")
        narrow = row.high / row.low < 1.05
        text = labels.number(row.high, ".1f")
        if narrow:
            text = f"{labels.number(row.low, '.2f')}–{labels.number(row.high, '.2f')}"
        else:
            _beside(axes, labels.number(row.low, ".1f"), row.low, place, left=True)
        _beside(axes, text, row.high, place)
        axes.annotate(
            labels[f"dependency_ranges.choice.{row.choice}"], (0, place + 0.28),
            xycoords=axes.get_yaxis_transform(), size=style.SMALL, color=style.MUTED, va="bottom",
            annotation_clip=False, bbox=BEHIND,
        )  # fmt: skip
    axes.axvline(last["value"].iloc[0], color=style.INK, lw=0.8, zorder=0)
    axes.axvline(1, color=style.MUTED, lw=0.8, ls=(0, (3, 2)), zorder=0)
    axes.set_xscale("log")
    limits = last["low"].min() / 1.6, last["high"].max() * 1.6
    axes.set_xlim(min(0.8, limits[0]), max(1.25, limits[1]))
    ticks = [tick for tick in TICKS if axes.get_xlim()[0] <= tick <= axes.get_xlim()[1]]
    axes.set_xticks(ticks, [labels.number(float(tick), "g") for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set_ylim(-0.5, len(last) - 0.1)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)


def _beside(axes: Axes, text: str, value: float, place: float, *, left: bool = False) -> None:
    axes.annotate(
        text, (value, place), xytext=(-5 if left else 5, 0), textcoords="offset points",
        ha="right" if left else "left", va="center", size=style.SMALL, color=style.INK,
        annotation_clip=False, bbox=BEHIND,
    )  # fmt: skip


def _draw_course(axes: Axes, table: pd.DataFrame, labels: Labels) -> None:
    every = table[table["choice"] == "any"]
    years = every["year"].astype(int)
    style.time_axis(axes, years.min(), years.max())
    axes.set_yscale("log")
    axes.fill_between(years, every["low"], every["high"], color=style.COUNTRIES["RUS"], alpha=0.18)
    axes.plot(years, every["value"], color=style.INK, lw=1.2)
    for own, face in (("yes", style.INK), ("no", "white")):
        there = (every["own_table"] == own).to_numpy()
        axes.plot(
            years[there], every["value"][there], "o", ms=3.5, mfc=face, mec=style.INK, mew=0.8
        )
    axes.axhline(1, color=style.MUTED, lw=0.8, ls=(0, (3, 2)), zorder=0)
    axes.annotate(
        labels["dependency_ranges.even"], (years.max(), 1), xytext=(0, -2),
        textcoords="offset points", ha="right", va="top", size=style.FOOT, color=style.MUTED,
    )  # fmt: skip
    for column in ("low", "value", "high"):
        _beside(
            axes, labels.number(every[column].iloc[-1], ".1f"), years.max(), every[column].iloc[-1]
        )
    axes.set_ylim(min(0.8, every["low"].min() / 1.3), max(1.25, every["high"].max() * 1.3))
    ticks = [tick for tick in TICKS if axes.get_ylim()[0] <= tick <= axes.get_ylim()[1]]
    axes.set_yticks(ticks, [labels.number(float(tick), "g") for tick in ticks])
    axes.set_yticks([], minor=True)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
