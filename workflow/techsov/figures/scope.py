"""How wide each country's course is, counted in the paper's own tables."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from techsov.core import yamlfile
from techsov.core.errors import ConfigError
from techsov.figures import inputs as take
from techsov.figures import style
from techsov.figures.registry import Spec
from techsov.figures.style import Form
from techsov.presentation.chart import Chart, Column
from techsov.presentation.labels import Labels
from techsov.presentation.words import coloured, words

FIGURE = Spec(
    shows="how wide each country’s course is, by the paper’s own tables",
    step="scope",
    place=1,
    inputs=("config/tables/table2.yaml", "config/tables/table3.yaml", "claims.csv"),
)
# Economy, the table that lists its priorities, the row and the column there. For Russia the paper
# prints a number of sectors and no list.
LISTED = (
    ("USA", "table2", "priorities", "us"),
    ("EU27_2020", "table2", "priorities", "eu"),
    ("CHN", "table3", "sectoral_priorities", "substance"),
)
COUNTED = (("RUS", "s4-projects-sectors"),)
GAP, SQUARE = 0.12, 0.5  # cm


def tabulate(inputs: dict[str, str], settings: dict) -> pd.DataFrame:
    """The priorities that the paper's tables list, one a row; for Russia the number of its sectors.

    Returns
    -------
    pd.DataFrame
        columns economy, item (from 1), text_en, text_ru, source (table or claim); texts are
        empty where the paper gives a number and no list

    Raises
    ------
    ConfigError
        When a table has no such row or column
    """
    rows = []
    for economy, name, row, column in LISTED:
        structure = yamlfile.read(inputs[name])
        cells = {r["id"]: r["cells"] for r in structure["rows"]}
        if column not in cells.get(row, {}):
            raise ConfigError(
                f"{inputs[name]}: the row `{row}` with a column `{column}` expected, whose items "
                f"are the priorities of {economy}; the rows are {', '.join(cells)}"
            )
        rows += [
            {
                "economy": economy,
                "item": number,
                "text_en": item["en"],
                "text_ru": item["ru"],
                "source": name,
            }
            for number, item in enumerate(cells[row][column], 1)
        ]
    claims = take.claims(inputs["claims"])
    for economy, claim in COUNTED:
        (count,) = take.published(claims, claim)
        rows += [
            {"economy": economy, "item": n, "text_en": "", "text_ru": "", "source": claim}
            for n in range(1, int(count) + 1)
        ]
    return pd.DataFrame(rows)


def _counts(table: pd.DataFrame) -> pd.Series:
    """Items by economy, the narrowest course first."""
    order = [economy for economy, *_ in LISTED + COUNTED]
    counts = table.groupby("economy").size().reindex(order).dropna().astype(int)
    return counts.sort_values(kind="stable")


def title(table: pd.DataFrame, labels: Labels) -> str:
    """Whether the courses widen in the order that the paper gives: US, EU, China, Russia."""
    counts = _counts(table)
    stated = [economy for economy, *_ in LISTED + COUNTED]
    values = [int(counts[economy]) for economy in stated]
    rising = all(a < b for a, b in pairwise(values))
    said = ", ".join(
        labels.text("scope.count", country=labels.country(code), n=int(n))
        for code, n in counts.items()
    )
    return labels.title(f"scope.title.{'as_stated' if rising else 'otherwise'}", counts=said)


def alt(table: pd.DataFrame, labels: Labels) -> str:
    """What the picture shows, for those who do not see it."""
    said = "; ".join(
        labels.text("scope.alt_row", country=labels.country(code), items=_said(table, code, labels))
        for code in _counts(table).index
    )
    return labels.text("scope.alt", title=title(table, labels), rows=said)


def _said(table: pd.DataFrame, economy: str, labels: Labels) -> str:
    """The items of an economy in words, or their number where the paper lists none."""
    rows = table[table["economy"] == economy]
    texts = [text for text in rows[f"text_{labels.language}"] if text]
    return "; ".join(texts) if texts else labels.text("scope.unlisted", n=len(rows))


def draw(table: pd.DataFrame, labels: Labels, form: Form = style.TITLED) -> Figure:
    """A row per economy: a square for each priority, and beneath them their names."""
    counts = _counts(table)
    left = max(style.measure(labels.country(c), style.TEXT, "bold") for c in counts.index) + 0.4
    room = form.inner - left - 0.3
    side = min(SQUARE, (room - 0.6) / counts.max() - GAP)
    names = {
        code: style.wrap(_said(table, code, labels), room, style.SMALL) for code in counts.index
    }
    heights = [side + 0.12 + style.tall(names[code], style.SMALL) + 0.38 for code in counts.index]
    figure, (axes,) = style.sheet(
        form,
        title(table, labels),
        labels["scope.subtitle"],
        labels["scope.foot"],
        height=sum(heights),
        left=left,
        right=0.3,
        scale=False,
    )
    axes.set_xlim(0, room)
    axes.set_ylim(sum(heights), 0)
    axes.set_axis_off()
    palette, y = style.colours(counts.index), 0.0
    for (code, n), height in zip(counts.items(), heights, strict=True):
        for number in range(int(n)):
            at = (number * (side + GAP), y)
            axes.add_patch(Rectangle(at, side, side, color=palette[code], lw=0))
        strong = {"size": style.TEXT, "weight": "bold"}
        at = (int(n) * (side + GAP) + 0.08, y + side / 2)
        style.note(axes, str(int(n)), at, **strong)
        name, look = labels.country(code), {"ha": "right", "color": palette[code]}
        style.note(axes, name, (-0.25, y + side / 2), **look, **strong)
        at = (0, y + side + 0.12)
        axes.text(*at, names[code], va="top", size=style.SMALL, linespacing=style.LEADING)
        y += height
    return figure


def chart(table: pd.DataFrame, labels: Labels) -> Chart:
    """A square for each priority, its text on hover."""
    text = f"text_{labels.language}"
    rows = words(table, labels, "economy").assign(series=lambda frame: frame["economy"])
    return Chart(
        "square",
        rows[["economy", "series", "item", text]],
        Column("item", "", "d"),
        coloured(table["economy"], labels),
        by="economy",
        hover=[Column(text, labels["report.column.text"])],
    )
