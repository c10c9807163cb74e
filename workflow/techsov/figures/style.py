"""One look for all figures: sizes, colours, the sheet they are drawn on, and how they are saved.

Colours are those of techsov.presentation.palette.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast
from weakref import WeakKeyDictionary

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from matplotlib.textpath import TextToPath
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D, Transform

from techsov.presentation.chart import spread
from techsov.presentation.labels import Labels
from techsov.presentation.palette import (  # noqa: F401 (figures take their colours from here)
    COUNTRIES,
    FAINT,
    GROUPS,
    INK,
    MIDDLE,
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
MARGIN = 0.1  # cm
KEY_ROW, SWATCH = 0.42, 0.42  # cm
TITLE, SUBTITLE, PANEL, TEXT, SMALL, FOOT = 9.5, 8.0, 8.0, 7.5, 7.0, 7.0  # points
LEADING = 1.3
LONGEST_TITLE = 90  # letters
YEAR_ROOM = 0.8  # cm that the label of a year takes
NARROW_MARGIN = 0.42  # largest share of a narrow sheet that the room beside a panel may take
STACKED_HEIGHT = 0.8  # of panels that stand below one another, to what they are side by side
DOTS_PER_INCH = 200

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


# --- the sheet -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """How a figure is dressed.

    Attributes
    ----------
    width : float
        In cm. No type is smaller than 7 points; at 14 cm that is 6 points on a page of 12 cm, at
        8.7 cm it is 11 pixels on a screen of 390.
    texts : bool
        Whether title, subtitle and sources stand on it.
    stacked : bool
        Whether panels stand below one another.
    """

    width: float = 14.0
    texts: bool = True
    stacked: bool = False

    @property
    def inner(self) -> float:
        """Width inside the margins, cm."""
        return self.width - 2 * MARGIN


TITLED, BARE, PHONE = Form(), Form(texts=False), Form(8.7, texts=False, stacked=True)
FORMS = {"": TITLED, "bare": BARE, "phone": PHONE}  # as in `registry.FORMS`

# What is written on each figure, for who shows it beside its texts rather than with them.
SAID: WeakKeyDictionary[Figure, dict[str, str]] = WeakKeyDictionary()
# Room right of a panel for direct labels, cm.
ROOM: WeakKeyDictionary[Axes, float] = WeakKeyDictionary()


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
    indent: float = 0.0,
    above: float = 0.0,
    shares: Sequence[float] | None = None,
    heads: Sequence[str] = (),
    scale: bool = True,
    key: Sequence[tuple[str, str, str]] = (),
) -> tuple[Figure, list[Axes]]:
    """A figure with its texts set and its axes placed.

    Parameters
    ----------
    form
        width, whether texts stand on it, whether panels are stacked
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
    indent
        room left of the first panel besides, cm
    above
        room above every panel for a scale there, cm
    shares
        relative widths of the panels
    heads
        a heading above each panel
    scale
        room beneath the panels for a scale
    key
        (text, colour, look) of what all panels share, set in rows above them; an entry
        without text begins a new row. Looks: "fill", "frame", "line", "dash"
    """
    inner = form.inner
    columns, lines = (1, panels) if form.stacked else (panels, 1)
    if form.stacked:
        left, right = (min(room, NARROW_MARGIN * inner) for room in (left, right))
        height *= STACKED_HEIGHT if panels > 1 else 1
    parts = np.asarray([1] if form.stacked else shares or [1] * panels, dtype=float)
    free = inner - indent - columns * (left + right) - (columns - 1) * gap
    widths = free * parts / parts.sum()
    starts = MARGIN + indent + left + np.r_[0, np.cumsum(widths + left + right + gap)[:-1]]
    heads = [
        wrap(t, w + right, PANEL, "bold")
        for t, w in zip(heads, np.resize(widths, panels), strict=False)
    ]
    headed = above + max((tall(text, PANEL) + 0.1 for text in heads), default=0)
    rows = _key_rows(key, inner)
    texts = [
        (wrap(title, inner, TITLE, "bold"), TITLE, "bold", INK),
        (wrap(subtitle, inner, SUBTITLE), SUBTITLE, "normal", MUTED),
    ] * form.texts
    beneath = wrap(foot, inner, FOOT) if form.texts else ""
    down = MARGIN + sum(tall(t, size) + 0.08 for t, size, *_ in texts) + 0.15
    down += KEY_ROW * len(rows)
    line = headed + height + (0.6 if scale else 0.1)
    total = down + lines * line + (tall(beneath, FOOT) + 0.2 if beneath else 0) + MARGIN
    figure = Figure(figsize=(form.width * CM, total * CM))
    figure.patch.set_alpha(float(form.texts))
    SAID[figure] = {"title": title, "subtitle": subtitle, "foot": foot}
    page: dict[str, Any] = {"linespacing": LEADING, "transform": _centimetres(figure)}
    y = MARGIN
    for text, size, weight, colour in texts:
        figure.text(MARGIN, y, text, size=size, weight=weight, color=colour, va="top", **page)
        y += tall(text, size) + 0.08
    for row in rows:
        _set_key(figure, row, y + KEY_ROW / 2)
        y += KEY_ROW
    if beneath:
        figure.text(MARGIN, total - MARGIN, beneath, size=FOOT, color=MUTED, va="bottom", **page)
    axes = []
    for number in range(panels):
        top = down + (number // columns) * line + headed
        x, wide = starts[number % columns], widths[number % columns]
        box = (x / form.width, 1 - (top + height) / total, wide / form.width, height / total)
        axes.append(figure.add_axes(box))
        ROOM[axes[-1]] = right - 0.1
    for panel, text in zip(axes, heads, strict=False):
        panel.set_title(text, loc="left", size=PANEL, weight="bold", pad=5, linespacing=1.15)
        panel.patch.set_alpha(0)
    return figure, axes


def _centimetres(figure: Figure) -> Transform:
    """From cm right of and below the sheet's upper left corner."""
    width, height = figure.get_size_inches() / CM
    return Affine2D().scale(1 / width, -1 / height).translate(0, 1) + figure.transFigure


