"""How far a complexity rank moves under choices of method that nobody can settle."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators.complexity_uncertainty import ALL, BASELINE, CHOICES, INTERVALS, THRESHOLDS
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="how far choices of method move the complexity rank",
    step="complexity",
    place=4,
    inputs=("indicators/complexity_intervals.csv",),
    settings=("focus",),
)
FINE, COARSE = "HS92-4", "HS92-2"
DATASETS = {FINE: "atlas/rank-spread-hs92-4", COARSE: "atlas/exports-hs92-2"}
SAMPLING = "bootstrap"  # draws of goods: an error, not a choice


def intervals(path: str, settings: dict) -> tuple[str, pd.DataFrame]:
    """The country in focus and every country's intervals, with each row's dataset.

    Returns
    -------
    tuple[str, pd.DataFrame]
        the first focus country, or the paper's subject where the table lacks it; columns as
        in the table, `baseline`, `best` and `worst` as rank, low, high

    Raises
    ------
    CheckError
        When the table holds neither
    """
    frame = tables.read(path, INTERVALS)
    focus, held = settings["focus"][0], set(frame["country"])
    country = focus if focus in held else take.SUBJECT
    if country not in held:
        raise CheckError(f"rank intervals of {country} expected, found none")
    names = {"baseline": "rank", "best": "low", "worst": "high"}
    return country, frame.rename(columns=names).assign(
        dataset=frame["classification"].map(DATASETS)
    )


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Intervals of the subject's rank by choice, from headings and from chapters.

    Returns
    -------
    pd.DataFrame
        columns classification, vintage, country, year, choice, rank (baseline), low (best),
        high (worst), settings, ranked, dataset
    """
    country, frame = intervals(inputs["complexity_intervals"], settings)
    chosen = ~frame["choice"].isin([BASELINE, ALL, SAMPLING])
    table = frame[(frame["country"] == country) & chosen]
    order = {choice: n for n, choice in enumerate(CHOICES)}
    columns = ["classification", "vintage", "country", "year", "choice", "rank", "low", "high"]
    columns += ["settings", "ranked", "dataset"]
    table = table.sort_values("choice", key=lambda names: names.map(order), kind="stable")
    return table[columns].sort_values("classification", ascending=False, kind="stable")


def main(table: pd.DataFrame) -> pd.DataFrame:
    """Rows from headings where there are any, else those from chapters."""
    held = FINE if FINE in set(table["classification"]) else COARSE
    return table[table["classification"] == held]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """The rank and how far the choices move it."""
    rows = main(table)
    best, worst, first = int(rows["low"].min()), int(rows["high"].max()), rows.iloc[0]
    return labels.title(
        f"complexity_choices.title.{'moves' if best < worst else 'stands'}",
        of=labels.of(first["country"]),
        year=int(first["year"]),
        rank=int(first["rank"]),
        best=best,
        worst=worst,
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        labels.text(
            "complexity_choices.alt_row",
            choice=_choice(row.choice, labels),
            best=int(row.low),
            worst=int(row.high),
        )
        for row in main(table).itertuples()
    )
    return labels.text("complexity_choices.alt", title=title(table, labels), rows=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A row per choice: from the best to the worst rank, with the rank of the baseline."""
    choices = list(dict.fromkeys(main(table)["choice"]))
    choices += [c for c in dict.fromkeys(table["choice"]) if c not in choices]
    country = table["country"].iloc[0]
    looks = {FINE: (style.colours([country])[country], -0.17), COARSE: (style.MIDDLE, 0.17)}
    held = set(table["classification"])
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels.text(
            "complexity_choices.subtitle",
            year=int(table["year"].iloc[0]),
            ranked=int(table["ranked"].max()),
        ),
        _foot(table, labels),
        height=(1.3 if form.stacked else 0.85) * len(choices),
        left=4.0,
        right=0.3,
        key=[
            (labels[f"complexity_choices.by.{kind}"], colour, "line")
            for kind, (colour, _) in looks.items()
            if kind in held
        ],
    )
    for classification, rows in table.groupby("classification"):
        colour, shift = looks[classification]
        for row in rows.itertuples():
            y = choices.index(row.choice) + shift
            axes.plot([row.low, row.high], [y, y], color=colour, lw=2.6, solid_capstyle="butt")
            axes.plot([row.rank], [y], "o", color=colour, ms=4, mec="white", mew=0.6, zorder=4)
            for place, ha in ((row.low, "right"), (row.high, "left")):
                at, away = (place, y), (-3 if ha == "right" else 3, 0)
                style.note(axes, str(int(place)), at, away, ha=ha, color=colour)
    style.row_axis(axes, [_choice(choice, labels) for choice in choices])
    across(axes, float(table["high"].max()))
    return figure


def across(axes: Axes, worst: float) -> None:
    """Ranks along the bottom, the first on the left."""
    axes.set_xlim(-8, worst + 10)
    axes.set_xticks([1, *range(20, int(worst) + 9, 20)])


def _choice(choice: str, labels: Labels) -> str:
    ends = {"lowest": min(THRESHOLDS), "highest": max(THRESHOLDS)}
    return labels.text(f"complexity_choices.choice.{choice}", **ends)


def _foot(table: pd.DataFrame, labels: Labels) -> str:
    """The source, and that chapters rank differently from headings, with both ranks."""
    ranks = table.groupby("classification")["rank"].first().astype(int)
    foot = labels.text("complexity_choices.foot", year=int(table["year"].iloc[0]))
    if COARSE not in ranks:
        return foot
    if FINE not in ranks:
        return f"{foot} {labels['complexity_choices.coarse_only']}"
    both = labels.text("complexity_choices.coarse", fine=ranks[FINE], coarse=ranks[COARSE])
    return f"{foot} {both}"


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A range for each choice, from headings and from chapters."""
    by = "complexity_choices.by"
    rows = table.assign(
        series=[labels[f"{by}.{kind}"] for kind in table["classification"]],
        choice=[_choice(choice, labels) for choice in table["choice"]],
    )
    country = table["country"].iloc[0]
    shades = {FINE: style.colours([country])[country], COARSE: style.MIDDLE}
    held = set(table["classification"])
    return Chart(
        "range",
        rows[["choice", "series", "rank", "low", "high", "ranked"]],
        Column.named(labels, "rank", "d"),
        {labels[f"{by}.{kind}"]: colour for kind, colour in shades.items() if kind in held},
        by="choice",
        hover=[Column.named(labels, "ranked", "d")],
    )
