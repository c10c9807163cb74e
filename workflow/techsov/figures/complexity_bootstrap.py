"""How sure complexity ranks are: goods drawn again with replacement, country by country."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.figures import style
from techsov.figures.complexity_choices import FINE, SAMPLING, across, intervals, main
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators.complexity_uncertainty import DRAWS, QUANTILES
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import words

FIGURE = Spec(
    shows="how sure complexity ranks are, goods drawn again",
    step="complexity",
    place=5,
    inputs=("indicators/complexity_intervals.csv",),
    settings=("focus", "peers"),
)
ROW = 0.34  # cm for a country


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Bootstrap intervals of the ranks of all countries whose four-digit ranks the edition holds.

    Where it holds none, those of the first focus country and its peers, by chapters.

    Returns
    -------
    pd.DataFrame
        columns role (focus, other), classification, vintage, country, year, rank (baseline),
        low, high, settings, ranked, dataset
    """
    country, frame = intervals(inputs["complexity_intervals"], settings)
    rows = main(frame[frame["choice"] == SAMPLING])
    if (rows["classification"] != FINE).any():
        rows = rows[rows["country"].isin([country, *settings["peers"]])]
    rows = rows.assign(role=["focus" if c == country else "other" for c in rows["country"]])
    columns = ["role", "classification", "vintage", "country", "year", "rank", "low", "high"]
    return rows.sort_values(["rank", "country"])[[*columns, "settings", "ranked", "dataset"]]


def _focus(table: pd.DataFrame) -> pd.Series:
    return table[table["role"] == "focus"].iloc[0]


def _numbers(table: pd.DataFrame) -> dict:
    own = _focus(table)
    others = table[table["role"] == "other"]
    overlap = (others["low"] <= own["high"]) & (others["high"] >= own["low"])
    return {
        "year": int(own["year"]),
        "rank": int(own["rank"]),
        "best": int(own["low"]),
        "worst": int(own["high"]),
        "inside": max(QUANTILES) - min(QUANTILES),
        "overlap": int(overlap.sum()),
        "others": len(others),
    }


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How far the rank moves when goods are drawn again."""
    of = labels.of(_focus(table)["country"])
    numbers = _numbers(table) | {"inside": 100 * _numbers(table)["inside"]}
    return labels.title("complexity_bootstrap.title", of=of, **numbers)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        f"{labels.country(row.country)} {row.low}–{row.high}" for row in table.itertuples()
    )
    own = labels.country(_focus(table)["country"])
    return labels.text(
        "complexity_bootstrap.alt", title=title(table, labels), rows=said, country=own,
        **_numbers(table),
    )  # fmt: skip


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A row per country: its interval and its rank, the focus country in its colour."""
    names = [labels.country(code) for code in table["country"]]
    own = _focus(table)
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels.text(
            "complexity_bootstrap.subtitle",
            year=int(own["year"]),
            ranked=int(own["ranked"]),
            level=labels[f"complexity_bootstrap.level.{own['classification']}"],
        ),
        labels.text("complexity_bootstrap.foot", year=int(own["year"]), draws=DRAWS),
        height=max(ROW * len(table), 3.0),
        left=3.2,
        right=0.3,
    )
    colour = style.colours([own["country"]])[own["country"]]
    for place, row in enumerate(table.itertuples()):
        shade = colour if row.role == "focus" else style.MIDDLE
        axes.plot([row.low, row.high], [place] * 2, color=shade, lw=2.6, solid_capstyle="butt")
        axes.plot([row.rank], [place], "o", color=shade, ms=4, mec="white", mew=0.6, zorder=4)
    axes.axvspan(own["low"], own["high"], color=colour, alpha=0.1, lw=0, zorder=0)
    style.row_axis(axes, names, size=style.SMALL)
    axes.get_yticklabels()[list(table["role"]).index("focus")].set(color=colour, weight="bold")
    across(axes, float(table["high"].max()))
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A range for each country."""
    rows = words(table, labels, "country", "role").rename(columns={"role": "series"})
    own = _focus(table)["country"]
    shades = (style.colours([own])[own], style.MIDDLE)
    order = sorted(set(table["role"]))
    named = words(pd.DataFrame({"role": order}), labels, "role")["role"]
    return Chart(
        "range",
        rows[["country", "series", "rank", "low", "high", "ranked"]],
        Column.named(labels, "rank", "d"),
        dict(zip(named, shades, strict=False)),
        by="country",
        hover=[Column.named(labels, "ranked", "d")],
        order=list(rows["country"]),
    )
