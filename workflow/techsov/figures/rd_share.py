"""Russia's R&D share of GDP on every vintage, against the ceiling that the paper states."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column, Menu, stated
from techsov.presentation.labels import Labels
from techsov.presentation.words import releases

FIGURE = Spec(
    shows="Russia’s R&D share of GDP, every vintage, against the paper’s ceiling",
    step="research",
    place=1,
    inputs=("indicators/research.csv", "claims.csv"),
    settings=("years", "main"),
)
CEILING, STATED = "s4-rd-share-at-most", "s4-rd-share-2022"
ZOOM = 10  # years that the right panel shows
APART = 0.01  # % of GDP from the main vintage, from which another is named where it ends
MARKS = {"clearly": 20, "narrowly": 7}  # sizes of points above the ceiling


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Every vintage of the share, and the paper's ceiling and point.

    Returns
    -------
    pd.DataFrame
        columns role (main, other, levels, ceiling, stated), country, year, value, low, high
        (of what the paper states: within the tolerance of its claim), unit, dataset,
        vintage, above (of `main`: "clearly" above the ceiling at the decimals that
        the paper prints, "narrowly" above it before rounding, "" not above)
    """
    names = ["gerd_gdp", "gerd_gdp_from_levels"]
    rows = take.indicators(inputs["research"], names)
    rows = take.shown(rows[rows["country"] == take.SUBJECT], settings).copy()
    rows["role"] = rows["indicator"].map({"gerd_gdp": "other", "gerd_gdp_from_levels": "levels"})
    main = take.longest(take.of_main(rows[rows["role"] == "other"], settings))
    take.expect(main, f"R&D share of {take.SUBJECT}", settings)
    rows.loc[main.index, "role"] = "main"
    claims = take.claims(inputs["claims"])
    (ceiling,) = take.published(claims, CEILING)
    rounded = rows["value"].round(take.decimals(claims, CEILING))
    rows["above"] = ""
    rows.loc[(rows["role"] == "main") & (rows["value"] > ceiling), "above"] = "narrowly"
    rows.loc[(rows["role"] == "main") & (rounded > ceiling), "above"] = "clearly"
    (point,) = take.published(claims, STATED)
    year = take.year_named(claims, STATED)
    within = ((ceiling, CEILING), (point, STATED))
    paper = take.paper(
        rows,
        role=["ceiling", "stated"],
        country=take.SUBJECT,
        year=pd.array([None, year], dtype="Int64"),
        value=[ceiling, point],
        low=[n - take.tolerance(claims, claim) for n, claim in within],
        high=[n + take.tolerance(claims, claim) for n, claim in within],
        above="",
    )
    outside = paper["year"].notna() & ~paper["year"].between(*settings["years"]).fillna(False)
    data = rows.assign(low=float("nan"), high=float("nan")).astype({"year": "Int64"})
    table = pd.concat([data, paper[~outside]])
    origin = ["unit", "dataset", "vintage"]
    columns = ["role", "country", "year", "value", "low", "high", *origin, "above"]
    return table[columns].sort_values(["role", "dataset", "vintage", "year"])


