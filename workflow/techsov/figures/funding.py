"""What programmes cost a year as a share of GDP, on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

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


def _alike(table: pd.DataFrame) -> pd.DataFrame:
    """The programmes of the kind of money that most of them are, the largest first."""
    ranked = _ranked(table)
    kind = ranked["concept"].value_counts().index[0]
    return ranked[ranked["concept"] == kind]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """The largest and the smallest of the programmes that are one kind of money."""
    alike = _alike(table)
    most, least = alike.iloc[0], alike.iloc[-1]
    return labels.title(
        "funding.title",
        largest=most[f"name_{labels.language}"],
        smallest=least[f"name_{labels.language}"],
        most=_share(labels, most["value"]),
        least=_share(labels, least["value"]),
    )


def _share(labels: Labels, value: float) -> str:
    """A share of GDP with two significant digits, which small shares need."""
    return labels.percent(value, 2 if value >= 0.1 else 3)


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
    """What the paper states: the amount and its years."""
    amount = labels.text(f"funding.currency.{row['currency']}", amount=float(row["amount"]))
    key = "span" if row["until"] > row["since"] else "yearly"
    years = {"first": int(row["since"]), "last": int(row["until"])}
    return labels.text(f"funding.terms.{key}", amount=amount, **years)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A point per programme on a logarithmic scale, under the heading of its kind of money."""
    ranked = _ranked(table)
    kinds = dict.fromkeys([*_alike(table)["concept"], *ranked["concept"]])
    places, place = {}, -0.3
    for kind in kinds:
        place += 1.3 if form.stacked else 0.9
        for index in ranked.index[ranked["concept"] == kind]:
            places[index] = place
            place += 1
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["funding.subtitle"],
        labels.text("funding.foot", sources=labels.sources(take.origins(table))),
        height=0.85 * place + 0.3,
        left=0.2,
        right=0.9,
    )
    palette = style.colours(ranked["economy"])
    low, high = ranked["value"].min() / 2, max(ranked["value"].max(), ranked["stated"].max()) * 1.6
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    for index, row in ranked.iterrows():
        y, colour, ends = places[index], palette[row["economy"]], [row["value"]]
        axes.plot([low, row["value"]], [y, y], color=style.FAINT, lw=0.8, zorder=1)
        axes.scatter(row["value"], y, s=34, color=colour, zorder=3)
        if pd.notna(row["stated"]):
            axes.scatter(row["stated"], y, marker="D", s=24, color=style.PAPER, zorder=3)
            ends.append(row["stated"])
            text, look = labels.text("funding.stated", value=row["stated"]), {"color": style.PAPER}
            style.note(axes, text, (row["stated"], y), (0, -6), ha="center", va="top", **look)
        text, look = _share(labels, row["value"]), {"color": colour, "weight": "bold"}
        style.note(axes, text, (max(ends), y), (6, 0), size=style.TEXT, **look)
        programme = f"{labels.country(row['economy'])}: {row[f'name_{labels.language}']}"
        text = style.wrap(f"{programme} · {_terms(row, labels)}", form.inner - 0.3, style.SMALL)
        style.note(axes, text, (low, y), (0, 4), va="bottom", path_effects=style.HALO)
    for kind in kinds:
        rows = ranked[ranked["concept"] == kind]
        text = rows[f"concept_{labels.language}"].iloc[0]
        at, look = (
            (low, places[rows.index[0]] - (1.0 if form.stacked else 0.62)),
            {"weight": "bold", "va": "bottom"},
        )
        style.note(axes, text[:1].upper() + text[1:], at, size=style.PANEL, **look)
    axes.set_ylim(place - 0.5, -0.4)
    style.open_axis(axes, "x")
    axes.yaxis.set_visible(False)
    axes.xaxis.set_major_locator(LogLocator(10))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: labels.number(value, "g"))
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
