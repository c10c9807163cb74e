"""Fig. 2 of the paper: who depends on whom in a pair, as a user of value added and as a seller."""

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
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels
from techsov.presentation.words import releases

FIGURE = Spec(
    shows="Fig. 2, who depends on whom in the focus pair",
    step="dependence",
    place=1,
    inputs=("indicators/dependency.csv",),
    settings=("focus", "years", "main"),
)
# Side -> the measure in value added, and who of its row is the one that depends. The first is that
# of the paper's caption; the others are other readings of the sentence.
SIDES = {
    "produces": ("fpem", "foreign", "user"),
    "consumes": ("fdva_share", "foreign", "user"),
    "sells": ("fpex", "foreign", "supplier"),
}
# Who depends more is drawn full, the other dashed: the picture is read in grey, too.
DASHED = (0, (4, 1.4))
MARKERS = ("D", "s", "o", "^", "v")
# A line nearer to another than this share of the axis would hide it: it becomes open circles.
HIDES = 0.01
# Two dependences within a quarter of each other are called even.
EVEN = 1.25
WIDE_ENOUGH = 4  # years without a table that leave room to say so


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Each side's dependence of one on the other, both ways.

    Every database of the edition that holds the pair is here, side by side. Of two files of one
    release that hold the same measure, the one with more years is taken.

    Returns
    -------
    pd.DataFrame
        columns side, depends, on, year, value (a share of what comes from abroad or goes
        there), dataset, vintage, measure, basis, scope
    """
    pair = list(settings["focus"])
    rows = take.dependency(
        inputs["dependency"], settings, basis="value_added", user=pair, supplier=pair
    )
    rows = rows[rows["user"] != rows["supplier"]]
    parts = []
    for side, (measure, scope, who) in SIDES.items():
        part = rows[(rows["measure"] == measure) & (rows["scope"] == scope)]
        whom = "supplier" if who == "user" else "user"
        part = part.assign(side=side, depends=part[who], on=part[whom])
        release = [part["dataset"].map(lambda key: key.split("/")[0]), part["vintage"]]
        parts += [part[:0], *(take.longest(held) for _, held in part.groupby(release))]
    table = take.expect(
        pd.concat(parts), f"value added flows between {' and '.join(pair)}", settings
    )
    columns = [
        "side",
        "depends",
        "on",
        "year",
        "value",
        "dataset",
        "vintage",
        "measure",
        "basis",
        "scope",
    ]
    return table[columns].sort_values(["side", "dataset", "depends", "year"])


def _is_series(rows: pd.DataFrame) -> bool:
    """Whether a dataset's years follow one another, so that a line may join them."""
    years = sorted(set(rows["year"]))
    return len(years) > 2 and years[-1] - years[0] == len(years) - 1


def _finding(table: pd.DataFrame) -> dict:
    """The last year of the first side, and both dependences in it."""
    side = _sides(table)[0]
    rows = table[table["side"] == side]
    rows = take.longest(rows[rows["year"] == rows["year"].max()])
    last = rows.sort_values("value", ascending=False, kind="stable")
    more, less = last.iloc[0], last.iloc[-1]
    return {"side": side, "year": int(more["year"]), "more": more, "less": less}


