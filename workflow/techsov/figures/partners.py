"""Every country's dependence on China and on the United States, beside its beginning."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from techsov.core import tables
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators import partners
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, releases

FIGURE = Spec(
    shows="every country’s dependence on China and on the United States",
    step="dependence",
    place=5,
    inputs=("indicators/dependency_partners.csv",),
    settings=("focus", "years", "main"),
    texts=("fig2_asymmetry",),
)
SIDES = {"fpem": "produces", "fdva_share": "consumes", "fpex": "sells"}
LEADER = "CHN"
MANY = 5  # countries that a database needs to be a comparison
ROW = 0.31  # cm


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The latest year that many countries are held for, and the first of the longest database.

    Returns
    -------
    pd.DataFrame
        columns side, when (now, before), role (focus, other), country, partner, year, value,
        rank, ranked, expected, dataset, vintage
    """
    frame = tables.read(inputs["dependency_partners"], partners.schema())
    rows = take.shown(take.of_main(frame, settings), settings)
    rows = take.expect(rows[rows["ranked"] >= MANY], "dependence of many countries", settings)
    parts = []
    for measure, side in SIDES.items():
        held = rows[rows["measure"] == measure]
        long = take.longest(held)
        latest = held[held["year"] == held["year"].max()]
        for when, part in (
            ("now", take.longest(latest)),
            ("before", long[long["year"] == long["year"].min()]),
        ):
            parts.append(part.assign(side=side, when=when))
    table = pd.concat(parts)
    focus = table["country"] == settings["focus"][0]
    table = table.assign(role=focus.map({True: "focus", False: "other"}))
    columns = [
        "side", "when", "role", "country", "partner", "year", "value", "rank", "ranked",
        "expected", "dataset", "vintage",
    ]  # fmt: skip
    return table[columns].sort_values(["side", "when", "partner", "rank", "country"])


def _on_leader(table: pd.DataFrame, side: str, when: str) -> pd.DataFrame:
    """Countries by their dependence on China, the most dependent first."""
    of = (table["side"] == side) & (table["when"] == when) & (table["partner"] == LEADER)
    return table[of].sort_values("rank", kind="stable")


def _sides(table: pd.DataFrame) -> list[str]:
    return [side for side in SIDES.values() if (table["side"] == side).any()]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """The focus country's rank by its dependence on China, now and at first."""
    now, before = (_on_leader(table, _sides(table)[0], when) for when in ("now", "before"))
    own = now[now["role"] == "focus"]
    row = (own if len(own) else now).iloc[0]
    then = before[before["country"] == row["country"]]
    known = {
        "country": labels.name(row["country"]), "of": labels.of(row["country"]),
        "rank": int(row["rank"]), "ranked": int(row["ranked"]), "year": int(row["year"]),
    }  # fmt: skip
    if then.empty or int(then["year"].iloc[0]) == known["year"]:
        return labels.title("partners.title.once", **known)
    first = then.iloc[0]
    return labels.title(
        "partners.title.moved",
        first_rank=int(first["rank"]),
        first_ranked=int(first["ranked"]),
        first=int(first["year"]),
        **known,
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    now = _on_leader(table, _sides(table)[0], "now")
    rows = "; ".join(
        labels.text("partners.alt_row", country=labels.country(row.country), value=100 * row.value)
        for row in now.itertuples()
    )
    return labels.text("partners.alt", title=title(table, labels), rows=rows)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A row per country, a panel per side: China filled, the United States open, a tick before."""
    sides = _sides(table)
    order = list(_on_leader(table, sides[0], "now")["country"])
    palette = style.colours(partners.PARTNERS)
    names = [labels.country(code) for code in order]
    room = 0.15 + max(style.measure(name, style.FOOT, "bold") for name in names)
    years = {
        when: labels.years(table.loc[table["when"] == when, "year"].unique())
        for when in ("now", "before")
    }
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels.text("partners.subtitle", years=years["now"]),
        labels.text(
            "partners.foot",
            sources=labels.sources(take.origins(table)),
            first=years["before"],
        ),
        height=ROW * len(order) / (style.STACKED_HEIGHT if form.stacked else 1),
        panels=len(sides),
        left=0.1,
        right=0.1,
        gap=0.35,
        indent=room,
        heads=[labels[f"fig2_asymmetry.{side}"] for side in sides],
        key=[
            (labels.text("partners.key", partner=labels.partner(code)), palette[code], look)
            for code, look in zip(partners.PARTNERS, ("fill", "frame"), strict=True)
        ],
    )
    places = {code: place for place, code in enumerate(order)}
    for axes, side in zip(panels, sides, strict=True):
        rows = table[(table["side"] == side) & table["country"].isin(places)]
        _draw_side(axes, rows, places, palette, labels)
    focus = set(table.loc[table["role"] == "focus", "country"])
    for axes in panels if form.stacked else panels[:1]:
        axes.set_yticks(list(places.values()), names, size=style.FOOT)
        for code, text in zip(order, axes.get_yticklabels(), strict=True):
            text.set_fontweight("bold" if code in focus else "normal")
    return figure


def _draw_side(
    axes: Axes,
    rows: pd.DataFrame,
    places: dict[str, int],
    palette: dict[str, str],
    labels: Labels,
) -> None:
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.set_yticks([])
    axes.set_xlim(0, 105 * rows["value"].max())
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    axes.grid(axis="x", color=style.PALE, lw=0.6)
    axes.tick_params(axis="both", length=0)
    axes.spines["left"].set_visible(False)
    for place in places.values():
        axes.axhline(place, color=style.PALE, lw=0.5, zorder=0)
    for code in reversed(partners.PARTNERS):
        of = rows[rows["partner"] == code]
        now, before = (of[of["when"] == when] for when in ("now", "before"))
        if code == LEADER:
            at = before["country"].map(places)
            axes.scatter(100 * before["value"], at, marker="|", s=26, color=palette[code], lw=1.1)
        axes.scatter(
            100 * now["value"], now["country"].map(places), s=17, lw=1, zorder=3,
            edgecolor=palette[code], color=palette[code] if code == LEADER else "white",
        )  # fmt: skip


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A row of points per country on the side chosen."""
    rows = table[table["when"] == "now"]
    rows = rows.assign(
        value=100 * rows["value"],
        country=[labels.country(code) for code in rows["country"]],
        series=[labels.country(code) for code in rows["partner"]],
        side=[labels[f"fig2_asymmetry.{side}"] for side in rows["side"]],
        dash=releases(rows, labels),
    )
    order = _on_leader(table, _sides(table)[0], "now")["country"]
    return Chart(
        "point",
        rows[["country", "series", "side", "year", "value", "rank", "ranked", "dash"]],
        Column.named(labels, "value", ".2f"),
        coloured(table["partner"], labels),
        by="country",
        hover=[
            Column.named(labels, "rank", "d"),
            Column.named(labels, "ranked", "d"),
            Column("dash", labels["report.column.dataset"]),
        ],
        menus=[
            Menu("side", labels["report.column.side"], labels[f"fig2_asymmetry.{_sides(table)[0]}"])
        ],
        order=[labels.country(code) for code in order],
    )
