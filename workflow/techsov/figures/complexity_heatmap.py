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
# Tens that the paper names: the claim, and how cells within are marked.
BANDS = {
    "third": ("s5-complexity-third-ten", "line"),
    "sixth": ("s5-complexity-sixth-ten", "frame"),
}
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
        for name, (claim, _) in BANDS.items()
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
    """A row per release under the heading of its classification, a column per year.

    Stacked, a column per release and a row per year.
    """
    cells, bands = _cells(table), _bands(table)
    sizes = cells.groupby("vintage")["ranked"].max()
    first, last = int(cells["year"].min()), int(cells["year"].max())
    years, upright = range(first, last + 1), form.stacked
    places = _places(cells, 0.2 if upright else GROUP)
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
        height=0.36 * len(years) if upright else max(places.values()) + CELL,
        left=0.9 if upright else 1.75,
        right=0.1,
        scale=not upright,
        above=1.3 if upright else 0.0,
        key=[(labels[f"complexity_rank.{name}"], style.INK, BANDS[name][1]) for name in bands],
    )
    worst = float(cells["rank"].max())
    for cell in cells.itertuples():
        along, across = places[cell.classification, cell.vintage], cell.year - 0.5
        x, y, wide, tall = (along, across, CELL, 1) if upright else (across, along, 1, CELL)
        shade = (cell.rank - 1) / max(worst - 1, 1)
        ink = "white" if shade > DARK else style.INK
        axes.add_patch(Rectangle((x, y), wide, tall, color=SHADES(shade), lw=0))
        at = (x + wide / 2, y + tall / 2)
        axes.text(
            *at, str(cell.rank), size=style.SMALL, ha="center", va="center_baseline", color=ink
        )
        for name, (low, high) in bands.items():
            if low <= cell.rank <= high:
                frame, inset = BANDS[name][1] == "frame", (0.06 * wide, 0.07 * tall)
                corner = (x + inset[0], y + (inset[1] if frame else 0.86 * tall))
                tall_ = tall - 2 * inset[1] if frame else 0.08 * tall
                box = Rectangle(corner, wide - 2 * inset[0], tall_, lw=0.9, ec=ink, zorder=3)
                box.set(fill=not frame, facecolor=ink)
                axes.add_patch(box)
    names = [vintage for _, vintage in places]
    middles, end = [place + CELL / 2 for place in places.values()], max(places.values()) + CELL
    if upright:
        axes.set_xlim(0, end)
        axes.set_ylim(last + 0.5, first - 0.5)
        axes.set_xticks(middles, names, rotation=90)
        axes.set_yticks([year for year in years if year % 5 == 0])
        axes.tick_params(axis="x", top=False, labeltop=True, bottom=False, labelbottom=False)
    else:
        style.time_axis(axes, first, last)
        axes.set_ylim(end, 0)
        axes.set_yticks(
            middles, [labels.text("complexity_heatmap.release", vintage=name) for name in names]
        )
    axes.spines[["left", "bottom"]].set_visible(False)
    for classification in dict.fromkeys(c for c, _ in places):
        start = min(place for (c, _), place in places.items() if c == classification)
        at, shift = ((start, first - 0.5), (0, 24)) if upright else ((first - 0.5, start), (0, 3))
        text, look = labels[f"complexity_rank.{classification}"], {"va": "bottom", "weight": "bold"}
        if upright and start == max(places.values()):  # a name wider than its one column
            at, look = (end, first - 0.5), look | {"ha": "right"}
        style.note(axes, text, at, shift, size=style.PANEL, **look)
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


def _places(cells: pd.DataFrame, gap: float) -> dict[tuple[str, str], float]:
    """Start of each release's row or column in cm, a gap before each classification."""
    places, start = {}, 0.0
    for classification in CLASSIFICATIONS:
        releases = sorted(set(cells.loc[cells["classification"] == classification, "vintage"]))
        start += gap if releases else 0.0
        for vintage in releases:
            places[classification, vintage] = start
            start += CELL
    return places
