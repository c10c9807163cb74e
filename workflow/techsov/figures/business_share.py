"""Business in R&D as a source of funds and as a performer: two concepts behind "30 against 70"."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.core.errors import CheckError
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import word, words

FIGURE = Spec(
    shows="business in R&D as a source of funds and as a performer",
    step="research",
    place=2,
    inputs=("indicators/research.csv", "claims.csv"),
    settings=("years", "main"),
)
SUBJECT, YARDSTICK = take.SUBJECT, "OECD"
COMPARED = ("RUS", "OECD", "EU27_2020", "USA", "CHN", "JPN", "KOR", "DEU")
CONCEPTS = {"gerd_business_funded": "funded", "gerd_business_performed": "performed"}
STATED = {SUBJECT: "s4-business-share", YARDSTICK: "s4-developed-business-share"}
COLOURS = {"funded": style.INK, "performed": style.MIDDLE}


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Both shares of every economy compared, in the latest year that holds all of them.

    The latest of the years that figures show; where these hold none, the latest of all.

    Returns
    -------
    pd.DataFrame
        columns country, concept (funded, performed, stated), year, value, unit, dataset,
        vintage

    Raises
    ------
    CheckError
        When no year holds both concepts for all economies
    """
    rows = take.indicators(inputs["research"], list(CONCEPTS))
    rows = take.of_main(rows[rows["country"].isin(COMPARED)], settings)
    held = rows.groupby(["dataset", "year"])[["country", "indicator"]].apply(
        lambda part: len(part.drop_duplicates()) == len(COMPARED) * len(CONCEPTS)
    )
    if not held.any():
        raise CheckError(
            f"nothing to draw: no year holds both business shares of {', '.join(COMPARED)}"
        )
    first, last = settings["years"]
    complete = list(held[held].index)
    within = [key for key in complete if first <= key[1] <= last]
    dataset, year = max(within or complete, key=lambda key: key[1])
    table = rows[(rows["dataset"] == dataset) & (rows["year"] == year)].copy()
    table["concept"] = table["indicator"].map(CONCEPTS)
    claims = take.claims(inputs["claims"])
    paper = take.paper(
        table,
        country=list(STATED),
        concept="stated",
        year=year,
        value=[take.published(claims, claim)[0] for claim in STATED.values()],
    )
    columns = ["country", "concept", "year", "value", "unit", "dataset", "vintage"]
    return pd.concat([table, paper])[columns].sort_values(["concept", "country"])


def _values(table: pd.DataFrame) -> pd.DataFrame:
    return table.pivot_table(index="country", columns="concept", values="value")


def _nearest(values: pd.Series) -> str:
    """The concept whose share is nearest to what the paper states."""
    return min(COLOURS, key=lambda concept: abs(values[concept] - values["stated"]))


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether the contrast stands in one concept or takes each side from another."""
    values = _values(table)
    own, other = values.loc[SUBJECT], values.loc[YARDSTICK]
    concept, reference = _nearest(own), _nearest(other)
    return labels.title(
        f"business_share.title.{'same' if concept == reference else 'mixed'}_{concept}",
        stated=own["stated"],
        reference=other["stated"],
        own=own[concept],
        other=other[reference],
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    values = _values(table).reindex(COMPARED)[[*COLOURS]]
    said = "; ".join(
        labels.text("business_share.alt_pair", country=labels.country(code), **row)
        for code, row in values.iterrows()
    )
    year = int(table["year"].iloc[0])
    return labels.text("business_share.alt", title=title(table, labels), year=year, pairs=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A row per economy, its two shares joined by a bar; the paper's numbers as upright lines."""
    values = _values(table)
    others = values.drop([SUBJECT, YARDSTICK]).sort_values("funded", ascending=False, kind="stable")
    order = [SUBJECT, YARDSTICK, *others.index]
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels.text("business_share.subtitle", year=int(table["year"].iloc[0])),
        labels.text("business_share.foot", sources=labels.sources(take.origins(table))),
        height=6.2,
        left=2.8,
        right=0.3,
    )
    places = [0, 1.2, *(n + 2.6 for n in range(len(others)))]
    for place, code in zip(places, order, strict=True):
        row = values.loc[code]
        near = _nearest(row) if code in STATED else ""
        axes.plot(row[list(COLOURS)], [place] * 2, color=style.FAINT, lw=3, zorder=1)
        left = min(COLOURS, key=lambda c: row[c])
        for concept, colour in COLOURS.items():
            axes.scatter(row[concept], place, s=34, color=colour, zorder=3)
            side = -1 if concept == left else 1
            style.note(
                axes,
                labels.number(row[concept], ".0f"),
                (row[concept], place),
                (6 * side, 0),
                ha="right" if side < 0 else "left",
                weight="bold" if concept == near else "normal",
            )
        if code in STATED:
            stated = row["stated"]
            axes.plot([stated] * 2, [place - 0.34, place + 0.34], color=style.PAPER, lw=1.6)
            text = labels.text("business_share.stated", value=stated)
            at, look = (stated, place + 0.34), {"ha": "center", "va": "top", "color": style.PAPER}
            style.note(axes, text, at, (0, -1), **look)
    for concept in COLOURS:
        at = (values.loc[SUBJECT, concept], 0)
        style.note(axes, labels[f"business_share.{concept}"], at, (0, 7), ha="center", va="bottom")
    style.row_axis(axes, [labels.country(code) for code in order], places)
    axes.get_yticklabels()[0].set_fontweight("bold")
    axes.set_ylim(top=-1.1)
    low, high = values.min().min() // 10 * 10, values.max().max() // 10 * 10
    axes.set_xlim(low - 4, high + 16)  # room for the numbers beside the outermost points
    axes.xaxis.set_major_formatter(lambda value, _: labels.percent(value))
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A row per economy, a point for each concept and for what the paper states."""
    shades = COLOURS | {"stated": style.PAPER}
    concepts = {word("concept", c, labels): colour for c, colour in shades.items()}
    rows = words(table, labels, "country", "concept").rename(columns={"concept": "series"})
    first = rows[rows["series"] == next(iter(concepts))]
    return Chart(
        "point",
        rows[["country", "series", "year", "value"]],
        Column.named(labels, "value", ".1f"),
        concepts,
        by="country",
        hover=[Column.named(labels, "year")],
        order=list(first.sort_values("value", kind="stable")["country"]),
    )
