"""Fig. 2 of the paper: who depends on whom in a pair, as a user of value added and as a seller."""

from __future__ import annotations

import itertools

import pandas as pd
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
# Side -> the measure in value added, and who of its row is the one that depends.
SIDES = {
    "consumes": ("fdva_share", "foreign", "user"),
    "produces": ("fpem", "foreign", "user"),
    "sells": ("fpex", "foreign", "supplier"),
}
# Dashes of the databases beside the longest, and how their names say which is theirs.
DASHES = ("--", ":", "-.")
SIGNS = {"-": "—", "--": "– –", ":": "· · ·", "-.": "– ·", "o": "○"}
# A line nearer to another than this share of the axis would hide it: it becomes open circles.
HIDES = 0.01
# Two dependences within a quarter of each other are called even.
EVEN = 1.25


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Each side's dependence of one on the other, both ways.

    Every database of the edition that holds the pair is here, side by side.

    returns : columns side, depends, on, year, value (a share of what comes from abroad or goes
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
        parts.append(part.assign(side=side, depends=part[who], on=part[whom]))
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
    """The last year of the longest series on the first side, and both dependences in it."""
    side = next(s for s in SIDES if (table["side"] == s).any())
    rows = take.longest(table[table["side"] == side])
    last = rows[rows["year"] == rows["year"].max()].sort_values(
        "value", ascending=False, kind="stable"
    )
    more, less = last.iloc[0], last.iloc[-1]
    return {"side": side, "year": int(more["year"]), "more": more, "less": less}


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Who depends more, in the last year of the series."""
    found = _finding(table)
    more, less = found["more"], found["less"]
    even = more["value"] < EVEN * less["value"]
    share, counter = labels.shares(more["value"], less["value"])
    return labels.title(
        f"fig2_asymmetry.title.{'even' if even else 'uneven'}_{found['side']}",
        year=found["year"],
        one=labels.name(more["depends"]),
        one_of=labels.of(more["depends"]),
        other=labels.name(more["on"]),
        other_of=labels.of(more["on"]),
        share=share,
        counter=counter,
    )


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
    sides = [s for s in SIDES if (table["side"] == s).any()]
    palette = style.colours(pair)
    years = table.groupby("side")["year"]
    spans = [float(years.max()[s] - years.min()[s] + 1) for s in sides]
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
        shares=spans,
        key=[
            (
                labels.title(
                    "fig2_asymmetry.key", of=labels.of(one), partner=labels.partner(other)
                ),
                palette[one],
            )
            for one, other in (pair, pair[::-1])
        ],
    )
    top = 100 * table["value"].max() * 1.16
    for axes, side in zip(panels, sides, strict=True):
        rows = table[table["side"] == side]
        style.time_axis(axes, int(rows["year"].min()), int(rows["year"].max()))
        axes.set_ylim(0, top)
        style.value_axis(axes, labels)
        _draw_side(axes, rows, palette, labels)
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
        menus=[Menu("side", labels["report.column.side"], labels["fig2_asymmetry.consumes"])],
        dashed=True,
        zero=True,
    )


def _draw_side(axes, table: pd.DataFrame, palette: dict, labels: Labels) -> None:
    """Databases one over another, told apart by their dashes; the longest is the full line.

    One that says the same as the longest stands on its line, in open circles.
    """
    lead = take.longest(table)["dataset"].iloc[0]
    others = sorted(set(table["dataset"]) - {lead})
    top = axes.get_ylim()[1]
    dashes = {lead: "-"} | dict(zip(others, itertools.cycle(DASHES), strict=False))
    dashes |= {name: "o" for name in others if _same_course(table, lead, name, HIDES * top)}
    named: list[tuple[int, int]] = []  # spans of years that already bear a name
    for dataset, dash in dashes.items():
        rows = table[table["dataset"] == dataset]
        joined = _is_series(rows)
        overlaps = sum(rows["year"].min() <= end and start <= rows["year"].max()
                       for start, end in named)  # fmt: skip
        for depends, line in rows.groupby("depends"):
            line = line.sort_values("year", kind="stable")
            axes.plot(
                line["year"],
                100 * line["value"],
                color=palette[depends],
                lw=1.7 if dataset == lead else 1.2,
                ls=dash if joined and dash != "o" else "none",
                marker=None if joined and dash != "o" else "o",
                ms=3.5 if dash == "o" else 4,
                mfc="white" if dash == "o" else palette[depends],
                mew=1,
            )
            if not overlaps:  # one number where two databases end together
                _name_end(axes, line, palette[depends], labels)
        span = (int(rows["year"].min()), int(rows["year"].max()))
        sign = SIGNS[dash] if joined and len(dashes) > 1 and (overlaps or named) else ""
        axes.annotate(
            f"{labels.dataset(dataset)} {sign}".rstrip(),
            (sum(span) / 2, top),
            xytext=(0, -2 - 9 * overlaps),
            textcoords="offset points",
            ha="center",
            va="top",
            color=style.MUTED,
            size=style.FOOT,
        )
        named.append(span)


def _same_course(table: pd.DataFrame, one: str, other: str, within: float) -> bool:
    """Whether two databases' series differ by less, in per cent, in every year that both hold."""
    values = table[table["dataset"].isin([one, other])].pivot_table(
        index=["depends", "year"], columns="dataset", values="value"
    )
    both = values.dropna()
    joined = _is_series(table[table["dataset"] == other])
    return joined and len(both) > 1 and (100 * (both[one] - both[other]).abs()).max() < within


def _name_end(axes, line: pd.DataFrame, colour: str, labels: Labels) -> None:
    end = line.iloc[-1]
    axes.annotate(
        labels.number(100 * end["value"], ".1f"),
        (end["year"], 100 * end["value"]),
        xytext=(4, 0),
        va="center",
        textcoords="offset points",
        color=colour,
        size=style.SMALL,
        annotation_clip=False,
    )
