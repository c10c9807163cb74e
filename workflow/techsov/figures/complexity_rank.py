"""A country's complexity rank by release and classification."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="the complexity rank, by release and classification",
    step="complexity",
    place=1,
    inputs=("indicators/complexity.csv", "claims.csv"),
    settings=("focus", "years", "main"),
)
CLASSIFICATIONS = ("SITC", "HS92", "HS12")
BANDS = {"third": "s5-complexity-third-ten", "sixth": "s5-complexity-sixth-ten"}
# Older releases are paler; the edition's own has the country's colour.
GREYS = ("#adadad", "#959595", "#7c7c7c", "#646464", "#4b4b4b")
BAND = "#f3e3c3"


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """A country's ranks on every release, and the bands that the paper names for its subject.

    Returns
    -------
    pd.DataFrame
        columns role (main, other, or the band's name), classification, vintage, country,
        year, rank, ranked, low, high (of bands), dataset
    """
    country, rows = take.complexity(inputs["complexity"], settings)
    rows = take.expect(rows[rows["country"] == country], f"rank of {country}", settings)
    main = settings["main"].get(take.ATLAS)
    table = rows.assign(role=["main" if v == main else "other" for v in rows["vintage"]])
    columns = [
        "role",
        "classification",
        "vintage",
        "country",
        "year",
        "rank",
        "ranked",
        "low",
        "high",
        "dataset",
    ]
    claims = take.claims(inputs["claims"])
    bands = [
        dict(zip(("low", "high"), take.published(claims, claim), strict=True))
        | {"role": name, "country": country, "dataset": "paper"}
        for name, claim in BANDS.items()
        if country == take.SUBJECT
    ]
    table = pd.concat([table, pd.DataFrame(bands)]).reindex(columns=columns)
    text = ["role", "classification", "vintage", "country", "dataset"]
    table[text] = table[text].fillna("")
    table = table.astype({c: "Int64" for c in ("year", "rank", "ranked")})
    return table.sort_values(["dataset", "classification", "vintage", "year", "low"])


def _ranks(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["role"].isin(["main", "other"])]


def _disputed(table: pd.DataFrame) -> tuple[int, pd.DataFrame]:
    """The latest year that several lines hold, and its rows from best to worst."""
    ranks = _ranks(table)
    lines = ranks.groupby("year").size()
    year = int(lines[lines > 1].index.max()) if (lines > 1).any() else int(lines.index.max())
    several = ranks.groupby("year")["vintage"].nunique()
    if (several > 1).any():
        year = int(several[several > 1].index.max())
    return year, ranks[ranks["year"] == year].sort_values("rank", kind="stable")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How far releases and classifications differ on one and the same year."""
    year, rows = _disputed(table)
    best, worst = int(rows["rank"].iloc[0]), int(rows["rank"].iloc[-1])
    return labels.title(
        f"complexity_rank.title.{'differ' if best < worst else 'agree'}",
        best=best,
        worst=worst,
        year=year,
        of=labels.of(rows["country"].iloc[0]),
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    year, rows = _disputed(table)
    said = "; ".join(
        labels.text(
            "complexity_rank.alt_rank",
            classification=labels[f"complexity_rank.{row.classification}"],
            vintage=row.vintage,
            rank=row.rank,
            ranked=row.ranked,
        )
        for row in rows.itertuples()
    )
    return labels.text("complexity_rank.alt", title=title(table, labels), year=year, ranks=said)


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A panel per classification, a line per release, rank 1 on top."""
    ranks = _ranks(table)
    present = [c for c in CLASSIFICATIONS if c in set(ranks["classification"])]
    spans = ranks.groupby("classification")["year"].agg(lambda y: y.max() - y.min() + 2)
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["complexity_rank.subtitle"],
        labels.text(
            "complexity_rank.foot",
            releases=", ".join(sorted(set(ranks["vintage"]))),
            ranked=_sizes(ranks, labels),
        ),
        height=7.0,
        panels=len(present),
        left=0.55,
        right=1.5,
        gap=0.0,
        shares=[float(max(spans[c], 9)) for c in present],
        heads=[labels[f"complexity_rank.{classification}"] for classification in present],
    )
    lowest = int(ranks["rank"].max()) + 5
    for axes, classification in zip(panels, present, strict=True):
        _draw_panel(axes, ranks[ranks["classification"] == classification], labels)
        axes.set_ylim(lowest, 0)
        axes.set_yticks([1, *range(10, lowest, 10)])
        axes.grid(axis="y")
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
        for band in table[table["role"].isin(BANDS)].itertuples():
            axes.axhspan(band.low - 0.5, band.high + 0.5, color=BAND, lw=0, zorder=0)
            if axes is panels[-1]:
                said = style.wrap(labels[f"complexity_rank.{band.role}"], 1.45, style.SMALL)
                axes.annotate(
                    said,
                    (axes.get_xlim()[1], (band.low + band.high) / 2),
                    xytext=(2.5, 0),
                    textcoords="offset points",
                    va="center",
                    color=style.PAPER,
                    size=style.SMALL,
                    annotation_clip=False,
                )
    for axes, classification in zip(panels, present, strict=True):
        _label_panel(axes, ranks[ranks["classification"] == classification], labels)
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A line for each release, of the classification chosen."""
    rows = _ranks(table)
    newest_first = sorted(set(rows["vintage"]), reverse=True)
    names = {v: labels.text("report.chart.release", vintage=v) for v in newest_first}
    shades = zip(
        names.values(), (*style.colours(rows["country"]).values(), *style.OTHERS), strict=False
    )
    rows = rows.assign(
        series=rows["vintage"].map(names),
        classification=[labels[f"complexity_rank.{c}"] for c in rows["classification"]],
    ).sort_values(["classification", "series", "year"])
    tens = table[table["role"].isin(BANDS)]
    tens = tens.assign(text=[labels[f"complexity_rank.{role}"] for role in tens["role"]])
    first = "SITC" if "SITC" in set(rows["classification"]) else ""
    return Chart(
        "line",
        rows[["series", "classification", "year", "rank", "ranked"]],
        Column.named(labels, "rank", "d"),
        dict(shades),
        hover=[Column.named(labels, "ranked", "d")],
        menus=[Menu("classification", labels["report.column.classification"], first)],
        bands=tens[["low", "high", "text"]],
        inverted=True,
    )


def _sizes(ranks: pd.DataFrame, labels: Labels) -> str:
    """How many countries each release ranks: "133 (data to 2017, 2019); 145 (...)"."""
    sizes = ranks.groupby("vintage")["ranked"].max()
    return "; ".join(
        labels.text(
            "complexity_rank.size", ranked=int(size), vintages=", ".join(sizes.index[sizes == size])
        )
        for size in sorted(set(sizes))
    )


def _lines(ranks: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, str, bool]]:
    """(rows, colour) of each release, oldest first."""
    releases = sorted(set(ranks["vintage"]))
    for n, vintage in enumerate(releases):
        rows = ranks[ranks["vintage"] == vintage].sort_values("year", kind="stable")
        main = rows["role"].iloc[0] == "main"
        grey = GREYS[max(0, len(GREYS) - len(releases) + n)]
        country = rows["country"].iloc[0]
        yield rows, style.colours([country])[country] if main else grey, main


def _draw_panel(axes: Axes, ranks: pd.DataFrame, labels: Labels) -> None:
    for rows, colour, main in _lines(ranks):
        axes.plot(
            rows["year"],
            rows["rank"],
            color=colour,
            lw=1.7 if main else 1.0,
            zorder=3 if main else 2,
        )
    first, last = int(ranks["year"].min()), int(ranks["year"].max())
    style.time_axis(axes, first, last, step=10)


def _label_panel(axes: Axes, ranks: pd.DataFrame, labels: Labels) -> None:
    ends = []
    for rows, colour, _ in _lines(ranks):
        end = rows.iloc[-1]
        said = labels.text("complexity_rank.release", rank=end["rank"], vintage=end["vintage"])
        ends.append((end["year"], end["rank"], said, colour))
    style.label_ends(axes, ends, size=style.SMALL)
