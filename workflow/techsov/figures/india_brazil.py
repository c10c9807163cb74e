"""India and Brazil behind the paper's statements: growth, and the weight of manufacturing."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column, Menu, stated
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, words

FIGURE = Spec(
    shows="growth and manufacturing of India and Brazil, beside the paper’s numbers",
    step="brics",
    place=1,
    inputs=("indicators/macro.csv", "claims.csv"),
    settings=("years", "main"),
)
COUNTRIES = ("IND", "BRA")
GROWTH, MADE = "gdp_growth", "manufacturing_va_share"
# Number that the paper states, its sign, and the country that it is about.
PEAK, FALL = "s3-india-growth-peak", "s3-india-gdp-decline"
LEVEL = "s3-brazil-manufacturing-level"
SHOCK = "intro-pandemic-year"
STATED = {PEAK: ("growth", "IND", 1), FALL: ("growth", "IND", -1), LEVEL: ("made", "BRA", 1)}


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Growth of both countries, manufacturing in value added, and what the paper states of them.

    Returns
    -------
    pd.DataFrame
        columns role (growth, made, or the id of a claim), country, year, value, unit,
        dataset, vintage
    """
    rows = take.indicators(inputs["macro"], [GROWTH, MADE])
    rows = take.shown(take.of_main(rows, settings), settings)
    rows = rows[rows["country"].isin(COUNTRIES)]
    take.expect(rows[rows["indicator"] == GROWTH], "growth of India and Brazil", settings)
    table = rows.assign(role=rows["indicator"].map({GROWTH: "growth", MADE: "made"}))
    claims = take.claims(inputs["claims"])
    (shock,) = take.published(claims, SHOCK)
    stated = [
        take.paper(
            rows,
            role=[claim],
            country=country,
            year=pd.array([int(shock) if claim == FALL else None], dtype="Int64"),
            value=[sign * take.published(claims, claim)[0]],
        )
        for claim, (_, country, sign) in STATED.items()
    ]
    table = pd.concat([table.astype({"year": "Int64"}), *stated])
    columns = ["role", "country", "year", "value", "unit", "dataset", "vintage"]
    return table[columns].sort_values(["role", "country", "year"])


def _line(table: pd.DataFrame, role: str, country: str) -> pd.DataFrame:
    chosen = (table["role"] == role) & (table["country"] == country)
    return table[chosen].sort_values("year", kind="stable")


def _stated(table: pd.DataFrame, claim: str) -> pd.Series:
    return table[table["role"] == claim].iloc[0]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """India's year of the pandemic beside the paper's number, and where manufacturing went."""
    shock = _stated(table, FALL)
    india, brazil = _line(table, "growth", "IND"), _line(table, "made", "BRA")
    then = india[india["year"] == shock["year"]]
    made = "none" if len(brazil) < 2 else "fell" if _change(brazil) < 0 else "rose"
    if then.empty:
        made = "none"
    growth = then["value"].iloc[0] if len(then) else float("nan")
    return labels.title(
        f"india_brazil.title.{made}",
        year=int(shock["year"]),
        growth=growth,
        stated=shock["value"],
        peak=india["value"].max(),
        first=int(brazil["year"].iloc[0]) if len(brazil) else 0,
        last=int(brazil["year"].iloc[-1]) if len(brazil) else 0,
        start=brazil["value"].iloc[0] if len(brazil) else float("nan"),
        end=brazil["value"].iloc[-1] if len(brazil) else float("nan"),
    )


def _change(line: pd.DataFrame) -> float:
    return line["value"].iloc[-1] - line["value"].iloc[0]


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = [
        labels.text(
            "india_brazil.alt_line",
            panel=labels[f"india_brazil.{role}"],
            country=labels.country(country),
            years=labels.years(line["year"]),
            low=line["value"].min(),
            high=line["value"].max(),
        )
        for role in ("growth", "made")
        for country in COUNTRIES
        if len(line := _line(table, role, country))
    ]
    return labels.text("india_brazil.alt", title=title(table, labels), lines="; ".join(said))


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """Left growth, right manufacturing; what the paper states in its own colour."""
    shown = [role for role in ("growth", "made") if (table["role"] == role).any()]
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["india_brazil.subtitle"],
        labels.text(
            "india_brazil.foot" if len(shown) > 1 else "india_brazil.foot_growth",
            sources=labels.sources(take.origins(table)),
        ),
        height=6.0,
        panels=len(shown),
        left=0.7,
        right=1.7,
        gap=0.2,
        shares=(1.35, 1)[: len(shown)],
        heads=[labels[f"india_brazil.{role}"] for role in shown],
    )
    for axes, role in zip(panels, shown, strict=True):
        ends = []
        for country in COUNTRIES:
            line = _line(table, role, country)
            if line.empty:
                continue
            colour = style.COUNTRIES[country]
            axes.plot(line["year"], line["value"], color=colour)
            last = line.iloc[-1]
            said = labels.text(
                "india_brazil.end", value=last["value"], country=labels.country(country)
            )
            ends.append((int(last["year"]), last["value"], said, colour))
        years = table[table["role"] == role]["year"]
        style.time_axis(axes, int(years.min()), int(years.max()))
        low, high = _reach(table, role)
        axes.set_ylim(low, high)
        style.value_axis(axes, labels)
        if low < 0:
            axes.axhline(0, color=style.MUTED, lw=0.6)
        ends += _draw_stated(axes, table, role, labels)
        style.label_ends(axes, ends, room=1.7)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each country, of growth or of manufacturing."""
    rows = table[table["role"].isin(["growth", "made"])]
    shades = coloured(rows["country"], labels)
    rows = words(rows, labels, "country").rename(columns={"country": "series"})
    rows = rows.assign(role=[labels[f"india_brazil.{role}"] for role in rows["role"]])
    growth = labels["india_brazil.growth"]
    return Chart(
        "line",
        rows[["series", "role", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        shades,
        menus=[Menu("role", labels["report.column.measure"], growth)],
        stated=stated(table[table["dataset"] == "paper"], labels).assign(role=growth),
    )


def _reach(table: pd.DataFrame, role: str) -> tuple[float, float]:
    """Lowest and highest of a panel, the paper's numbers included; from nought for a share."""
    claims = [claim for claim, (panel, *_) in STATED.items() if panel == role]
    values = table[table["role"].isin([role, *claims])]["value"]
    room = 0.1 * (values.max() - min(values.min(), 0))
    return (min(values.min() - room, 0) if role == "growth" else 0, values.max() + room)


def _draw_stated(axes: Axes, table: pd.DataFrame, role: str, labels: Labels) -> list[tuple]:
    """A point for a year that the paper names, else a line; returns the lines' ends."""
    _, last = axes.get_xlim()
    ends = []
    for claim, (panel, _, _) in STATED.items():
        if panel != role:
            continue
        said = _stated(table, claim)
        text = labels.text(f"india_brazil.stated.{claim}", value=said["value"])
        if pd.isna(said["year"]):
            axes.axhline(said["value"], color=style.PAPER, lw=0.9, ls=(0, (4, 2)))
            ends.append((last, said["value"], text, style.PAPER))
            continue
        axes.scatter(said["year"], said["value"], marker="D", s=22, color=style.PAPER, zorder=4)
        axes.annotate(
            text,
            (said["year"], said["value"]),
            xytext=(-6, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            size=style.SMALL,
            color=style.PAPER,
            path_effects=style.HALO,
        )
    return ends
