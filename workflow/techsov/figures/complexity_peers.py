"""A country's complexity rank beside those of large economies, on one release."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, words

FIGURE = Spec(
    shows="the complexity rank, beside those of peers",
    step="complexity",
    place=2,
    inputs=("indicators/complexity.csv",),
    settings=("focus", "peers", "years", "main"),
    texts=("complexity_rank",),
)
# First the classification that the Atlas shows first and that reaches back to 1995; older releases
# hold another one only.
PREFERRED = ("HS92", "SITC", "HS12")


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Ranks of the first focus country and its peers on the edition's main release.

    Returns
    -------
    pd.DataFrame
        columns role (focus, peer), country, classification, year, rank, ranked, dataset,
        vintage
    """
    focus, rows = take.complexity(inputs["complexity"], settings)
    rows = take.of_main(rows, settings)
    held = set(
        take.expect(rows[rows["country"] == focus], f"rank of {focus}", settings)["classification"]
    )
    rows = rows[rows["classification"] == next(c for c in PREFERRED if c in held)]
    rows = rows[rows["country"].isin([focus, *settings["peers"]])]
    rows = rows.assign(role=["focus" if c == focus else "peer" for c in rows["country"]])
    columns = ["role", "country", "classification", "year", "rank", "ranked", "dataset", "vintage"]
    return rows[columns].sort_values(["role", "country", "year"])


def _course(table: pd.DataFrame) -> tuple[pd.DataFrame, str, int, int]:
    """Ranks by year and country, the focus country, and the years that its course is told by.

    A fall is told from the best year to the last, a rise from the first; the greater is told.
    """
    ranks = table.pivot_table(index="year", columns="country", values="rank")
    focus = table.loc[table["role"] == "focus", "country"].iloc[0]
    own = ranks[focus].dropna()
    first, best, last = int(own.index[0]), int(own.idxmin()), int(own.index[-1])
    fall, rise = own[last] - own[best], own[first] - own[last]
    return ranks, focus, (best if fall > rise else first), last


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Where the focus country went, and who climbed most while it fell."""
    ranks, focus, first, last = _course(table)
    start, end = int(ranks.loc[first, focus]), int(ranks.loc[last, focus])
    numbers = {"of": labels.of(focus), "first": first, "last": last, "start": start, "end": end}
    gains = (ranks.loc[first] - ranks.loc[last]).drop(focus).dropna()
    if end > start and (gains > 0).any():
        climber = gains.idxmax()
        return labels.title(
            "complexity_peers.title.fell_other_rose",
            other_of=labels.of(climber),
            other_start=int(ranks.loc[first, climber]),
            other_end=int(ranks.loc[last, climber]),
            **numbers,
        )
    way = "fell" if end > start else "rose" if end < start else "stayed"
    return labels.title(f"complexity_peers.title.{way}", **numbers)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    last = table[table["year"] == table["year"].max()].sort_values("rank", kind="stable")
    said = ", ".join(f"{labels.country(row.country)} {row.rank}" for row in last.itertuples())
    return labels.text(
        "complexity_peers.alt",
        title=title(table, labels),
        year=int(table["year"].max()),
        ranks=said,
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A line per country, rank 1 on top, named at its end."""
    focus = table.loc[table["role"] == "focus", "country"].iloc[0]
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels.text(
            "complexity_peers.subtitle",
            ranked=int(table["ranked"].max()),
            classification=labels[f"complexity_rank.{table['classification'].iloc[0]}"],
        ),
        labels.text("complexity_peers.foot", sources=labels.sources(take.origins(table))),
        height=7.2,
        left=0.7,
        right=2.4,
    )
    codes = [focus, *(c for c in dict.fromkeys(table["country"]) if c != focus)]
    palette, ends = style.colours(codes), []
    for code in codes:
        rows = table[table["country"] == code].sort_values("year", kind="stable")
        own = code == focus
        look: dict[str, Any] = {"lw": 2.2 if own else 1.2, "zorder": 3 if own else 2}
        axes.plot(rows["year"], rows["rank"], color=palette[code], **look)
        year, rank = (int(rows[column].iloc[-1]) for column in ("year", "rank"))
        ends.append((year, rank, f"{rank} {labels.country(code)}", palette[code]))
    style.time_axis(axes, int(table["year"].min()), int(table["year"].max()))
    style.rank_axis(axes, int(table["rank"].max()))
    style.label_ends(axes, ends, size=style.TEXT)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each country."""
    rows = words(table, labels, "country").rename(columns={"country": "series"})
    return Chart(
        "line",
        rows[["series", "year", "rank", "ranked"]],
        Column.named(labels, "rank", "d"),
        coloured(table["country"], labels),
        hover=[Column.named(labels, "ranked", "d")],
        inverted=True,
    )
