"""One look for all figures: sizes, colours, the sheet they are drawn on, and how they are saved.

Sizes are those of a journal page: a figure is 16 cm wide and its smallest type 6.5 points. Colours
are those of techsov.presentation.palette.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast
from weakref import WeakKeyDictionary

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.textpath import TextToPath
from matplotlib.ticker import FuncFormatter, MaxNLocator

from techsov.presentation.chart import spread
from techsov.presentation.labels import Labels
from techsov.presentation.palette import (  # noqa: F401 (figures take their colours from here)
    COUNTRIES,
    FAINT,
    GROUPS,
    INK,
    MUTED,
    OTHERS,
    PALE,
    PALER,
    PAPER,
    VERDICTS,
    colours,
)

CM = 1 / 2.54
POINT = 2.54 / 72  # cm
WIDTH = 16.0  # cm
MARGIN = 0.1  # cm
KEY_ROW, SWATCH = 0.42, 0.42  # cm
TITLE, SUBTITLE, PANEL, TEXT, SMALL, FOOT = 9.5, 8.0, 8.0, 7.5, 7.0, 6.5  # points
LEADING = 1.3
DOTS_PER_INCH = 200
KINDS = ("svg", "pdf", "png")

# Around text that stands on a line.
HALO = (withStroke(linewidth=2.5, foreground="white"),)

STYLE: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": TEXT,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": TEXT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "grid.color": PALE,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.4,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "path",  # the same letters on every screen, and in Typst, which has no DejaVu
    "svg.hashsalt": "techsov",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    # Letters as wide in the bitmap as in the vector files, for which lines are broken.
    "text.hinting": "no_hinting",
    "figure.dpi": DOTS_PER_INCH,
    "savefig.dpi": DOTS_PER_INCH,
}
# The reader's own matplotlibrc must not change a byte.
mpl.rcdefaults()
mpl.rcParams.update(STYLE)


@dataclass(frozen=True)
class Form:
    """How large a figure is drawn.

    Attributes
    ----------
    width
        cm
    """

    width: float = WIDTH

    @property
    def inner(self) -> float:
        """Width inside the margins, cm."""
        return self.width - 2 * MARGIN


TITLED = Form()


# --- the sheet -----------------------------------------------------------------------------

# What is written on each figure, for who shows it beside its texts rather than with them.
SAID: WeakKeyDictionary[Figure, dict[str, str]] = WeakKeyDictionary()


def sheet(
    form: Form,
    title: str,
    subtitle: str,
    foot: str,
    *,
    height: float,
    panels: int = 1,
    left: float = 0.9,
    right: float = 0.3,
    gap: float = 0.8,
    shares: Sequence[float] | None = None,
    heads: Sequence[str] = (),
    scale: bool = True,
    key: Sequence[tuple[str, str]] = (),
) -> tuple[Figure, list[Axes]]:
    """A figure with its texts set and its axes placed.

    Parameters
    ----------
    form
        its size
    title
        the finding, above all; subtitle: what is shown, in which unit
    foot
        source, vintage and caveat, beneath
    height
        of the axes, cm; the texts are added to it
    left
        room left of every panel for its scale, cm
    right
        room right of every panel for direct labels, cm
    gap
        between panels, cm
    shares
        relative widths of the panels
    heads
        a heading above each panel
    scale
        room beneath the panels for a scale
    key
        (text, colour) of what all panels share, set in rows above them; an entry without
        text begins a new row
    """
    inner = form.inner
    rows = _key_rows(key, inner)
    above = [
        (wrap(title, inner, TITLE, "bold"), TITLE, "bold", INK),
        (wrap(subtitle, inner, SUBTITLE), SUBTITLE, "normal", MUTED),
    ]
    beneath = wrap(foot, inner, FOOT)
    parts = np.asarray(shares or [1] * panels, dtype=float)
    free = inner - panels * (left + right) - (panels - 1) * gap
    widths = free * parts / parts.sum()
    heads = [wrap(t, w + right, PANEL, "bold") for t, w in zip(heads, widths, strict=False)]
    top = sum(tall(t, size) for t, size, *_ in above) + 0.35 + KEY_ROW * len(rows)
    top += max((tall(text, PANEL) + 0.1 for text in heads), default=0)
    bottom = tall(beneath, FOOT) + (0.85 if scale else 0.35)
    total = top + height + bottom
    figure = Figure(figsize=(form.width * CM, total * CM))
    SAID[figure] = {"title": title, "subtitle": subtitle, "foot": foot}
    down = MARGIN
    for text, size, weight, colour in above:
        figure.text(
            MARGIN / form.width,
            1 - down / total,
            text,
            size=size,
            weight=weight,
            color=colour,
            va="top",
            linespacing=LEADING,
        )
        down += tall(text, size) + 0.08
    for row in rows:
        _set_key(figure, row, down + KEY_ROW / 2, form.width, total)
        down += KEY_ROW
    figure.text(
        MARGIN / form.width,
        MARGIN / total,
        beneath,
        size=FOOT,
        color=MUTED,
        va="bottom",
        linespacing=LEADING,
    )
    starts = MARGIN + left + np.r_[0, np.cumsum(widths + left + right + gap)[:-1]]
    axes = [
        figure.add_axes((x / form.width, bottom / total, w / form.width, height / total))
        for x, w in zip(starts, widths, strict=True)
    ]
    for panel, text in zip(axes, heads, strict=False):
        panel.set_title(text, loc="left", size=PANEL, weight="bold", pad=5, linespacing=1.15)
    return figure, axes


def _key_rows(key: Sequence[tuple[str, str]], width: float) -> list[list[tuple[str, str, float]]]:
    """The key's entries with their places from the left, in as many rows as they need."""
    rows: list[list[tuple[str, str, float]]] = []
    x = width + 1
    for text, colour in key:
        if not text:
            x = width + 1
            continue
        needed = SWATCH + 0.12 + measure(text, TEXT)
        if x + needed > width:
            rows.append([])
            x = 0.0
        rows[-1].append((text, colour, x))
        x += needed + 0.45
    return rows


