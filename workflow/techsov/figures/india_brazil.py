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
PEAK, FALL = "s3-india-growth-peak", "s3-india-gdp-decline"
LEVEL = "s3-brazil-manufacturing-level"
SHOCK = "intro-pandemic-year"
# Number that the paper states: its panel, its country and its sign, and the years that it is about
# (as its test in config/claims.yaml has them; that of the shock is stated itself).
STATED = {
    PEAK: ("growth", "IND", 1, (1991, 2019)),
    FALL: ("growth", "IND", -1, None),
    LEVEL: ("made", "BRA", 1, (2021, 2021)),
}


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Growth of both countries, manufacturing in value added, and what the paper states of them.

    Returns
    -------
    pd.DataFrame
        columns role (growth, made, or the id of a claim), country, year (of a claim, the
        last that it is about), since (the first), value, unit, dataset, vintage
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
            since=years[0] if years else int(shock),
            year=years[1] if years else int(shock),
            value=[sign * take.published(claims, claim)[0]],
        )
        for claim, (_, country, sign, years) in STATED.items()
    ]
    table = pd.concat([table, *stated]).astype({"since": "Int64"})
    columns = ["role", "country", "since", "year", "value", "unit", "dataset", "vintage"]
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
    then = india[india["year"] == shock["year"]]["value"]
    if then.empty or brazil.empty:
        return labels.title("india_brazil.title.none", peak=india["value"].max())
    change = then.iloc[0]
    return labels.title(
        f"india_brazil.title.{'fell' if change < 0 else 'rose'}",
        year=int(shock["year"]),
        change=abs(change),
        stated=abs(shock["value"]),
        last=int(brazil["year"].iloc[-1]),
        end=brazil["value"].iloc[-1],
    )


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
    """Growth, then manufacturing; what the paper states over the years that it is about."""
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
        right=1.5,
        gap=0.2,
        shares=(1.35, 1)[: len(shown)],
        heads=[labels[f"india_brazil.{role}"] for role in shown],
    )
    for axes, role in zip(panels, shown, strict=True):
        claims = [claim for claim, (panel, *_) in STATED.items() if panel == role]
        of_panel = table[table["role"].isin([role, *claims])]
        room = 0.1 * (of_panel["value"].max() - min(of_panel["value"].min(), 0))
        style.time_axis(axes, int(of_panel["year"].min()), int(of_panel["year"].max()))
        axes.set_ylim(min(of_panel["value"].min() - room, 0), of_panel["value"].max() + 1.6 * room)
        style.value_axis(axes, labels)
        axes.axhline(0, color=style.MUTED, lw=0.6)
        ends = []
        for country in COUNTRIES:
            if (line := _line(table, role, country)).empty:
                continue
            colour = style.COUNTRIES[country]
            axes.plot(line["year"], line["value"], color=colour)
            end = {"value": line["value"].iloc[-1], "country": labels.country(country)}
            text = labels.text("india_brazil.end", **end)
            ends.append((int(line["year"].iloc[-1]), end["value"], text, colour))
        for claim in claims:
            _draw_stated(axes, _stated(table, claim), labels)
        style.label_ends(axes, ends)
    return figure


def _draw_stated(axes: Axes, said: pd.Series, labels: Labels) -> None:
    """A point for a year that the paper speaks of, or a line over several."""
    text = labels.text(f"india_brazil.stated.{said['role']}", value=said["value"])
    look = {"color": style.PAPER, "path_effects": style.HALO}
    if said["since"] < said["year"]:
        axes.plot([said["since"], said["year"]], [said["value"]] * 2, color=style.PAPER, lw=1.2,
                  ls=(0, (4, 2)))  # fmt: skip
        first = max(said["since"], axes.get_xlim()[0])
        style.note(axes, text, (first, said["value"]), (0, 2), va="bottom", **look)
        return
    axes.scatter(said["year"], said["value"], marker="D", s=22, color=style.PAPER, zorder=4)
    text = style.wrap(text, 0.5 * style.wide(axes), style.SMALL)
    style.note(axes, text, (said["year"], said["value"]), (-6, 0), ha="right", **look)


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each country, of growth or of manufacturing."""
    rows = table[table["role"].isin(["growth", "made"])]
    shades = coloured(rows["country"], labels)
    rows = words(rows, labels, "country").rename(columns={"country": "series"})
    rows = rows.assign(role=[labels[f"india_brazil.{role}"] for role in rows["role"]])
    growth = labels["india_brazil.growth"]
    of = [claim for claim, (*_, years) in STATED.items() if not years or years[0] == years[1]]
    points = stated(table.set_index("role").loc[of], labels)
    return Chart(
        "line",
        rows[["series", "role", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        shades,
        menus=[Menu("role", labels["report.column.measure"], growth)],
        stated=points.assign(role=[labels[f"india_brazil.{STATED[c][0]}"] for c in of]),
    )