def _key_rows(key: Sequence[tuple[str, str, str]], width: float) -> list[list[tuple]]:
    """The key's entries with their places from the left, in as many rows as they need."""
    rows: list[list[tuple]] = []
    x = width + 1
    for text, *look in key:
        if not text:
            x = width + 1
            continue
        needed = SWATCH + 0.12 + measure(text, TEXT)
        if x + needed > width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, text, *look))
        x += needed + 0.45
    return rows


def _set_key(figure: Figure, row: list[tuple], y: float) -> None:
    place: dict[str, Any] = {"transform": _centimetres(figure)}
    for x, text, colour, look in row:
        left = MARGIN + x
        if look in ("fill", "frame"):
            box = Rectangle((left, y - 0.09), SWATCH, 0.18, color=colour, lw=0.9, **place)
            box.set_fill(look == "fill")
            figure.add_artist(box)
        else:
            ends = [left, left + SWATCH], [y, y]
            dashes = (0, (3, 2)) if look == "dash" else "-"
            figure.add_artist(Line2D(*ends, color=colour, lw=1.6, ls=dashes, **place))
        figure.text(left + SWATCH + 0.12, y, text, size=TEXT, va="center_baseline", **place)


def tint(colour: str, much: float) -> str:
    """A colour mixed with white, of which `much` is left."""
    red, green, blue = (1 - much * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


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


def _sheet(axes: Axes) -> tuple[float, float]:
    """Width and height of the whole sheet, cm."""
    width, height = cast(Figure, axes.get_figure(root=True)).get_size_inches() / CM
    return float(width), float(height)


def wide(axes: Axes) -> float:
    """Width of a panel, cm."""
    return axes.get_position().width * _sheet(axes)[0]


def time_axis(axes: Axes, first: int, last: int) -> None:
    """Years along the bottom, as many as there is room for."""
    axes.set_xlim(first - 0.5, last + 0.5)
    room = wide(axes) / YEAR_ROOM
    step = next(n for n in (1, 2, 5, 10, 20, 50) if (last - first + 1) / n <= max(room, 1))
    ticks = [year for year in range(first, last + 1) if year % step == 0]
    axes.set_xticks(ticks, [str(year) for year in ticks])


def value_axis(axes: Axes, labels: Labels, *, spec: str = "g", ticks: int = 6) -> None:
    """Numbers up the side, in the language's writing, with faint lines across."""
    axes.yaxis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(lambda value, _: labels.number(value, spec))
    open_axis(axes, "y")


def rank_axis(axes: Axes, worst: int) -> None:
    """Ranks up the side, the first on top."""
    axes.set_ylim(worst + 4, -1)
    axes.set_yticks([1, *range(10, worst + 4, 10)])
    open_axis(axes, "y")


def row_axis(
    axes: Axes, names: Sequence[str], places: Sequence[float] = (), *, size: float = TEXT
) -> None:
    """Names down the side, each at its place; broken where the room is too narrow."""
    places = places or range(len(names))
    room = axes.get_position().x0 * _sheet(axes)[0] - MARGIN - 0.1
    axes.set_yticks(places, [wrap(name, room, size) for name in names], linespacing=1.1)
    axes.tick_params(axis="y", labelsize=size, labelcolor=INK)
    axes.set_ylim(places[-1] + 0.6, -0.6)
    open_axis(axes, "x")


def open_axis(axes: Axes, grid: Literal["x", "y"]) -> None:
    """Faint lines across the scale of that axis, behind what is drawn, and no spine on the left."""
    axes.grid(axis=grid)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


def note(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    shift: tuple[float, float] = (0, 0),
    /,
    **look: Any,
) -> Annotation:
    """A text beside a point of the drawing, `shift` points away from it.

    Parameters
    ----------
    look
        as of a Matplotlib text; left-aligned, centred and small by default
    """
    usual: dict[str, Any] = {
        "ha": "left",
        "va": "center",
        "color": INK,
        "size": SMALL,
        "linespacing": 1.1,
    }
    usual |= {"xytext": shift, "textcoords": "offset points", "annotation_clip": False}
    return axes.annotate(text, at, **(usual | look))


def band(axes: Axes, low: float, high: float) -> None:
    """What the paper states, with its tolerance, as a band across."""
    axes.axhspan(low, high, color=PAPER, alpha=0.13, lw=0, zorder=0)


def label_ends(
    axes: Axes,
    ends: Sequence[tuple[float, float, str, str]],
    *,
    at: float | None = None,
    size: float = SMALL,
) -> None:
    """Label lines at their right ends, moved apart where they would overlap.

    Parameters
    ----------
    ends
        (x, y, text, colour) of each line's end
    at
        where the labels begin, in data units; the axis' end by default
    """
    left, right = axes.get_xlim()
    start = right if at is None else at
    texts = [wrap(text, ROOM[axes], size) for _, _, text, _ in ends]
    for (x, y, _, colour), text, new in zip(
        ends, texts, _apart(axes, ends, texts, size), strict=True
    ):
        moved = abs(new - y) > 0.4 * size * _per_point(axes)
        if start - x > 0.06 * (right - left) or (start > x and moved):
            _lead(axes, (x, y), (start, new), colour)
        note(axes, text, (start, new), (2.5, 0), color=colour, size=size)


def label_starts(
    axes: Axes, points: Sequence[tuple[float, float, str, str]], *, at: float, size: float = SMALL
) -> None:
    """Label points left of them, with the texts' right ends at `at`, as `label_ends` does."""
    texts = [text for _, _, text, _ in points]
    for (x, y, text, colour), new in zip(points, _apart(axes, points, texts, size), strict=True):
        _lead(axes, (x, y), (at, new), colour)
        note(axes, text, (at, new), (-2.5, 0), ha="right", color=colour, size=size)


def _apart(axes: Axes, ends: Sequence[tuple], texts: Sequence[str], size: float) -> list[float]:
    """Places of the texts of points up the side, at which none covers another."""
    if not ends:
        return []
    low, high = axes.get_ylim()
    sign = -1 if low > high else 1
    line = size * 1.2 * _per_point(axes)
    heights = [(text.count("\n") + 1) * line for text in texts]
    limits = sorted((sign * low, sign * high))
    places = spread([sign * y for _, y, *_ in ends], heights, *limits)
    return [sign * place for place in places]


def _per_point(axes: Axes) -> float:
    """Units of the scale up the side in a point."""
    low, high = axes.get_ylim()
    return abs(high - low) * POINT / (axes.get_position().height * _sheet(axes)[1])


def _lead(axes: Axes, one: tuple[float, float], other: tuple[float, float], colour: str) -> None:
    """A thin line from a point to its label."""
    xs, ys = zip(one, other, strict=True)
    axes.plot(xs, ys, color=colour, lw=0.5, alpha=0.6, clip_on=False, zorder=1)


# --- saving --------------------------------------------------------------------------------


def save(
    figure: Figure,
    paths: Mapping[str, Path | str],
    *,
    title: str = "",
    alt: str = "",
    text: bool = False,
) -> None:
    """Write a figure in several kinds, the same bytes for the same figure.

    Parameters
    ----------
    paths
        kind (svg, pdf, png) -> file
    title, alt
        put into the files for readers who do not see the picture
    text
        whether an SVG's text stays text, which asks for the font where it is shown
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
        with mpl.rc_context({"svg.fonttype": "none"} if text else {}):
            figure.savefig(path, format=kind, metadata=about[kind])
