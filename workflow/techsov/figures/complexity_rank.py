"""A country's complexity rank by release and classification."""

from __future__ import annotations

from typing import Any

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
    """A panel per classification, a line per release, rank 1 on top, the title's year marked."""
    ranks = _ranks(table)
    present = [c for c in CLASSIFICATIONS if c in set(ranks["classification"])]
    spans = ranks.groupby("classification")["year"].agg(lambda y: y.max() - y.min() + 2)
    year, _ = _disputed(table)
    figure, panels = style.sheet(
        form,
        title(table, labels),
        labels["complexity_rank.subtitle"],
        labels.text(
            "complexity_rank.foot",
            releases=", ".join(sorted(set(ranks["vintage"]))),
            ranked=_sizes(ranks, labels),
            year=year,
        ),
        height=7.0,
        panels=len(present),
        left=0.55,
        right=1.3,
        gap=0.0,
        shares=[float(max(spans[c], 9)) for c in present],
        heads=[labels[f"complexity_rank.{classification}"] for classification in present],
    )
    worst = int(ranks["rank"].max())
    for axes, classification in zip(panels, present, strict=True):
        own = ranks[ranks["classification"] == classification]
        style.time_axis(axes, int(own["year"].min()), int(own["year"].max()))
        style.rank_axis(axes, worst)
        _draw_panel(axes, own, year, labels)
        for band in table[table["role"].isin(BANDS)].itertuples():
            style.band(axes, band.low - 0.5, band.high + 0.5)
            if axes is panels[0]:
                at = (axes.get_xlim()[0], band.low - 0.5)
                text, look = labels[f"complexity_rank.{band.role}"], {"color": style.PAPER}
                style.note(axes, text, at, (2, -2), va="top", path_effects=style.HALO, **look)
    return figure


def _sizes(ranks: pd.DataFrame, labels: Labels) -> str:
    """How many countries each release ranks: "133 (data to 2017, 2019); 145 (...)"."""
    sizes = ranks.groupby("vintage")["ranked"].max()
    return "; ".join(
        labels.text(
            "complexity_rank.size", ranked=int(size), vintages=", ".join(sizes.index[sizes == size])
        )
        for size in sorted(set(sizes))
    )


def _draw_panel(axes: Axes, ranks: pd.DataFrame, year: int, labels: Labels) -> None:
    """A line for each release, the older the paler; its end named, its rank in `year` a point."""
    releases, ends = sorted(set(ranks["vintage"])), []
    for number, vintage in enumerate(releases):
        rows = ranks[ranks["vintage"] == vintage].sort_values("year", kind="stable")
        main, country = rows["role"].iloc[0] == "main", rows["country"].iloc[0]
        grey = GREYS[max(0, len(GREYS) - len(releases) + number)]
        colour = style.colours([country])[country] if main else grey
        look: dict[str, Any] = {"color": colour, "zorder": 3 if main else 2}
        axes.plot(rows["year"], rows["rank"], lw=1.7 if main else 1.0, **look)
        end, then = rows.iloc[-1], rows[rows["year"] == year]
        axes.plot(then["year"], then["rank"], "o", ms=3.5, mec="white", mew=0.6, **look)
        said = labels.text("complexity_rank.release", rank=end["rank"], vintage=vintage)
        if len(then) and end["year"] != year:
            known = {"vintage": vintage, "rank": end["rank"], "then": then["rank"].iloc[0]}
            said = labels.text("complexity_rank.release_then", year=year, **known)
        ends.append((end["year"], end["rank"], said, colour))
    style.label_ends(axes, ends)


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
