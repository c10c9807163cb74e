"""Specification curves: every specification of a claim in the order of its number.

Above, the number that decides in each specification, with the band inside which the claim holds;
beneath, a row for each option that differs, with a mark where it is chosen. The specification that
the authors most likely meant is ringed. A drawing is an SVG of its own, without scripts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from techsov.audit import robustness
from techsov.presentation.labels import Labels
from techsov.presentation.palette import FAINT, INK, MUTED, PALE, VERDICTS

WIDTH, LEFT, RIGHT = 690, 272, 14
TOP, PLOT, ROW, GAP, AXIS = 24, 120, 15, 14, 8
HOLDS, FAILS, BAND = VERDICTS["reproduced"], VERDICTS["contradicted"], "#E8F1F7"
RADIUS = 3.4


def draw(
    of_claim: pd.DataFrame,
    labels: Labels,
    *,
    title: str,
    measured: str,
    written: Callable[[float], str],
    named: Callable[[str, str], str],
    font: str,
) -> str:
    """The specification curve of one claim as SVG.

    Parameters
    ----------
    of_claim
        the claim's rows of the specification table
    title
        what the drawing says, for those who do not see it
    measured
        what the numbers are, above the scale
    written
        a number of the scale, as the language writes it
    named
        (axis, option) -> the option's name
    font
        families of the letters
    """
    ordered = of_claim[np.isfinite(of_claim["value"])].sort_values(
        ["value", "specification"], kind="stable"
    )
    axes = robustness.axes(of_claim)
    rows = [
        (axis, option, [each == option for each in of_ordered])
        for axis, options in axes.items()
        for of_ordered in [list(options.loc[ordered.index])]
        for option in dict.fromkeys(options)
    ]
    heads = len(axes)
    height = TOP + PLOT + GAP + ROW * (len(rows) + heads) + AXIS
    step = (WIDTH - LEFT - RIGHT) / len(ordered)
    across = [LEFT + step * (n + 0.5) for n in range(len(ordered))]
    low, high = _span(ordered)

    def down(value: float) -> float:
        return TOP + PLOT * (high - value) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" font-family="{escape(font)}" '
        f'font-size="11"><title>{escape(title)}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        *_band(ordered, down, low, high),
        *_scale(low, high, down, written),
        _text(LEFT - 8, 11, measured, MUTED, "end"),
    ]
    for x, s in zip(across, ordered.itertuples(), strict=True):
        parts += _point(x, down(s.value), s)
    parts += _matrix(rows, across, ordered, named, labels)
    return "".join([*parts, "</svg>"])


def _span(ordered: pd.DataFrame) -> tuple[float, float]:
    """What the scale has to show: every number, and the bounds that are near them."""
    values = ordered["value"]
    wide = max(values.max() - values.min(), abs(values.max()) * 0.05, 1e-9)
    bounds = [b for b in (*ordered["low"], *ordered["high"]) if math.isfinite(b)]
    shown = [*values, *(b for b in bounds if values.min() - wide <= b <= values.max() + wide)]
    room = 0.1 * max(max(shown) - min(shown), wide * 0.5)
    return min(shown) - room, max(shown) + room


def _band(ordered: pd.DataFrame, down: Callable, low: float, high: float) -> list[str]:
    """Where the claim holds; under several yardsticks, that of the likely specification."""
    likely = ordered[ordered["likely"]]
    s = next((likely if len(likely) else ordered).itertuples())
    bottom, top = max(s.low, low), min(s.high, high)
    if bottom > high or top < low:
        return []
    y, tall = down(top), max(down(bottom) - down(top), 1.5)
    return [
        f'<rect x="{LEFT}" y="{y:.1f}" width="{WIDTH - LEFT - RIGHT}" height="{tall:.1f}" '
        f'fill="{BAND}"/>'
    ]


def ticks(low: float, high: float) -> list[float]:
    """Four or so round numbers between two ends."""
    rough = (high - low) / 4
    power = 10 ** math.floor(math.log10(rough))
    step = min((m * power for m in (1, 2, 5, 10)), key=lambda s: abs(s - rough))
    first = math.ceil(low / step)
    return [round(n * step, 12) for n in range(first, math.floor(high / step) + 1)]


def _scale(low: float, high: float, down: Callable, written: Callable) -> list[str]:
    parts = []
    for tick in ticks(low, high):
        y = down(tick)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{PALE}"/>'
        )
        parts.append(_text(LEFT - 8, y + 4, written(tick), MUTED, "end"))
    return parts


def _point(x: float, y: float, s: Any) -> list[str]:
    """Filled on the edition's main vintages, hollow on others; ringed if likely."""
    colour = HOLDS if s.holds else FAILS
    fill = colour if s.main else "#ffffff"
    ring = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS * 2}" fill="none" stroke="{INK}" '
        'stroke-width="1.4"/>'
        if s.likely
        else ""
    )
    shape = (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{fill}" stroke="{colour}" '
        'stroke-width="1.4"/>'
        if s.holds
        else f'<rect x="{x - RADIUS + 0.4:.1f}" y="{y - RADIUS + 0.4:.1f}" '
        f'width="{2 * RADIUS - 0.8}" height="{2 * RADIUS - 0.8}" fill="{fill}" '
        f'stroke="{colour}" stroke-width="1.4"/>'
    )
    return [ring, shape]


def _matrix(
    rows: list, across: list[float], ordered: pd.DataFrame, named: Callable, labels: Labels
) -> list[str]:
    parts, y, before = [], TOP + PLOT + GAP, ""
    for axis, option, chosen in rows:
        if axis != before:
            y += ROW
            parts.append(_text(LEFT - 8, y, labels[f"axis.{axis}"], INK, "end", bold=True))
            before = axis
        y += ROW
        parts.append(_text(LEFT - 8, y, _short(named(axis, option)), MUTED, "end"))
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y - 4}" y2="{y - 4}" stroke="{PALE}"/>'
        )
        for x, here, holds in zip(across, chosen, ordered["holds"], strict=True):
            colour = (HOLDS if holds else FAILS) if here else FAINT
            radius = 2.8 if here else 1
            parts.append(f'<circle cx="{x:.1f}" cy="{y - 4}" r="{radius}" fill="{colour}"/>')
    return parts


def _short(name: str, most: int = 37) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _text(x: float, y: float, said: str, colour: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}"{weight}>'
        f"{escape(said)}</text>"
    )
