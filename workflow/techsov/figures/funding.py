"""What programmes cost a year as a share of GDP, on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from techsov.core import tables, yamlfile
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators import funding
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, word

FIGURE = Spec(
    shows="what programmes cost a year, as a share of GDP",
    step="west",
    place=1,
    inputs=(
        "indicators/macro.csv",
        "indicators/research.csv",
        "claims.csv",
        "config/tables/funding.yaml",
    ),
    settings=("main",),
)


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Every programme with its money a year in per cent of GDP, and its names.

    Returns
    -------
    pd.DataFrame
        columns as `indicators.funding.yearly_shares`, and name_en, name_ru, concept_en,
        concept_ru
    """
    structure = yamlfile.read(inputs["funding"])
    macro, research = (
        take.of_main(tables.read(inputs[name], tables.INDICATOR), settings)
        for name in ("macro", "research")
    )
    claims = take.claims(inputs["claims"])
    table = funding.yearly_shares(structure, claims, macro, research)
    label = {p["id"]: p["label"] for p in structure["programmes"]}
    for language in funding.LANGUAGES:
        table[f"name_{language}"] = [label[p][language] for p in table["programme"]]
        table[f"concept_{language}"] = [
            structure["concepts"][c][language] for c in table["concept"]
        ]
    return table


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("value", ascending=False, kind="stable")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """The largest and the smallest programme, and how far apart they are."""
    ranked = _ranked(table)
    most, least = ranked.iloc[0], ranked.iloc[-1]
    return labels.title(
        "funding.title",
        largest=most[f"name_{labels.language}"],
        smallest=least[f"name_{labels.language}"],
        most=_share(labels, most["value"]),
        least=_share(labels, least["value"]),
        times=_rough(most["value"] / least["value"]),
    )


def _share(labels: Labels, value: float) -> str:
    """A share of GDP with two significant digits, which small shares need."""
    decimals = 2 if value >= 0.1 else 3
    return labels.percent(value, decimals)


def _rough(ratio: float) -> float:
    """A ratio to two significant digits: 173.4 -> 170."""
    return float(f"{ratio:.2g}")


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        labels.text(
            "funding.alt_row",
            country=labels.country(row.economy),
            programme=getattr(row, f"name_{labels.language}"),
            share=_share(labels, row.value),
        )
        for row in _ranked(table).itertuples()
    )
    return labels.text("funding.alt", title=title(table, labels), rows=said)


def _terms(row: pd.Series, labels: Labels) -> str:
    """What the paper states: the amount, its years and what the money is."""
    key = "span" if row["until"] > row["since"] else "yearly"
    return labels.text(
        f"funding.terms.{key}",
        amount=labels.text(f"funding.currency.{row['currency']}", amount=float(row["amount"])),
        first=int(row["since"]),
        last=int(row["until"]),
        concept=row[f"concept_{labels.language}"],
    )


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A point per programme on a logarithmic scale, its terms beneath its name."""
    ranked = _ranked(table)
    palette = style.colours(ranked["economy"])
    names = [
        labels.text(
            "funding.name",
            country=labels.country(row["economy"]),
            programme=row[f"name_{labels.language}"],
        )
        for _, row in ranked.iterrows()
    ]
    terms = [_terms(row, labels) for _, row in ranked.iterrows()]
    left = 0.3 + max(
        *(style.measure(name, style.TEXT, "bold") for name in names),
        *(style.measure(term, style.FOOT) for term in terms),
    )
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["funding.subtitle"],
        labels.text("funding.foot", sources=labels.sources(take.origins(table))),
        height=0.92 * len(ranked),
        left=left,
        right=1.3,
    )
    axes.set_xscale("log")
    low, high = ranked["value"].min() / 2, max(ranked["value"].max(), ranked["stated"].max()) * 1.6
    axes.set_xlim(low, high)
    axes.set_ylim(len(ranked) - 0.5, -0.6)
    for place, (_, row) in enumerate(ranked.iterrows()):
        colour = palette[row["economy"]]
        axes.plot([low, row["value"]], [place, place], color=style.PALE, lw=0.8, zorder=1)
        axes.scatter(row["value"], place, s=34, color=colour, zorder=3)
        ends = [row["value"]]
        if pd.notna(row["stated"]):
            axes.scatter(row["stated"], place, marker="D", s=24, color=style.PAPER, zorder=3)
            ends.append(row["stated"])
        axes.annotate(
            _share(labels, row["value"]),
            (max(ends), place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center_baseline",
            size=style.TEXT,
            color=colour,
            weight="bold",
        )
        if pd.notna(row["stated"]):
            axes.annotate(
                labels.text("funding.stated", value=float(row["stated"])),
                (row["stated"], place),
                xytext=(0, -6),
                textcoords="offset points",
                ha="center",
                va="top",
                size=style.FOOT,
                color=style.PAPER,
            )
        for text, up, size, weight, ink in (
            (names[place], 5.5, style.TEXT, "bold", colour),
            (terms[place], -5.5, style.FOOT, "normal", style.MUTED),
        ):
            axes.annotate(
                text,
                (0, place),
                xycoords=("axes fraction", "data"),
                xytext=(-6, up),
                textcoords="offset points",
                ha="right",
                va="center_baseline",
                size=size,
                weight=weight,
                color=ink,
                annotation_clip=False,
            )
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(LogLocator(10))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: labels.number(value, "g")))
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A point for each programme, its terms on hover."""
    name, concept = f"name_{labels.language}", f"concept_{labels.language}"
    rows = _ranked(table)
    rows = rows.assign(
        series=[word("economy", code, labels) for code in rows["economy"]],
        paid=[
            labels.text(f"funding.currency.{row.currency}", amount=row.amount)
            for row in rows.itertuples()
        ],
        years=[f"{row.since}–{row.until}" for row in rows.itertuples()],
    )
    return Chart(
        "point",
        rows[[name, "series", "value", "paid", "years", concept]],
        Column("value", labels["report.chart.of_gdp"], ".3~g"),
        coloured(table["economy"], labels),
        by=name,
        hover=[
            Column("paid", labels["report.column.amount"]),
            Column("years", labels["report.column.year"]),
            Column(concept, labels["report.column.concept"]),
        ],
        logarithmic=True,
    )
