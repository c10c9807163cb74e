"""The weight of BRICS in the world economy, by prices and by membership."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="the weight of BRICS in the world economy, by prices and membership",
    step="turn",
    place=1,
    inputs=("indicators/macro.csv", "claims.csv"),
    settings=("years", "main"),
)
STATED = "s1-brics-gdp-share"
PRICES = {"gdp_usd_share": "market", "gdp_ppp_share": "parities"}
MEMBERS = {"BRICS5": "-", "BRICS-2024": (0, (5, 2)), "BRICS11": (0, (1.5, 1.5))}
RIVAL = "G7"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Shares of world GDP by group and price basis, and the paper's number with its tolerance.

    Returns
    -------
    pd.DataFrame
        columns role (group, stated), prices (market, parities), country, year, value, low,
        high (of `stated`), unit, dataset, vintage
    """
    rows = take.indicators(inputs["macro"], list(PRICES))
    rows = take.shown(take.of_main(rows, settings), settings)
    rows = rows[rows["country"].isin([*MEMBERS, RIVAL])]
    take.expect(rows, "shares of BRICS in world GDP", settings)
    table = rows.assign(role="group", prices=rows["indicator"].map(PRICES), low=None, high=None)
    claims = take.claims(inputs["claims"])
    (stated,) = take.published(claims, STATED)
    within = take.tolerance(claims, STATED)
    paper = take.paper(
        rows,
        role=["stated"],
        prices="",
        country="",
        year=pd.array([None], dtype="Int64"),
        value=[stated],
        low=[stated - within],
        high=[stated + within],
    )
    table = pd.concat([table.astype({"year": "Int64", "low": float, "high": float}), paper])
    columns = ["role", "prices", "country", "year", "value", "low", "high", *paper.columns[-3:]]
    return table[columns].sort_values(["role", "prices", "country", "year"])


def _last(table: pd.DataFrame) -> pd.DataFrame:
    """Groups in the last year that all of them have, both price bases."""
    groups = table[table["role"] == "group"]
    last = groups.groupby(["prices", "country"])["year"].max().min()
    return groups[groups["year"] == last]


def _stated(table: pd.DataFrame) -> pd.Series:
    return table[table["role"] == "stated"].iloc[0]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """From what to what the share of BRICS runs, and how many readings fit the paper's number."""
    stated = _stated(table)
    last = _last(table)
    of_brics = last[last["country"] != RIVAL]
    fits = int(of_brics["value"].between(stated["low"], stated["high"]).sum())
    key = "all" if fits == len(of_brics) else "some" if fits else "none"
    return labels.title(
        f"brics_weight.title.{key}",
        year=int(last["year"].iloc[0]),
        low=of_brics["value"].min(),
        high=of_brics["value"].max(),
        stated=stated["value"],
        fits=fits,
        readings=len(of_brics),
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        labels.text(
            "brics_weight.alt_line",
            prices=labels[f"brics_weight.{row.prices}"],
            group=labels[f"brics_weight.group.{row.country}"],
            value=row.value,
        )
        for row in _last(table).itertuples()
    )
    last = int(_last(table)["year"].iloc[0])
    return labels.text("brics_weight.alt", title=title(table, labels), year=last, lines=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A panel per price basis: a line per membership, the G7, and the paper's number as a band."""
    groups, stated = table[table["role"] == "group"], _stated(table)
    shown = [name for name in PRICES.values() if (groups["prices"] == name).any()]
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["brics_weight.subtitle"],
        labels.text("brics_weight.foot", sources=labels.sources(take.origins(table))),
        height=6.6,
        panels=len(shown),
        left=0.6,
        right=2.5,
        gap=0.2,
        heads=[labels[f"brics_weight.{name}"] for name in shown],
    )
    for axes, name in zip(panels, shown, strict=True):
        of_panel, ends = groups[groups["prices"] == name], []
        style.band(axes, stated["low"], stated["high"])
        axes.axhline(stated["value"], color=style.PAPER, lw=0.8)
        for code in (*MEMBERS, RIVAL):
            line = of_panel[of_panel["country"] == code].sort_values("year", kind="stable")
            if line.empty:
                continue
            colour = style.GROUPS["G7" if code == RIVAL else "BRICS"]
            axes.plot(line["year"], line["value"], color=colour, ls=MEMBERS.get(code, "-"))
            year, value = line[["year", "value"]].iloc[-1]
            group = labels[f"brics_weight.group.{code}"]
            said = labels.text("brics_weight.end", value=value, group=group)
            ends.append((int(year), value, said, colour))
        first = int(groups["year"].min())
        style.time_axis(axes, first, int(groups["year"].max()))
        axes.set_ylim(0, groups["value"].max() * 1.06)
        style.value_axis(axes, labels)
        style.label_ends(axes, ends)
        if axes is panels[0]:
            text = labels.text("brics_weight.stated", value=stated["value"])
            style.note(axes, text, (first, stated["high"]), (0, 2), va="bottom", color=style.PAPER)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each membership and the G7, at the prices chosen."""
    groups, stated = (table[table["role"] == role] for role in ("group", "stated"))
    codes = dict.fromkeys(groups["country"])
    names = {code: labels[f"brics_weight.group.{code}"] for code in codes}
    rows = groups.assign(
        series=groups["country"].map(names),
        prices=[labels[f"brics_weight.{prices}"] for prices in groups["prices"]],
    )
    spare = iter((style.GROUPS["BRICS"], style.OTHERS[0], style.OTHERS[6]))
    text = labels.text("brics_weight.stated", value=float(stated["value"].iloc[0]))
    return Chart(
        "line",
        rows[["series", "prices", "year", "value"]],
        Column.named(labels, "value", ".2f"),
        {
            name: style.GROUPS[RIVAL] if code == RIVAL else next(spare, style.MUTED)
            for code, name in names.items()
        },
        menus=[Menu("prices", labels["report.column.prices"], labels["brics_weight.parities"])],
        bands=stated.assign(text=text)[["low", "high", "text"]],
        zero=True,
    )
