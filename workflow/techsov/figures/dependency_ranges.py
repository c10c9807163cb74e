"""How far the choice of measure, and the table's own error, move the asymmetry of a pair."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov import tables
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.indicators import dependency_ranges
from techsov.labels import Labels

INPUTS = ("ranges",)
ROWS = ("any", "side", "scope", "tiers", "basis", "balance")


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Least and greatest asymmetry by choice, in the last year of the longest series.

    returns : columns choice, year, value (the asymmetry on the base measure), low, high, one,
              other, dataset, vintage, low_variant, high_variant
    """
    frame = tables.read(inputs["ranges"], dependency_ranges.schema())
    rows = take.shown(take.of_main(frame, settings), settings)
    rows = take.longest(take.expect(rows, "ranges of the asymmetry", settings))
    last = rows[rows["year"] == rows["year"].max()].rename(columns={"base": "value"})
    columns = [
        "choice", "year", "value", "low", "high", "one", "other", "dataset", "vintage",
        "low_variant", "high_variant",
    ]  # fmt: skip
    return last[columns].sort_values("choice", key=lambda names: names.map(ROWS.index))


def _values(table: pd.DataFrame, labels: Labels) -> dict:
    widest = table[table["choice"] == "any"].iloc[0]
    error = table[table["choice"] == "balance"]
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
    """Whether every measure agrees on who depends more."""
    values = _values(table, labels)
    agree = values["low"] > 1
    key = "agree" if agree else "differ"
    return labels.title(f"dependency_ranges.title.{key}", **values)


def alt(table: pd.DataFrame, labels: Labels, settings: dict) -> str:
    """What the picture shows, for those who do not see it."""
    rows = [
        labels.text(
            "dependency_ranges.alt_row",
            choice=labels[f"dependency_ranges.choice.{row.choice}"],
            low=row.low,
            high=row.high,
        )
        for row in table.itertuples()
    ]
    return labels.text("dependency_ranges.alt", title=title(table, labels), rows="; ".join(rows))


def draw(table: pd.DataFrame, labels: Labels, settings: dict) -> Figure:
    """A bar from the least to the greatest asymmetry for each choice, the base as a line."""
    values = _values(table, labels)
    figure, (axes,) = style.sheet(
        title(table, labels),
        labels.text("dependency_ranges.subtitle", **values),
        labels.text(
            "dependency_ranges.foot", sources=labels.sources(take.origins(table)), **values
        ),
        height=4.6,
        left=5.4,
        right=0.9,
    )
    places = range(len(table) - 1, -1, -1)
    for place, row in zip(places, table.itertuples(), strict=True):
        colour = style.MUTED if row.choice == "balance" else style.COUNTRIES["RUS"]
        axes.plot([row.low, row.high], [place, place], color=colour, lw=4, solid_capstyle="butt")
        narrow = row.high / row.low < 1.05
        ends = (
            [(row.high, 5, "left")] if narrow else [(row.low, -5, "right"), (row.high, 5, "left")]
        )
        for value, offset, side in ends:
            text = labels.number(value, ".1f")
            if narrow:
                text = f"{labels.number(row.low, '.2f')}–{labels.number(row.high, '.2f')}"
            axes.annotate(
                text, (value, place), xytext=(offset, 0), textcoords="offset points",
                ha=side, va="center", size=style.SMALL, color=style.INK, annotation_clip=False,
            )  # fmt: skip
    axes.axvline(values["base"], color=style.INK, lw=0.8, zorder=0)
    axes.axvline(1, color=style.MUTED, lw=0.8, ls=(0, (3, 2)), zorder=0)
    axes.annotate(
        labels["dependency_ranges.even"], (1, len(table) - 0.45), ha="center", va="bottom",
        size=style.FOOT, color=style.MUTED, annotation_clip=False,
    )  # fmt: skip
    axes.set_xscale("log")
    axes.set_xlim(min(0.8, table["low"].min() / 1.35), table["high"].max() * 1.25)
    ticks = [t for t in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if _inside(t, axes.get_xlim())]
    axes.set_xticks(ticks, [labels.number(float(t), "g") for t in ticks])
    axes.set_xticks([], minor=True)
    axes.set_ylim(-0.6, len(table) - 0.4)
    names = [labels[f"dependency_ranges.choice.{choice}"] for choice in table["choice"]]
    axes.set_yticks(list(places), names)
    axes.spines["left"].set_visible(False)
    return figure


def _inside(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