def _set_key(
    figure: Figure, row: list[tuple[str, str, float]], down: float, width: float, total: float
) -> None:
    y = 1 - down / total
    for text, colour, x in row:
        left = (MARGIN + x) / width
        figure.add_artist(
            Rectangle(
                (left, y - 0.09 / total),
                SWATCH / width,
                0.18 / total,
                color=colour,
                lw=0,
                transform=figure.transFigure,
            )
        )
        figure.text(left + (SWATCH + 0.12) / width, y, text, size=TEXT, va="center_baseline")


def wrap(text: str, width: float, size: float, weight: str = "normal") -> str:
    """`text` broken at spaces (never at no-break ones) into lines no wider than `width` cm."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and measure(longer, size, weight) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return "\n".join(lines)


@cache
def measure(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text, cm."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return TextToPath().get_text_width_height_descent(text, font, ismath=False)[0] * POINT


def tall(text: str, size: float) -> float:
    """Height of wrapped text, cm."""
    return (text.count("\n") + 1) * size * LEADING * POINT


# --- parts of a drawing --------------------------------------------------------------------


def time_axis(axes: Axes, first: int, last: int, *, step: int = 5) -> None:
    """Years along the bottom, a tick every `step` years."""
    axes.set_xlim(first - 0.5, last + 0.5)
    axes.set_xticks([y for y in range(first, last + 1) if y % step == 0])
    axes.set_xticklabels([str(int(y)) for y in axes.get_xticks()])


def value_axis(axes: Axes, labels: Labels, *, spec: str = "g", ticks: int = 6) -> None:
    """Numbers up the side, in the language's writing, with faint lines across."""
    axes.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(_numbers(labels, spec))
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def _numbers(labels: Labels, spec: str) -> FuncFormatter:
    write: Callable[[float, int], str] = lambda value, _: labels.number(value, spec)  # noqa: E731
    return FuncFormatter(write)


def points_tall(axes: Axes) -> float:
    """Height of the axes, in points."""
    sheet = cast(Figure, axes.get_figure(root=True))
    return axes.get_position().height * sheet.get_figheight() * 72


def label_ends(
    axes: Axes,
    ends: Sequence[tuple[float, float, str, str]],
    *,
    at: float | None = None,
    room: float | None = None,
    size: float = TEXT,
) -> None:
    """Label lines at their right ends, moved apart where they would overlap.

    Parameters
    ----------
    ends
        (x, y, text, colour) of each line's end
    at
        where the labels begin, in data units; the axis' end by default
    room
        width for a label in cm, beyond which it is broken
    """
    if not ends:
        return
    texts = [wrap(text, room, size) if room else text for _, _, text, _ in ends]
    low, high = axes.get_ylim()
    inverted = low > high
    heights = [(t.count("\n") + 1) * size * 1.2 for t in texts]
    tall = points_tall(axes)
    per_point = abs(high - low) / tall
    sign = -1 if inverted else 1
    wanted = [sign * y for _, y, _, _ in ends]
    placed = spread(
        wanted,
        [h * per_point for h in heights],
        min(sign * low, sign * high),
        max(sign * low, sign * high),
    )
    left, right = axes.get_xlim()
    start = right if at is None else at
    for (x, y, _, colour), text, new in zip(ends, texts, placed, strict=True):
        y_new = sign * new
        moved = abs(y_new - y) > 0.4 * size * per_point
        if start > x and (moved or start - x > 0.06 * (right - left)):
            axes.plot(
                [x, start], [y, y_new], color=colour, lw=0.5, alpha=0.6, clip_on=False, zorder=1
            )
        axes.annotate(
            text,
            (start, y_new),
            xytext=(2.5, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            size=size,
            annotation_clip=False,
            linespacing=1.1,
        )


# --- saving --------------------------------------------------------------------------------


def save(figure: Figure, paths: dict[str, Path | str], *, title: str = "", alt: str = "") -> None:
    """Write a figure in several kinds, the same bytes for the same figure.

    Parameters
    ----------
    paths
        kind (svg, pdf, png) -> file
    title, alt
        put into the files for readers who do not see the picture
    """
    about = {
        "svg": {"Date": None, "Creator": None, "Title": title, "Description": alt},
        "pdf": {
            "CreationDate": None,
            "Creator": None,
            "Producer": None,
            "Title": title,
            "Subject": alt,
        },
        "png": {"Software": None, "Title": title, "Description": alt},
    }
    for kind, path in paths.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format=kind, metadata=about[kind])