def _of(table: pd.DataFrame, role: str) -> pd.DataFrame:
    return table[table["role"] == role].sort_values("year", kind="stable")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether the ceiling was passed, and in how many years."""
    main, ceiling = _of(table, "main"), _of(table, "ceiling")["value"].iloc[0]
    years, clearly = ((main["above"].isin(kinds)).sum() for kinds in (MARKS, ["clearly"]))
    key = "passed" if clearly else "rounded" if years else "never"
    numbers = {"years": int(years), "of": len(main), "clearly": int(clearly)}
    return labels.title(f"rd_share.title.{key}", limit=ceiling, **numbers)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    main = _of(table, "main")
    top = main.loc[main["value"].idxmax()]
    return labels.text(
        "rd_share.alt",
        title=title(table, labels),
        first=main["year"].iloc[0],
        last=main["year"].iloc[-1],
        highest=top["value"],
        highest_year=top["year"],
        now=main["value"].iloc[-1],
        above=labels.years(main.loc[main["above"] != "", "year"]),
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """First the whole period against the ceiling, then the last years on every vintage."""
    figure, (whole, zoomed) = style.sheet(
        form,
        title(table, labels),
        labels["rd_share.subtitle"],
        labels.text("rd_share.foot", sources=labels.sources(take.origins(table))),
        height=6.2,
        panels=2,
        left=0.8,
        right=0.2,
        gap=0.3,
        shares=(1, 1.3),
        heads=[labels["rd_share.whole"], labels["rd_share.zoomed"]],
    )
    _draw_whole(whole, table, labels)
    _draw_zoomed(zoomed, table, labels)
    return figure


def _draw_whole(axes: Axes, table: pd.DataFrame, labels: Labels) -> None:
    main, colour = _of(table, "main"), style.COUNTRIES[take.SUBJECT]
    for _, rows in _of(table, "other").groupby(["dataset", "vintage"]):
        axes.plot(rows["year"], rows["value"], color=style.MUTED, lw=0.9)
    axes.plot(main["year"], main["value"], color=colour)
    above = main[main["above"] != ""]
    sizes = above["above"].map(MARKS).astype(float)
    axes.scatter(above["year"], above["value"], s=sizes, color=colour, zorder=3)
    style.time_axis(axes, int(table["year"].min()), int(table["year"].max()))
    values = pd.concat([main["value"], table.loc[table["year"].isna(), "value"]])
    axes.set_ylim(values.min() - 0.06, values.max() + 0.16)
    style.value_axis(axes, labels, spec=".1f")
    _draw_stated(axes, table)
    if len(above):
        key = "rd_share.marked" if (above["above"] == "narrowly").any() else "rd_share.marked_all"
        said = labels.text(key, years=labels.years(above["year"]))
        said = style.wrap(said, 0.62 * style.wide(axes), style.SMALL)
        at = (axes.get_xlim()[1], axes.get_ylim()[1])
        style.note(axes, said, at, ha="right", va="top", color=colour)


def _draw_zoomed(axes: Axes, table: pd.DataFrame, labels: Labels) -> None:
    latest = int(table["year"].max())
    recent = table[table["year"] > latest - ZOOM]
    main = _of(recent, "main")
    for (dataset, vintage), rows in _of(recent, "other").groupby(["dataset", "vintage"]):
        axes.plot(rows["year"], rows["value"], color=style.MUTED, lw=0.9, marker="s", ms=2.5)
        end = rows.iloc[-1]
        now = main.loc[main["year"] == end["year"], "value"]
        if (abs(now - end["value"]) > APART).any():
            said, at = labels.release(dataset, vintage), (end["year"], end["value"])
            style.note(axes, said, at, (5, 0), color=style.MUTED)
    colour = style.COUNTRIES[take.SUBJECT]
    rows, levels = main, _of(recent, "levels")
    axes.plot(rows["year"], rows["value"], color=colour, marker="o", ms=3)
    axes.scatter(
        levels["year"], levels["value"], s=30, facecolors="none", edgecolors=colour, zorder=3
    )
    style.time_axis(axes, int(recent["year"].min()), latest)
    axes.set_ylim(recent["value"].min() - 0.04, recent["value"].max() + 0.05)
    style.value_axis(axes, labels, spec=".2f")
    _draw_stated(axes, table)
    right = axes.get_xlim()[1]
    for end in rows.iloc[-1:].itertuples():
        said, at = labels.release(end.dataset, end.vintage), (right, axes.get_ylim()[0])
        style.note(axes, said, at, (-2, 2), ha="right", va="bottom", color=colour)
    limit = _of(table, "ceiling")["value"].iloc[0]
    for key, va, away in (("ceiling", "bottom", 2), ("band", "top", -2)):
        said = labels.text(f"rd_share.{key}", limit=limit)
        style.note(axes, said, (right, limit), (-2, away), ha="right", va=va, color=style.PAPER)
    for point in _of(table, "stated").itertuples():
        _label_stated_year(axes, point, levels[levels["year"] == point.year], labels)


def _label_stated_year(axes: Axes, point: Any, levels: pd.DataFrame, labels: Labels) -> None:
    """Name the points of the year that the paper states, left of them: the GDP makes the share."""
    said = [(point.value, labels.text("rd_share.stated", value=point.value), style.PAPER)]
    colour = style.COUNTRIES[take.SUBJECT]
    for row in levels.itertuples():
        vintage = labels.date(row.vintage.rpartition("+")[2])
        text = labels.text("rd_share.level", value=row.value, vintage=vintage)
        said.append((row.value, text, colour))
    style.label_starts(axes, [(point.year, *each) for each in said], at=point.year - 1.1)


def _draw_stated(axes: Axes, table: pd.DataFrame) -> None:
    ceiling, point = _of(table, "ceiling").iloc[0], _of(table, "stated")
    style.band(axes, ceiling["low"], ceiling["high"])
    axes.axhline(ceiling["value"], color=style.PAPER, lw=0.9, ls=(0, (4, 2)))
    axes.scatter(point["year"], point["value"], marker="D", s=22, color=style.PAPER, zorder=4)


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each vintage; points for shares computed from levels."""
    rows = table[table["role"].isin(["main", "other", "levels"])]
    rows = rows.assign(series=releases(rows, labels)).sort_values(["role", "series", "year"])
    of_role = {
        role: list(dict.fromkeys(rows.loc[rows["role"] == role, "series"]))
        for role in ("main", "other", "levels")
    }
    others = style.OTHERS
    spare = itertools.cycle([style.MUTED, others[1], others[3], others[4], *others])
    shades = {
        series: style.COUNTRIES["RUS"] if role == "main" else next(spare)
        for role, names in of_role.items()
        for series in names
    }
    # The main vintage last, above the others.
    rows = rows.sort_values("role", key=lambda roles: roles == "main", kind="stable")
    ceiling = _of(table, "ceiling")
    text = labels.text("rd_share.ceiling", limit=float(ceiling["value"].iloc[0]))
    return Chart(
        "line",
        rows[["series", "year", "value"]],
        Column.named(labels, "value", ".3f"),
        shades,
        menus=[Menu("series", labels["report.column.vintage"])],
        bands=ceiling.assign(text=text)[["low", "high", "text"]],
        stated=stated(_of(table, "stated"), labels),
        scattered=of_role["levels"],
    )
