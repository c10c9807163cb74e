"""How far a complexity rank moves under choices that nobody can settle."""

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
from techsov.indicators.complexity_uncertainty import (
    ALL,
    BASELINE,
    CHOICES,
    INTERVALS,
    QUANTILES,
    THRESHOLDS,
)
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels
from techsov.presentation.words import word, words

FIGURE = Spec(
    shows="how far choices move the complexity rank",
    step="complexity",
    place=4,
    inputs=("indicators/complexity_intervals.csv",),
    settings=("focus", "peers", "main"),
)
FINE, COARSE = "HS92-4", "HS92-2"
DATASETS = {FINE: "atlas/rank-spread-hs92-4", COARSE: "atlas/exports-hs92-2"}
GREY = "#8a8a8a"
ROW = 0.25  # cm for a country


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """Intervals of the subject's rank by choice, and of every country's over all choices.

    Countries are those whose four-digit ranks the edition holds; where it holds none, the first
    focus country and its peers, by chapters.

    Returns
    -------
    pd.DataFrame
        columns role (choice of the subject; country), classification, vintage, country,
        year, choice, rank (baseline), low (best), high (worst), settings, ranked, dataset

    Raises
    ------
    CheckError
        When the table does not hold the subject
    """
    frame = tables.read(inputs["complexity_intervals"], INTERVALS)
    focus = settings["focus"][0]
    fine = frame[frame["classification"] == FINE]
    main = FINE if len(fine) else COARSE
    shown = set(fine["country"]) or {focus, *settings["peers"]}
    subject = focus if focus in shown & set(frame["country"]) else take.SUBJECT
    own = frame[(frame["country"] == subject) & (frame["choice"] != BASELINE)]
    if own.empty:
        raise CheckError(
            f"complexity_uncertainty: rank intervals of {subject} expected, found none"
        )
    of_all = (frame["classification"] == main) & frame["country"].isin(shown)
    others = frame[of_all & frame["choice"].isin([ALL, "bootstrap"])]
    table = pd.concat([own.assign(role="choice"), others.assign(role="country")]).rename(
        columns={"baseline": "rank", "best": "low", "worst": "high"}
    )
    table["dataset"] = table["classification"].map(DATASETS)
    order = ["role", "classification", "country", "choice"]
    columns = [
        *("role", "classification", "vintage", "country", "year", "choice"),
        *("rank", "low", "high", "settings", "ranked", "dataset"),
    ]
    return table.sort_values(order, kind="stable")[columns]


