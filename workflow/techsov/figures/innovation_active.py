"""Innovation-active organisations of Russia on both bases, against the paper's level."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import words

FIGURE = Spec(
    shows="innovation-active organisations, on both editions of the Oslo Manual",
    step="research",
    place=3,
    inputs=("indicators/research.csv", "claims.csv"),
    settings=("years", "main"),
)
BASES = {"innovation_active_oslo3": "oslo3", "innovation_active_oslo4": "oslo4"}
COLOURS = {"oslo3": "#3F8FC4", "oslo4": "#00456D"}
LEVEL = "s4-innovation-active-level"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The share on each edition of the Oslo manual, and the level that the paper states.

    Returns
    -------
    pd.DataFrame
        columns basis (oslo3, oslo4, stated), country, year, value, unit, dataset, vintage,
        tolerance (of `stated`)
    """
    rows = take.indicators(inputs["research"], list(BASES))
    rows = take.of_main(rows[rows["country"] == take.SUBJECT], settings)
    rows = take.expect(
        take.shown(rows, settings), f"innovation activity of {take.SUBJECT}", settings
    )
    claims = take.claims(inputs["claims"])
    paper = take.paper(
        rows,
        basis=["stated"],
        country=take.SUBJECT,
        year=pd.array([None], dtype="Int64"),
        value=take.published(claims, LEVEL),
        tolerance=take.tolerance(claims, LEVEL),
    )
    rows = rows.assign(basis=rows["indicator"].map(BASES)).astype({"year": "Int64"})
    columns = ["basis", "country", "year", "value", "unit", "dataset", "vintage", "tolerance"]
    return pd.concat([rows, paper])[columns].sort_values(["basis", "year"])


def _series(table: pd.DataFrame) -> dict[str, pd.Series]:
    """The share by year on each basis that the table holds, the older first."""
    return {
        basis: table[table["basis"] == basis].set_index("year")["value"].sort_index()
        for basis in COLOURS
        if (table["basis"] == basis).any()
    }


def _break(series: dict[str, pd.Series]) -> int | None:
    """The year that stands on both bases, if the years shown hold it."""
    if len(series) < 2:
        return None
    common = series["oslo3"].index.intersection(series["oslo4"].index)
    return int(common[0]) if len(common) else None


def _stated(table: pd.DataFrame) -> pd.Series:
    return table[table["basis"] == "stated"].iloc[0]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether the older basis stood near the stated level, and what the newer one did to it."""
    series, stated = _series(table), _stated(table)
    older = next(iter(series.values()))
    near = "near" if abs(older.mean() - stated["value"]) <= stated["tolerance"] else "far"
    numbers = {"stated": stated["value"], "mean": older.mean(), "years": labels.years(older.index)}
    if (year := _break(series)) is None:
        return labels.title(f"innovation_active.title.{near}", **numbers)
    before, after = (each[year] for each in series.values())
    way = "up" if after > before else "down"
    return labels.title(
        f"innovation_active.title.{near}_{way}", year=year, before=before, after=after, **numbers
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        labels.text(
            "innovation_active.alt_line",
            basis=labels[f"innovation_active.{basis}"],
            years=labels.years(line.index),
            low=line.min(),
            high=line.max(),
        )
        for basis, line in _series(table).items()
    )
    return labels.text("innovation_active.alt", title=title(table, labels), lines=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A line for each basis, not joined, with the break between them."""
    series, stated = _series(table), _stated(table)["value"]
    year = _break(series)
    sources = labels.sources(take.origins(table))
    foot = labels.text("innovation_active.foot", year=year) if year else ""
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["innovation_active.subtitle"],
        f"{sources} {foot}".strip(),
        height=5.6,
        left=0.7,
        right=0.4,
    )
    for basis, line in series.items():
        axes.plot(line.index, line, color=COLOURS[basis], marker="o", ms=3.5)
        for when, value in line.items():
            across = value < stated < value + 1  # the label would lie on the stated level
            below = across or (basis == "oslo3" and when == year)
            at, look = (when, value), {"ha": "center", "va": "top" if below else "bottom"}
            said = labels.number(value, ".1f" if style.wide(axes) > 10 else ".0f")
            style.note(axes, said, at, (0, -6 if below else 5), color=COLOURS[basis], **look)
        # The older line is named below its lowest point, the newer one above its end.
        old = basis == "oslo3"
        style.note(
            axes,
            style.wrap(labels[f"innovation_active.{basis}"], 0.4 * style.wide(axes), style.TEXT),
            (line.index[0], line.min()) if old else (line.index[-1], line.iloc[-1]),
            (-6, -14) if old else (0, 18),
            ha="left" if old else "right",
            va="top" if old else "bottom",
            color=COLOURS[basis],
            size=style.TEXT,
        )
    shown = table.loc[table["basis"] != "stated", "year"]
    style.time_axis(axes, int(shown.min()), int(shown.max()))
    if year:
        low, high = sorted(line[year] for line in series.values())
        axes.plot([year, year], [low + 0.35, high - 0.35], color=style.MUTED, lw=0.8, ls=":")
        text, at = labels["innovation_active.break"], (year, (low + high) / 2)
        style.note(axes, text, at, (4, 0), color=style.MUTED)
    axes.axhline(stated, color=style.PAPER, lw=0.9, ls=(0, (4, 2)), zorder=1)
    text, at = labels.text("innovation_active.stated", value=stated), (axes.get_xlim()[1], stated)
    style.note(axes, text, at, (0, -3), ha="right", va="top", color=style.PAPER)
    axes.set_ylim(0, max(line.max() for line in series.values()) * 1.25)
    style.value_axis(axes, labels, spec=".0f")
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each basis, and a band for what the paper states."""
    stated = table[table["basis"] == "stated"]
    rows = words(table[table["basis"] != "stated"], labels, "basis")
    rows = rows.rename(columns={"basis": "series"})
    low, high = (stated["value"] + sign * stated["tolerance"] for sign in (-1, 1))
    text = labels.text("innovation_active.stated", value=float(stated["value"].iloc[0]))
    return Chart(
        "line",
        rows[["series", "year", "value"]],
        Column.named(labels, "value", ".1f"),
        dict(zip(dict.fromkeys(rows["series"]), COLOURS.values(), strict=False)),
        bands=pd.DataFrame({"low": low, "high": high, "text": text}),
        zero=True,
    )
