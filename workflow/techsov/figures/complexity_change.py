"""Who stands behind the fall of a complexity rank: the country itself, or those who passed it."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators.complexity_change import OVERTAKING_SUMS, PARTS, START, TURN
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="who stands behind the fall of Russia’s complexity rank",
    step="complexity",
    place=6,
    inputs=("indicators/complexity_overtaking_sums.csv",),
)
CLASSIFICATIONS = ("SITC", "HS92", "HS12")
SHADES = {"own": 1.0, "others": 0.6, "set": 0.3}  # how strong the country's colour is
DATASET = "atlas/overtaking"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The parts of each change of rank, in the fall and after it.

    Returns
    -------
    pd.DataFrame
        columns classification, vintage, country, first, last, part, value (places), dataset
    """
    sums = tables.read(inputs["complexity_overtaking_sums"], OVERTAKING_SUMS)
    consecutive = sums[(sums["last"] == TURN) | (sums["first"] == TURN)]
    keys = ["classification", "vintage", "subject", "first", "last"]
    table = consecutive.melt(keys, [*PARTS], "part", "value").rename(columns={"subject": "country"})
    table = table.sort_values(["classification", "vintage", "first", "part"])
    return table.assign(dataset=DATASET)


def _fall(table: pd.DataFrame) -> pd.DataFrame:
    """Places of the fall by ranking and part, in the order of drawing.

    Raises
    ------
    CheckError
        Where a ranking shows no fall, which no title says
    """
    fall = table[table["last"].astype(str) == str(TURN)]
    keys = ["classification", "vintage"]
    wide = fall.pivot(index=keys, columns="part", values="value")[[*PARTS]].astype(float)
    wide = wide.loc[sorted(wide.index, key=lambda key: (CLASSIFICATIONS.index(key[0]), key[1]))]
    total = wide.sum(axis=1)
    if not (total > 0).all():
        better = ", ".join(f"{c} {v}" for c, v in total.index[total <= 0])
        raise CheckError(
            f"complexity_change: a fall of the rank from {START} to {TURN} expected in every "
            f"ranking, found none in {better}; write a title that says so"
        )
    return wide


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How many places the rank fell, and how much of it the country's own index did."""
    fall, country = _fall(table), table["country"].iloc[0]
    change = fall.sum(axis=1)
    own = fall["own"] / change
    kind = "own" if own.min() > 0.5 else "others" if own.max() < 0.5 else "mixed"
    return labels.title(
        f"complexity_change.title.{kind}",
        country=labels.name(country),
        places=_between(change, labels),
        shares=_between(100 * own, labels),
        first=START,
        last=TURN,
    )


def _between(values: pd.Series, labels: Labels) -> str:
    """The smallest and largest of the numbers, or the one number that all are."""
    low, high = float(values.min()), float(values.max())
    if round(low) == round(high):
        return labels.number(low, ".0f")
    return labels.text("complexity_change.between", low=low, high=high)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    fall = _fall(table)
    rows = "; ".join(
        labels.text("complexity_change.alt_row", ranking=name, **parts)
        for name, (_, parts) in zip(_names(fall, labels), fall.iterrows(), strict=True)
    )
    return labels.text("complexity_change.alt", title=title(table, labels), rows=rows)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A panel per part and one for the sum, a bar per ranking, all on one scale."""
    fall, country = _fall(table), table["country"].iloc[0]
    parts = ["sum", *PARTS]
    wide = fall.assign(sum=fall.sum(axis=1))
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels.text("complexity_change.subtitle", of=labels.of(country), first=START, last=TURN),
        labels.text("complexity_change.foot", releases=", ".join(sorted(set(table["vintage"])))),
        height=0.48 * len(fall),
        panels=len(parts),
        left=0.1 if not form.stacked else 2.0,
        right=0.5,
        gap=0.0,
        indent=0.0 if form.stacked else 1.7,
        heads=[labels[f"complexity_change.part.{part}"] for part in parts],
        scale=False,
    )
    colour = style.colours([country])[country]
    names = _names(fall, labels)
    for axes, part in zip(panels, parts, strict=True):
        shade = style.MIDDLE if part == "sum" else style.tint(colour, SHADES[part])
        axes.barh(range(len(wide)), wide[part], height=0.66, color=shade, lw=0)
        for place, value in enumerate(wide[part]):
            ha, away = ("left", 2) if value >= 0 else ("right", -2)
            style.note(axes, labels.number(value, ".0f"), (value, place), (away, 0), ha=ha)
        shown = names if axes is panels[0] or form.stacked else [""] * len(names)
        style.row_axis(axes, shown, size=style.SMALL)
        axes.axvline(0, color=style.MUTED, lw=0.6)
        axes.set_xlim(min(wide.min().min(), 0) - 1, wide.max().max())
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
    return figure


def _names(fall: pd.DataFrame, labels: Labels) -> list[str]:
    return [_name(kind, vintage, labels) for kind, vintage in fall.index.tolist()]


def _name(classification: str, vintage: str, labels: Labels) -> str:
    return f"{labels[f'complexity_change.short.{classification}']} {vintage}"


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """Places by part and ranking, of the fall or of what came since."""
    colour = style.colours(table["country"])[table["country"].iloc[0]]
    fall, since = labels["report.chart.fall"], labels["report.chart.since_then"]
    last = table["last"].astype(str)
    rows = table.assign(
        row=[
            _name(c, v, labels)
            for c, v in zip(table["classification"], table["vintage"], strict=True)
        ],
        period=[fall if each == str(TURN) else since for each in last],
        years=[f"{a}–{b}" for a, b in zip(table["first"], last, strict=True)],
        series=[labels[f"complexity_change.part.{part}"] for part in table["part"]],
    )
    shades = SHADES.items()
    return Chart(
        "bar",
        rows[["row", "period", "years", "series", "value"]],
        Column("value", labels["report.chart.places"], ".0f"),
        {labels[f"complexity_change.part.{p}"]: style.tint(colour, much) for p, much in shades},
        by="row",
        hover=[Column("years", labels["report.column.year"])],
        menus=[Menu("period", labels["report.chart.period"], fall)],
    )
