"""A country's complexity rank by release and year, every cell with its number."""

from __future__ import annotations

import pandas as pd
from matplotlib import colormaps
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.indicators.complexity_change import LAST, TURN
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels

FIGURE = Spec(
    shows="the complexity rank by release and year, as a heat map",
    step="complexity",
    place=3,
    inputs=("indicators/complexity.csv", "claims.csv"),
    settings=("focus", "years", "main"),
    texts=("complexity_rank",),
)
CLASSIFICATIONS = ("SITC", "HS92", "HS12")
BANDS = {"third": "s5-complexity-third-ten", "sixth": "s5-complexity-sixth-ten"}
FRAMES = {"third": "#D55E00", "sixth": "#000000"}
SHADES = colormaps["YlGnBu"]
DARK = 0.6  # share of the scale beyond which numbers are white
CELL, GROUP = 0.46, 0.75  # cm


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """A country's rank in every release, classification and year, and the paper's bands.

    Returns
    -------
    pd.DataFrame
        columns role (cell, or the band's name), classification, vintage, country, year,
        rank, ranked, low, high (of bands), dataset
    """
    country, rows = take.complexity(inputs["complexity"], settings)
    rows = take.expect(rows[rows["country"] == country], f"rank of {country}", settings)
    claims = take.claims(inputs["claims"])
    bands = [
        dict(zip(("low", "high"), take.published(claims, claim), strict=True))
        | {"role": name, "country": country, "dataset": "paper"}
        for name, claim in BANDS.items()
        if country == take.SUBJECT
    ]
    numbers = ["year", "rank", "ranked"]
    columns = ["role", "classification", "vintage", "country", *numbers, "low", "high", "dataset"]
    table = pd.concat([rows.assign(role="cell"), pd.DataFrame(bands)]).reindex(columns=columns)
    text = [c for c in columns if c not in (*numbers, "low", "high")]
    table[text] = table[text].fillna("")
    table = table.astype(dict.fromkeys(numbers, "Int64"))
    return table.sort_values(["dataset", "classification", "vintage", "year", "low"])


def title(table: pd.DataFrame, labels: Labels) -> str:
    """How many ranks after the fall lie in the paper's band, or how far ranks reach."""
    cells, bands = _cells(table), _bands(table)
    of = labels.of(cells["country"].iloc[0])
    later = cells[cells["year"].between(TURN, LAST)]
    if "sixth" in bands and not later.empty:
        inside = int(later["rank"].between(*bands["sixth"]).sum())
        kind = "none" if inside == 0 else "all" if inside == len(later) else "some"
        return labels.title(
            f"complexity_heatmap.title.{kind}",
            of=of,
            inside=inside,
            total=len(later),
            first=int(later["year"].min()),
            last=int(later["year"].max()),
        )
    return labels.title(
        "complexity_heatmap.title.range",
        of=of,
        best=int(cells["rank"].min()),
        worst=int(cells["rank"].max()),
        first=int(cells["year"].min()),
        last=int(cells["year"].max()),
    )


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    rows = [
        labels.text(
            "complexity_heatmap.alt_row",
            classification=labels[f"complexity_rank.{classification}"],
            vintage=vintage,
            first=int(cells["year"].min()),
            last=int(cells["year"].max()),
            best=int(cells["rank"].min()),
            worst=int(cells["rank"].max()),
        )
        for (classification, vintage), cells in _cells(table).groupby(["classification", "vintage"])
    ]
    return labels.text("complexity_heatmap.alt", title=title(table, labels), rows="; ".join(rows))


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A row per release under the heading of its classification, a column per year."""
    cells, bands = _cells(table), _bands(table)
    places = _places(cells)
    height = max(places.values()) + CELL
    sizes = cells.groupby("vintage")["ranked"].max()
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["complexity_heatmap.subtitle"],
        labels.text(
            "complexity_heatmap.foot",
            releases=", ".join(sorted(set(cells["vintage"]))),
            least=int(sizes.min()),
            most=int(sizes.max()),
        ),
        height=height,
        left=1.75,
        right=0.1,
        key=[(labels[f"complexity_rank.{name}"], FRAMES[name]) for name in bands],
    )
    lowest = float(cells["rank"].max())
    for cell in cells.itertuples():
        y = places[cell.classification, cell.vintage]
        shade = (cell.rank - 1) / max(lowest - 1, 1)
        axes.add_patch(Rectangle((cell.year - 0.5, y), 1, CELL, color=SHADES(shade), lw=0))
        axes.text(
            cell.year,
            y + CELL / 2,
            str(cell.rank),
            size=style.FOOT,
            ha="center",
            va="center_baseline",
            color="white" if shade > DARK else style.INK,
        )
        for name, band in bands.items():
            if band[0] <= cell.rank <= band[1]:
                frame = Rectangle((cell.year - 0.44, y + 0.03), 0.88, CELL - 0.06)
                frame.set(fill=False, edgecolor=FRAMES[name], lw=0.9, zorder=3)
                axes.add_patch(frame)
    first, last = int(cells["year"].min()), int(cells["year"].max())
    style.time_axis(axes, first, last)
    axes.set_ylim(height, 0)
    axes.set_yticks([y + CELL / 2 for y in places.values()])
    axes.set_yticklabels([labels.text("complexity_heatmap.release", vintage=v) for _, v in places])
    axes.spines[["left", "bottom"]].set_visible(False)
    for classification in dict.fromkeys(c for c, _ in places):
        top = min(y for (c, _), y in places.items() if c == classification)
        axes.text(
            first - 0.5,
            top - 0.1,
            labels[f"complexity_rank.{classification}"],
            size=style.PANEL,
            weight="bold",
            va="bottom",
        )
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A row of cells for each release and classification."""
    rows = _cells(table).sort_values(["classification", "vintage", "year"])
    kinds = [labels[f"complexity_rank.{c}"] for c in rows["classification"]]
    rows = rows.assign(row=[f"{k}, {v}" for k, v in zip(kinds, rows["vintage"], strict=True)])
    return Chart(
        "heat",
        rows[["row", "year", "rank", "ranked"]],
        Column.named(labels, "rank", "d"),
        by="row",
        hover=[Column.named(labels, "ranked", "d")],
    )


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["role"] == "cell"]


def _bands(table: pd.DataFrame) -> dict[str, tuple[float, float]]:
    rows = table[table["role"].isin(BANDS)]
    found = {row.role: (row.low, row.high) for row in rows.itertuples()}
    return {name: found[name] for name in BANDS if name in found}


def _places(cells: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Top of each release's row in cm, classification after classification."""
    places, y = {}, 0.0
    for classification in CLASSIFICATIONS:
        releases = sorted(set(cells.loc[cells["classification"] == classification, "vintage"]))
        y += GROUP if releases else 0.0
        for vintage in releases:
            places[classification, vintage] = y
            y += CELL
    return places
