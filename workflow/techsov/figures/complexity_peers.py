"""A country's complexity rank beside those of large economies, on one release."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.labels import Labels

INPUTS = ("complexity",)
# The classification that the Atlas shows first, and the one that reaches from 1995 to its last year.
CLASSIFICATION = "HS92"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Ranks of the first focus country and its peers on the edition's main release.

    returns : columns role (focus, peer), country, classification, year, rank, ranked, dataset,
              vintage
    """
    focus = settings["focus"][0]
    countries = list(dict.fromkeys([focus, *settings["peers"]]))
    rows = take.complexity(inputs["complexity"], countries, settings)
    main = settings["main"].get("atlas/rankings")
    rows = rows[(rows["vintage"] == main) & (rows["classification"] == CLASSIFICATION)]
    take.expect(rows[rows["country"] == focus], f"{CLASSIFICATION} complexity rank of {focus}")
    rows = rows.assign(
        role=["focus" if c == focus else "peer" for c in rows["country"]], dataset="atlas/rankings"
    )
    columns = ["role", "country", "classification", "year", "rank", "ranked", "dataset", "vintage"]
    return rows[columns].sort_values(["role", "country", "year"])


def _course(table: pd.DataFrame) -> dict:
    """From the focus country's best year to the last one: its ranks, and the best climber's."""
    wide = table.pivot_table(index="year", columns="country", values="rank")
    focus = table.loc[table["role"] == "focus", "country"].iloc[0]
    first, last = int(wide[focus].idxmin()), int(wide.index.max())
    if first == last:
        first = int(wide.index.min())
    peers = (wide.loc[first] - wide.loc[last]).drop(focus).dropna()
    climber = peers.idxmax() if len(peers) else ""
    return {
        "focus": focus, "first": first, "last": last, "climber": climber,
        "gain": peers.max() if len(peers) else 0, "wide": wide,
    }  # fmt: skip


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Where the focus country went from its best year, and who climbed meanwhile."""
    course = _course(table)
    own = course["wide"][course["focus"]]
    start, end = int(own[course["first"]]), int(own[course["last"]])
    way = "fell" if end > start else "rose" if end < start else "stayed"
    numbers = {
        "of": labels.of(course["focus"]), "start": start, "end": end,
        "first": course["first"], "last": course["last"],
    }  # fmt: skip
    if way != "fell" or course["gain"] <= 0:
        return labels.title(f"complexity_peers.title.{way}", **numbers)
    other = course["wide"][course["climber"]]
    return labels.title("complexity_peers.title.fell_other_rose", **numbers,
        other_of=labels.of(course["climber"]),
        other_start=int(other[course["first"]]), other_end=int(other[course["last"]]),
    )  # fmt: skip


def alt(table: pd.DataFrame, labels: Labels, settings: dict) -> str:
    """What the picture shows, for those who do not see it."""
    last = table[table["year"] == table["year"].max()].sort_values("rank")
    said = ", ".join(f"{labels.country(row.country)} {row.rank}" for row in last.itertuples())
    return labels.text("complexity_peers.alt", title=title(table, labels),
                       year=int(table["year"].max()), ranks=said)  # fmt: skip


def draw(table: pd.DataFrame, labels: Labels, settings: dict) -> Figure:
    """A line per country, rank 1 on top, named at its end."""
    focus = table.loc[table["role"] == "focus", "country"].iloc[0]
    first, last = int(table["year"].min()), int(table["year"].max())
    vintage = table["vintage"].iloc[0]
    figure, (axes,) = style.sheet(
        title(table, labels),
        labels.text("complexity_peers.subtitle", ranked=int(table["ranked"].max())),
        labels.text("complexity_peers.foot",
                    sources=labels.sources([(table["dataset"].iloc[0], vintage)])),
        height=7.2, left=0.7, right=2.6,
    )  # fmt: skip
    codes = [focus, *(c for c in dict.fromkeys(table["country"]) if c != focus)]
    palette = style.colours(codes)
    ends = []
    for code in codes:
        rows = table[table["country"] == code].sort_values("year")
        axes.plot(rows["year"], rows["rank"], color=palette[code], lw=2.2 if code == focus else 1.2,
                  zorder=3 if code == focus else 2)  # fmt: skip
        end = rows.iloc[-1]
        ends.append((int(end["year"]), int(end["rank"]),
                     f"{int(end['rank'])} {labels.country(code)}", palette[code]))  # fmt: skip
    lowest = int(table["rank"].max()) + 4
    style.time_axis(axes, first, last)
    axes.set_ylim(lowest, -1)
    axes.set_yticks([1, *range(10, lowest, 10)])
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    style.label_ends(axes, ends)
    return figure