def _sides(table: pd.DataFrame) -> list[str]:
    return [side for side in SIDES if (table["side"] == side).any()]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Who depends more in the last year of the first side, and which sides have later years."""
    found = _finding(table)
    more, less = found["more"], found["less"]
    even = more["value"] < EVEN * less["value"]
    said = labels.title(
        f"fig2_asymmetry.title.{'even' if even else 'uneven'}_{found['side']}",
        year=found["year"],
        one=labels.name(more["depends"]),
        one_of=labels.of(more["depends"]),
        other=labels.name(more["on"]),
        other_of=labels.of(more["on"]),
        share=100 * more["value"],
        counter=100 * less["value"],
    )
    last = table.groupby("side")["year"].max()
    later = [side for side in _sides(table) if last[side] > found["year"]]
    if not later:
        return said
    names = labels["fig2_asymmetry.and"].join(labels[f"fig2_asymmetry.name.{s}"] for s in later)
    return said + labels.text("fig2_asymmetry.later", sides=names, year=int(last.max()))


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = []
    for (side, dataset, depends), rows in table.groupby(["side", "dataset", "depends"], sort=False):
        rows = rows.sort_values("year", kind="stable")
        said.append(
            labels.title(
                "fig2_asymmetry.alt_line",
                side=labels[f"fig2_asymmetry.{side}"],
                of=labels.of(depends),
                years=labels.years(rows["year"]),
                first=100 * rows["value"].iloc[0],
                last=100 * rows["value"].iloc[-1],
                dataset=labels.dataset(dataset),
            )
        )
    return labels.text("fig2_asymmetry.alt", title=title(table, labels), lines=". ".join(said))


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A panel per side; a line for a series, points for single years, never joined."""
    found = _finding(table)
    pair = [found["more"]["depends"], found["more"]["on"]]
    sides = _sides(table)
    palette = style.colours(pair)
    first, last = int(table["year"].min()), int(table["year"].max())
    points = [d for d, rows in table.groupby("dataset") if not _is_series(rows)]
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["fig2_asymmetry.subtitle"],
        labels.text(
            "fig2_asymmetry.foot" if points else "fig2_asymmetry.foot_series",
            sources=labels.sources(take.origins(table)),
            points=", ".join(labels.dataset(d) for d in points),
        ),
        height=5.4,
        panels=len(sides),
        left=0.55,
        right=0.75,
        gap=0.1,
        heads=[labels[f"fig2_asymmetry.{side}"] for side in sides],
        key=[
            (
                labels.title(
                    "fig2_asymmetry.key", of=labels.of(one), partner=labels.partner(other)
                ),
                palette[one],
                "line" if one == pair[0] else "dash",
            )
            for one, other in (pair, pair[::-1])
        ],
    )
    top = 100 * table["value"].max() * 1.3
    signs = _signs(table)
    for axes, side in zip(panels, sides, strict=True):
        rows = table[table["side"] == side]
        style.time_axis(axes, first, last)
        axes.set_ylim(0, top)
        style.value_axis(axes, labels)
        _shade_gaps(axes, rows, (first, last), labels)
        _draw_side(axes, rows, pair, palette, signs, labels)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each direction and database, on the side chosen."""
    series = [
        labels.text("fig2_asymmetry.key", of=labels.of(a), partner=labels.partner(b))
        for a, b in zip(table["depends"], table["on"], strict=True)
    ]
    rows = table.assign(
        value=100 * table["value"],
        series=series,
        side=[labels[f"fig2_asymmetry.{side}"] for side in table["side"]],
        dash=releases(table, labels),
    ).sort_values(["side", "series", "dash", "year"])
    of = dict(sorted(zip(series, table["depends"], strict=True), key=lambda pair: pair[1]))
    return Chart(
        "line",
        rows[["series", "side", "dash", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        {text: style.COUNTRIES.get(code, style.INK) for text, code in reversed(of.items())},
        hover=[Column("dash", labels["report.column.dataset"])],
        menus=[
            Menu("side", labels["report.column.side"], labels[f"fig2_asymmetry.{_sides(table)[0]}"])
        ],
        dashed=True,
        zero=True,
    )


def _signs(table: pd.DataFrame) -> dict[str, str]:
    """Database -> its marker; none for the longest series, which is a plain line."""
    series = [name for name, rows in table.groupby("dataset") if _is_series(rows)]
    lead = set(take.longest(table[table["dataset"].isin(series)])["dataset"])
    others = [name for name in dict.fromkeys(table["dataset"]) if name not in lead]
    return dict.fromkeys(lead, "") | dict(zip(others, itertools.cycle(MARKERS), strict=False))


def _shade_gaps(axes: Axes, rows: pd.DataFrame, span: tuple[int, int], labels: Labels) -> None:
    """Years without an open table, shaded; the widest gap says what the shade means."""
    held = set(rows["year"])
    missing = [year for year in range(span[0], span[1] + 1) if year not in held]
    gaps = [
        [year for _, year in run]
        for _, run in itertools.groupby(enumerate(missing), lambda pair: pair[1] - pair[0])
    ]
    for gap in gaps:
        axes.axvspan(gap[0] - 0.5, gap[-1] + 0.5, color=style.PALE, lw=0, zorder=0)
    widest = max(gaps, key=len, default=[])
    if len(widest) >= WIDE_ENOUGH:
        top = axes.get_ylim()[1]
        near = 100 * rows.loc[rows["year"].between(widest[0] - 2, widest[-1] + 2), "value"]
        height = max((0.66 * top, 0.36 * top), key=lambda y: (near - y).abs().min())
        at = ((widest[0] + widest[-1]) / 2, height)
        look = {"rotation": 90, "ha": "center", "color": style.MUTED}
        style.note(axes, labels["fig2_asymmetry.gap"], at, **look)


def _draw_side(
    axes: Axes,
    table: pd.DataFrame,
    pair: list[str],
    palette: dict[str, str],
    signs: dict[str, str],
    labels: Labels,
) -> None:
    """Databases told apart by markers, directions by colour and dash."""
    longest = take.longest(table)["dataset"].iloc[0]
    within = HIDES * axes.get_ylim()[1]
    handles = {}
    for dataset in sorted(set(table["dataset"]), key=lambda name: (name != longest, name)):
        rows = table[table["dataset"] == dataset]
        hidden = dataset != longest and _same_course(table, longest, dataset, within)
        joined = _is_series(rows) and not hidden
        look: dict[str, Any] = {
            "marker": signs[dataset] or ("o" if hidden else None),
            "ms": 3.6,
            "mew": 0.9,
            "markevery": 3 if joined else None,
        }
        for depends, line in rows.groupby("depends"):
            colour = palette[depends]
            axes.plot(
                line["year"],
                100 * line["value"],
                color=colour,
                lw=1.7 if dataset == longest else 1.1,
                ls=("-" if depends == pair[0] else DASHED) if joined else "none",
                mfc="white" if hidden or depends != pair[0] else colour,
                clip_on=joined,
                **look,
            )
        [handles[dataset]] = axes.plot([], [], color=style.MUTED, mfc=style.MUTED, lw=1.2,
                                       ls="-" if joined else "none", **look)  # fmt: skip
    axes.legend(
        list(handles.values()),
        [labels.dataset(dataset) for dataset in handles],
        loc="upper left",
        fontsize=style.FOOT,
        labelcolor=style.MUTED,
        frameon=False,
        borderpad=0,
        borderaxespad=0.2,
        handlelength=1.3,
        handletextpad=0.5,
        labelspacing=0.25,
    )
    for depends, rows in table.groupby("depends"):
        _name_values(axes, rows, palette[depends], labels)


def _name_values(axes: Axes, rows: pd.DataFrame, colour: str, labels: Labels) -> None:
    """Each database's last value and the highest of all; the last of all at its right."""
    last = {name: part["year"].max() for name, part in rows.groupby("dataset")}
    named = rows[rows["year"] == rows["dataset"].map(last)]
    named = pd.concat([named, rows.nlargest(1, "value")]).drop_duplicates("year", keep="last")
    for row in named.itertuples():
        at_end = row.year == rows["year"].max()
        look = {} if at_end else {"ha": "center", "va": "bottom"}
        text, at = labels.number(100 * row.value, ".1f"), (row.year, 100 * row.value)
        style.note(axes, text, at, (5, 0) if at_end else (0, 4.5), color=colour, **look)


def _same_course(table: pd.DataFrame, one: str, other: str, within: float) -> bool:
    """Whether two databases' series differ by less, in per cent, in every year that both hold."""
    values = table[table["dataset"].isin([one, other])].pivot_table(
        index=["depends", "year"], columns="dataset", values="value"
    )
    both = values.dropna()
    joined = _is_series(table[table["dataset"] == other])
    return joined and len(both) > 1 and (100 * (both[one] - both[other]).abs()).max() < within
