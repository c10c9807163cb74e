"""Who stands behind the fall of a complexity rank: the country itself, or those who passed it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators.complexity_change import (
    LAST,
    OVERTAKING,
    OVERTAKING_SUMS,
    PARTS,
    START,
    TURN,
)
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="who stands behind the fall of Russia’s complexity rank",
    step="complexity",
    place=5,
    inputs=("indicators/complexity_overtaking.csv", "indicators/complexity_overtaking_sums.csv"),
    settings=("main",),
)
CLASSIFICATIONS = ("SITC", "HS92", "HS12")
COLOURS = {"own": "#0072B2", "others": "#E69F00", "set": "#8a8a8a"}
ROW = 0.36  # cm
DATASET = "atlas/overtaking"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The parts of each change of rank, and who passed in the first period.

    Returns
    -------
    pd.DataFrame
        columns role (part, passed), classification, vintage, country, first, last, part,
        value (places; of who passed, 1), dataset
    """
    sums = tables.read(inputs["complexity_overtaking_sums"], OVERTAKING_SUMS)
    consecutive = sums[(sums["last"] == TURN) | (sums["first"] == TURN)]
    parts = consecutive.melt(
        ["classification", "vintage", "subject", "first", "last"],
        [*PARTS],
        "part",
        "value",
    ).rename(columns={"subject": "country"})
    crossings = tables.read(inputs["complexity_overtaking"], OVERTAKING)
    fall = (crossings["first"] == START) & (crossings["last"] == TURN)
    passed = crossings[fall & (crossings["kind"] == "overtook")]
    columns = ["classification", "vintage", "country", "first", "last", "part", "value"]
    table = pd.concat(
        [
            parts.assign(role="part"),
            passed.assign(role="passed", part="", value=1.0),
        ]
    )[["role", *columns]]
    ordered = table.sort_values(["role", "classification", "vintage", "first", "part", "country"])
    return ordered.assign(dataset=DATASET)


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How many places the rank fell, and how much of it the country's own index did.

    Raises
    ------
    CheckError
        Where a ranking shows no fall, which no title says
    """
    parts = _parts(table)
    fall = parts[parts["last"] == str(TURN)]
    change = fall.groupby(["classification", "vintage"])["value"].sum()
    if not (change > 0).all():
        better = ", ".join(f"{c} {v}" for c, v in change.index[change <= 0])
        raise CheckError(
            f"complexity_change: a fall of the rank from {START} to {TURN} expected in every "
            f"ranking, found none in {better}; write a title that says so"
        )
    own = fall[fall["part"] == "own"].set_index(["classification", "vintage"])["value"] / change
    kind = "own" if own.min() > 0.5 else "others" if own.max() < 0.5 else "mixed"
    country = fall["country"].iloc[0]
    return labels.title(
        f"complexity_change.title.{kind}",
        country=labels.name(country),
        of=labels.of(country),
        places=_between(change, labels),
        shares=_between(100 * own, labels),
        first=START,
        last=TURN,
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    counts = _passed(table)
    return labels.text(
        "complexity_change.alt",
        title=title(table, labels),
        rankings=int(_rankings(table).shape[0]),
        names=", ".join(labels.country(c) for c in counts.index[counts == counts.max()]),
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """Places by part and ranking on the left, who passed in which ranking on the right."""
    counts = _passed(table)
    rankings = _rankings(table)
    often = counts[counts >= len(rankings) / 2]
    rest = counts[counts < len(rankings) / 2]
    subject = _parts(table)["country"].iloc[0]
    foot = labels.text("complexity_change.foot", releases=", ".join(sorted(set(table["vintage"]))))
    if len(rest):
        names = ", ".join(sorted(labels.country(code) for code in rest.index))
        foot += " " + labels.text("complexity_change.rest", names=names)
    figure, (left, right) = style.sheet(
        form,
        title(table, labels),
        labels.text("complexity_change.subtitle", of=labels.of(subject)),
        foot,
        height=max(ROW * len(often), 8.0),
        panels=2,
        left=2.4,
        right=0.1,
        gap=0.0,
        shares=[1, 1.1],
        heads=[
            labels["complexity_change.places"],
            labels.text("complexity_change.passed", first=START, last=TURN),
        ],
        key=[(labels[f"complexity_change.part.{part}"], COLOURS[part]) for part in PARTS],
    )
    _draw_parts(left, _parts(table), rankings, labels)
    _draw_passed(right, table[table["role"] == "passed"], often, rankings, labels)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """Places by part and ranking, of the fall or of what came since."""
    rows = _parts(table).sort_values(["classification", "vintage", "first"])
    kinds = [labels[f"complexity_rank.{c}"] for c in rows["classification"]]
    fall = rows["first"].min()
    rows = rows.assign(
        row=[f"{k}, {v}" for k, v in zip(kinds, rows["vintage"], strict=True)],
        period=[
            labels["report.chart.fall" if first == fall else "report.chart.since_then"]
            for first in rows["first"]
        ],
        years=[f"{a}–{b}" for a, b in zip(rows["first"], rows["last"], strict=True)],
        series=[labels[f"complexity_change.part.{part}"] for part in rows["part"]],
    )
    return Chart(
        "bar",
        rows[["row", "period", "years", "series", "value"]],
        Column("value", labels["report.chart.places"], "+.1f"),
        {labels[f"complexity_change.part.{part}"]: c for part, c in COLOURS.items()},
        by="row",
        hover=[Column("years", labels["report.column.year"])],
        menus=[Menu("period", labels["report.chart.period"], labels["report.chart.fall"])],
    )


def _between(values: pd.Series, labels: Labels) -> str:
    """The smallest and largest of the numbers, or the one number that all are."""
    low, high = float(values.min()), float(values.max())
    if round(low) == round(high):
        return labels.number(low, ".0f")
    return labels.text("complexity_change.between", low=low, high=high)


def _parts(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["role"] == "part"]


def _passed(table: pd.DataFrame) -> pd.Series:
    """In how many rankings each country passed; most often first."""
    rows = table[table["role"] == "passed"]
    counts = rows.groupby("country").size().sort_index()
    return counts.sort_values(ascending=False, kind="stable")


def _rankings(table: pd.DataFrame) -> pd.DataFrame:
    """Classifications and releases, in the order of drawing."""
    found = _parts(table)[["classification", "vintage"]].drop_duplicates()
    order = {name: n for n, name in enumerate(CLASSIFICATIONS)}
    return found.sort_values(
        ["classification", "vintage"],
        key=lambda column: column.map(order) if column.name == "classification" else column,
        ignore_index=True,
    )


def _draw_parts(axes: Axes, parts: pd.DataFrame, rankings: pd.DataFrame, labels: Labels) -> None:
    y, ticks, named = 0.0, [], []
    for period in ("fall", "later"):
        of_period = parts[(parts["last"] == str(TURN)) == (period == "fall")]
        ends = sorted(set(of_period["last"]))
        axes.text(
            0.0,
            y,
            labels.text(
                "complexity_change.period",
                first=of_period["first"].iloc[0],
                last=ends[0] if len(ends) == 1 else labels.text("complexity_change.end", last=LAST),
            ),
            size=style.SMALL,
            weight="bold",
            va="center",
            transform=axes.get_yaxis_transform(),
        )
        y += 1
        for ranking in rankings.itertuples():
            rows = of_period[
                (of_period["classification"] == ranking.classification)
                & (of_period["vintage"] == ranking.vintage)
            ].set_index("part")["value"]
            _stack(axes, y, rows, labels)
            ticks.append(y)
            named.append(_name(ranking, labels))
            y += 1
        y += 0.5
    axes.axvline(0, color=style.MUTED, lw=0.6)
    axes.set_ylim(y - 0.4, -0.6)
    axes.set_yticks(ticks, named)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high * 1.12)


def _stack(axes: Axes, y: float, parts: pd.Series, labels: Labels) -> None:
    right = left = 0.0
    for part in PARTS:
        value = float(parts[part])
        start = right if value >= 0 else left
        axes.barh(y, value, left=start, height=0.62, color=COLOURS[part], lw=0)
        right, left = right + max(value, 0), left + min(value, 0)
    axes.annotate(
        labels.number(float(parts.sum()), "+.0f"),
        (right, y),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        size=style.SMALL,
    )


def _draw_passed(
    axes: Axes, passed: pd.DataFrame, often: pd.Series, rankings: pd.DataFrame, labels: Labels
) -> None:
    rows, columns = list(often.index), list(rankings.itertuples(index=False, name=None))
    axes.set_xlim(-0.6, len(columns) - 0.4)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for row in passed[passed["country"].isin(rows)].itertuples():
        place = columns.index((row.classification, row.vintage))
        axes.plot([place], [rows.index(row.country)], "s", color=style.INK, ms=4.6, mew=0)
    for y in range(len(rows)):
        axes.axhline(y, color=style.PALE, lw=0.5, zorder=0)
    axes.set_yticks(range(len(rows)), [labels.country(c) for c in rows])
    axes.set_xticks(range(len(columns)), [vintage for _, vintage in columns], size=style.FOOT)
    for classification in dict.fromkeys(c for c, _ in columns):
        places = [n for n, (c, _) in enumerate(columns) if c == classification]
        axes.annotate(
            labels[f"complexity_change.short.{classification}"],
            (sum(places) / len(places), 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, -14),
            textcoords="offset points",
            ha="center",
            va="top",
            size=style.FOOT,
            color=style.MUTED,
        )
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(axis="x", length=0)


def _name(ranking: Any, labels: Labels) -> str:
    return f"{labels[f'complexity_change.short.{ranking.classification}']} {ranking.vintage}"