def title(table: pd.DataFrame, labels: Labels) -> str:
    """The rank and how far the choices together move it."""
    row = _whole(table, _main(table)).iloc[0]
    return labels.title(
        f"complexity_uncertainty.title.{'moves' if row['low'] < row['high'] else 'stands'}",
        of=labels.of(row["country"]),
        year=int(row["year"]),
        rank=int(row["rank"]),
        level=labels[f"complexity_uncertainty.level.{row['classification']}"],
        best=int(row["low"]),
        worst=int(row["high"]),
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    own = _choices(table)
    said = "; ".join(
        labels.text(
            "complexity_uncertainty.alt_row",
            choice=_choice(row.choice, labels),
            best=int(row.low),
            worst=int(row.high),
        )
        for row in own[own["classification"] == _main(table)].itertuples()
    )
    return labels.text("complexity_uncertainty.alt", title=title(table, labels), rows=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """The subject by choice on the left, all countries over all choices on the right."""
    main = _main(table)
    countries = table[table["role"] == "country"]
    codes = countries.sort_values(["rank", "country"])["country"].drop_duplicates().tolist()
    subject = _choices(table)["country"].iloc[0]
    figure, (left, right) = style.sheet(
        form,
        title(table, labels),
        labels.text(
            "complexity_uncertainty.subtitle",
            year=int(table["year"].iloc[0]),
            ranked=int(table["ranked"].max()),
        ),
        _foot(table, labels),
        height=max(ROW * len(codes), 6.5),
        panels=2,
        left=2.75,
        right=0.2,
        gap=0.0,
        shares=[1, 1.05],
        heads=[
            labels.text("complexity_uncertainty.of_subject", country=labels.country(subject)),
            labels[f"complexity_uncertainty.of_all.{main}"],
        ],
    )
    _draw_choices(left, _choices(table), labels, subject)
    _draw_countries(right, countries, codes, labels, subject)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A range for each country, over all choices or the bootstrap."""
    rows = table[table["role"] == "country"]
    series = [word("choice", choice, labels) for choice in rows["choice"]]
    rows = words(rows, labels, "country", "classification").assign(series=series)
    shades = (style.MUTED, style.COUNTRIES["RUS"])
    order = rows.sort_values("rank", kind="stable")["country"].drop_duplicates()
    return Chart(
        "range",
        rows[["country", "series", "classification", "rank", "low", "high", "ranked"]],
        Column.named(labels, "rank", "d"),
        dict(zip(dict.fromkeys(series), shades, strict=False)),
        by="country",
        hover=[Column.named(labels, "ranked", "d"), Column.named(labels, "classification")],
        menus=[Menu("series", labels["report.column.choice"])],
        order=list(order),
    )


def _choice(choice: str, labels: Labels) -> str:
    return labels.text(
        f"complexity_uncertainty.choice.{choice}",
        lowest=min(THRESHOLDS),
        highest=max(THRESHOLDS),
        inner=100 * (max(QUANTILES) - min(QUANTILES)),
    )


def _main(table: pd.DataFrame) -> str:
    return FINE if FINE in set(table["classification"]) else COARSE


def _choices(table: pd.DataFrame) -> pd.DataFrame:
    """The subject's rows, in the order of the choices, all of them together last."""
    order = {choice: n for n, choice in enumerate([*CHOICES, ALL])}
    own = table[table["role"] == "choice"]
    return own.sort_values("choice", key=lambda column: column.map(order), kind="stable")


def _whole(table: pd.DataFrame, classification: str) -> pd.DataFrame:
    own = _choices(table)
    return own[(own["choice"] == ALL) & (own["classification"] == classification)]


def _foot(table: pd.DataFrame, labels: Labels) -> str:
    """The source, and that chapters rank differently from headings, with both ranks."""
    said = [labels.text("complexity_uncertainty.foot", year=int(table["year"].iloc[0]))]
    fine, coarse = _whole(table, FINE), _whole(table, COARSE)
    if len(fine) and len(coarse):
        said.append(
            labels.text(
                "complexity_uncertainty.coarse",
                fine=int(fine["rank"].iloc[0]),
                coarse=int(coarse["rank"].iloc[0]),
            )
        )
    elif len(coarse):
        said.append(labels["complexity_uncertainty.coarse_only"])
    return " ".join(said)


def _draw_choices(axes: Axes, own: pd.DataFrame, labels: Labels, subject: str) -> None:
    choices = list(dict.fromkeys(own["choice"]))
    colour = style.colours([subject])[subject]
    looks = {FINE: (colour, -0.15), COARSE: (GREY, 0.15)}
    for row in own.itertuples():
        shade, shift = looks[row.classification]
        y = choices.index(row.choice) + shift
        axes.plot([row.low, row.high], [y, y], color=shade, lw=2.6, solid_capstyle="butt")
        axes.plot([row.rank], [y], "o", color=shade, ms=3.4, mec="white", mew=0.6, zorder=4)
        for place, side in ((row.low, "right"), (row.high, "left")):
            axes.annotate(
                str(int(place)),
                (place, y),
                xytext=(-2.5 if side == "right" else 2.5, 0),
                textcoords="offset points",
                ha=side,
                va="center",
                size=style.FOOT,
                color=shade,
            )
    for classification, (shade, shift) in looks.items():
        rows = own[(own["classification"] == classification) & (own["choice"] == choices[0])]
        for row in rows.itertuples():
            axes.annotate(
                labels[f"complexity_uncertainty.by.{classification}"],
                ((row.low + row.high) / 2, shift),
                xytext=(0, 5 if shift < 0 else -5),
                textcoords="offset points",
                ha="center",
                va="bottom" if shift < 0 else "top",
                size=style.SMALL,
                color=shade,
            )
    _rank_axis(axes, float(own["high"].max()), len(choices))
    named = [_choice(choice, labels) for choice in choices]
    axes.set_yticklabels([style.wrap(name, 2.6, style.SMALL) for name in named])


def _draw_countries(
    axes: Axes, rows: pd.DataFrame, codes: list[str], labels: Labels, subject: str
) -> None:
    colour = style.colours([subject])[subject]
    for row in rows.itertuples():
        y, shade = codes.index(row.country), colour if row.country == subject else GREY
        thick = row.choice == "bootstrap"
        axes.plot(
            [row.low, row.high],
            [y, y],
            color=shade,
            lw=3.2 if thick else 1.0,
            alpha=1.0 if row.country == subject else 0.75,
            solid_capstyle="butt",
        )
        axes.plot([row.rank], [y], "o", color=shade, ms=3.4, mec="white", mew=0.6, zorder=4)
    _rank_axis(axes, float(rows["high"].max()), len(codes))
    axes.set_yticklabels([labels.country(code) for code in codes], size=style.FOOT)
    axes.get_yticklabels()[codes.index(subject)].set(color=colour, weight="bold")


def _rank_axis(axes: Axes, worst: float, rows: int) -> None:
    axes.set_xlim(-6, worst + 9)
    axes.set_xticks([1, *range(20, int(worst) + 9, 20)])
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_yticks(range(rows))
