"""Small figures of the opening page: the shape of a step's first figure, from that figure's table.

A few lines, bars or boxes as an SVG inside the page; their numbers are those of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from techsov.claims.outcomes import FAIL, HOLD
from techsov.presentation.labels import Labels
from techsov.presentation.palette import (
    COUNTRIES,
    FAINT,
    GROUPS,
    INK,
    MUTED,
    PAPER,
    VERDICTS,
    colours,
)

WIDTH, HEIGHT = 240, 80
LEFT, TOP, BOTTOM = 4, 8, 15
LETTER = 7.1  # mean width of a letter at the size of the text, px
FEW = 5  # points of a line that is dashed
TENS = ("third", "sixth")  # roles of the bands that the paper names for its subject
ROW = 12  # least distance of two labels, px


@dataclass(frozen=True)
class Line:
    """A line over the years: points, the text at its end, its colour, whether it is dashed."""

    points: Sequence[tuple[float, float]]
    text: str
    colour: str
    dashed: bool = False


def draw(name: str, table: pd.DataFrame, labels: Labels, alt: str) -> Markup:
    """The small figure of the figure `name`; nothing where it has none.

    alt : what the picture shows, for those who do not see it
    """
    if name not in DRAWN:
        return Markup("")
    return Markup(
        '<p class="small-title">{}</p>'
        '<svg class="small-figure" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>'
    ).format(_title(name, table, labels), WIDTH, HEIGHT, alt, DRAWN[name](table, labels))


def _title(name: str, table: pd.DataFrame, labels: Labels) -> str:
    if name == "complexity_rank" and not table["role"].isin(TENS).any():
        of = labels.of(table["country"].iloc[0])
        return labels.title("report.small.of.complexity_rank_other", of=of)
    return labels[f"report.small.of.{name}"]


# --- what each figure shows in small -------------------------------------------------------


def _brics_weight(table: pd.DataFrame, labels: Labels) -> Markup:
    group = table[table["country"] == "BRICS5"]
    stated = table[table["role"] == "stated"].iloc[0]
    lines = [
        Line(
            _points(group[group["prices"] == prices]),
            _end(group[group["prices"] == prices], labels, labels[f"report.small.{prices}"], ".0f"),
            GROUPS["BRICS"],
            prices == "market",
        )
        for prices in ("parities", "market")
    ]
    return _lines(lines, bands=[(stated["low"], stated["high"])])


def _funding(table: pd.DataFrame, labels: Labels) -> Markup:
    largest = table.loc[table.groupby("economy")["value"].idxmax()]
    largest = largest.sort_values("value", ascending=False, kind="stable")
    return _bars(
        [
            (
                labels.country(row.economy),
                row.value,
                labels.percent(row.value, 2),
                COUNTRIES[row.economy],
            )
            for row in largest.itertuples()
        ]
    )


def _india_brazil(table: pd.DataFrame, labels: Labels) -> Markup:
    made = table[table["role"] == "made"]
    return _lines(
        [
            Line(_points(rows), _end(rows, labels, labels.country(code), ".0f"), COUNTRIES[code])
            for code, rows in made.groupby("country")
        ],
        zero=True,
    )


def _rd_share(table: pd.DataFrame, labels: Labels) -> Markup:
    main = table[table["role"] == "main"]
    ceiling = table[table["role"] == "ceiling"].iloc[0]
    text = _end(main, labels, "", ".2f")
    return _lines(
        [Line(_points(main), text, COUNTRIES["RUS"])], bands=[(ceiling["low"], ceiling["high"])]
    )


def _scope(table: pd.DataFrame, labels: Labels) -> Markup:
    counted = table.groupby("economy", sort=False)["item"].max()
    return _bars(
        [(labels.country(code), n, str(int(n)), COUNTRIES[code]) for code, n in counted.items()]
    )


def _complexity_rank(table: pd.DataFrame, labels: Labels) -> Markup:
    main = table[table["role"] == "main"].rename(columns={"rank": "value"})
    tens = table[table["role"].isin(TENS)]
    colour = colours(main["country"])[main["country"].iloc[0]]
    lines = [
        Line(
            _points(rows),
            _end(rows, labels, labels[f"complexity_rank.{kind}"], ".0f"),
            colour if kind == "SITC" else MUTED,
            kind == "HS12",
        )
        for kind, rows in main.groupby("classification", sort=False)
    ]
    return _lines(lines, bands=list(zip(tens["low"], tens["high"], strict=True)), inverted=True)


def _fig2_asymmetry(table: pd.DataFrame, labels: Labels) -> Markup:
    consumes = table[table["side"] == "consumes"]
    lines = []
    for (code, dataset), rows in consumes.groupby(["depends", "dataset"], sort=False):
        rows = rows.assign(value=100 * rows["value"])
        last = consumes.loc[consumes["depends"] == code, "year"].max() == rows["year"].max()
        text = _end(rows, labels, labels.country(code), ".0f") if last else ""
        lines.append(
            Line(_points(rows), text, COUNTRIES.get(code, INK), dataset.startswith("oecd/tiva"))
        )
    return _lines(lines, zero=True)


def _verdicts(table: pd.DataFrame, labels: Labels) -> Markup:
    groups = {
        "hold": (HOLD, VERDICTS["reproduced"]),
        "fail": (FAIL, VERDICTS["contradicted"]),
        "open": ([v for v in VERDICTS if v not in (*HOLD, *FAIL)], VERDICTS["argument"]),
    }
    sums = {k: table.loc[table["verdict"].isin(v), "clauses"].sum() for k, (v, _) in groups.items()}
    return _bars([(labels[f"report.small.{k}"], n, str(n), groups[k][1]) for k, n in sums.items()])


def _fig1_design(table: pd.DataFrame, labels: Labels) -> Markup:
    nodes, edges = table[table["part"] == "node"], table[table["part"] == "edge"]
    levels = sorted(nodes["level"].unique())
    tall = (HEIGHT - 8) / len(levels)
    at = {}
    for row, level in enumerate(levels):
        ids = list(nodes.loc[nodes["level"] == level, "id"])
        for place, each in enumerate(ids):
            at[each] = ((place + 0.5) * WIDTH / len(ids), 4 + (row + 0.5) * tall)
    joined = [(at[e.from_], at[e.to]) for e in edges.rename(columns={"from": "from_"}).itertuples()]
    drawn = [
        Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>').format(
            *_round(*one, *other), FAINT
        )
        for one, other in joined
    ]
    drawn += [
        Markup('<rect x="{}" y="{}" width="36" height="{}" rx="2" fill="{}"/>').format(
            *_round(x - 18, y - 0.28 * tall, 0.56 * tall),
            COUNTRIES["RUS"] if kind == "authority" else MUTED,
        )
        for (x, y), kind in zip(at.values(), nodes["kind"], strict=True)
    ]
    return Markup("").join(drawn)


DRAWN = {
    "brics_weight": _brics_weight,
    "funding": _funding,
    "india_brazil": _india_brazil,
    "fig1_design": _fig1_design,
    "rd_share": _rd_share,
    "scope": _scope,
    "complexity_rank": _complexity_rank,
    "fig2_asymmetry": _fig2_asymmetry,
    "verdicts": _verdicts,
}


# --- lines and bars ------------------------------------------------------------------------


def _points(rows: pd.DataFrame) -> list[tuple[float, float]]:
    rows = rows.dropna(subset=["year", "value"]).sort_values("year", kind="stable")
    return [(float(x), float(y)) for x, y in zip(rows["year"], rows["value"], strict=True)]


def _end(rows: pd.DataFrame, labels: Labels, text: str, spec: str) -> str:
    last = rows.dropna(subset=["value"]).sort_values("year", kind="stable")["value"].iloc[-1]
    return f"{labels.number(float(last), spec)} {text}".strip()


def _lines(
    lines: list[Line],
    *,
    bands: Sequence[tuple[float, float]] = (),
    inverted: bool = False,
    zero: bool = False,
) -> Markup:
    """Lines over the years with the text of each at its end, and bands of what the paper states."""
    years = [x for line in lines for x, _ in line.points]
    values = [y for line in lines for _, y in line.points] + [y for band in bands for y in band]
    low, high = (0 if zero else min(values)), max(values)
    first, last = min(years), max(years)
    right = WIDTH - LETTER * max(len(line.text) for line in lines) - 8

    def x(year: float) -> float:
        return LEFT + (year - first) / (last - first) * (right - LEFT)

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return TOP + (share if inverted else 1 - share) * (HEIGHT - TOP - BOTTOM)

    drawn = [
        Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" fill-opacity="0.18"/>').format(
            *_round(LEFT, min(y(a), y(b)), right - LEFT, abs(y(a) - y(b))), PAPER
        )
        for a, b in bands
    ]
    for line in lines:
        path = " ".join("{},{}".format(*_round(x(a), y(b))) for a, b in line.points)
        drawn.append(
            Markup(
                '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"'
                ' stroke-linejoin="round"{}/>'
            ).format(path, line.colour, Markup(' stroke-dasharray="4 2"' if line.dashed else ""))
        )
    ends = [(y(line.points[-1][1]), line) for line in lines if line.text]
    drawn += [_text(right + 5, at + 4, line.text, line.colour) for at, line in _apart(ends)]
    drawn += [
        _text(LEFT, HEIGHT - 3, f"{first:.0f}", MUTED),
        _text(right, HEIGHT - 3, f"{last:.0f}", MUTED, anchor="end"),
    ]
    return Markup("").join(drawn)


def _apart(ends: list[tuple[float, Line]]) -> list[tuple[float, Line]]:
    """Labels moved down, and then up from the bottom, so far that none covers another."""
    placed: list[list] = []
    for at, line in sorted(ends, key=lambda end: end[0]):
        placed.append([max(at, placed[-1][0] + ROW) if placed else at, line])
    limit = HEIGHT - BOTTOM
    for each in reversed(placed):
        each[0] = min(each[0], limit)
        limit = each[0] - ROW
    return [(at, line) for at, line in placed]


def _bars(rows: list[tuple[str, float, str, str]]) -> Markup:
    """Bars from the left, each with its name before and its number after it."""
    left = max(len(name) for name, *_ in rows) * LETTER + 10
    room = WIDTH - left - 44
    tall = (HEIGHT - 4) / len(rows)
    most = max(value for _, value, *_ in rows)
    drawn = []
    for place, (name, value, number, colour) in enumerate(rows):
        wide = max(1.5, room * value / most)
        middle = 2 + (place + 0.5) * tall
        drawn += [
            _text(left - 6, middle + 4, name, INK, anchor="end"),
            Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>').format(
                *_round(left, middle - 0.32 * tall, wide, 0.64 * tall), colour
            ),
            _text(left + wide + 4, middle + 4, number, INK),
        ]
    return Markup("").join(drawn)


def _text(x: float, y: float, text: str, colour: str, anchor: str = "start") -> Markup:
    return Markup('<text x="{}" y="{}" fill="{}" text-anchor="{}">{}</text>').format(
        *_round(x, y), colour, anchor, text
    )


def _round(*numbers: float) -> tuple[str, ...]:
    return tuple(f"{number:.1f}".removesuffix(".0") for number in numbers)
