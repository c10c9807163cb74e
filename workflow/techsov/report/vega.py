"""Charts for the browser: Vega-Lite specifications by Altair, one look for all.

A chart takes rows whose texts are in the page's language already, so that its menus, legend and
what it shows on hover need no further words. Nothing is loaded when it is shown: rows stand inside
the specification, or are put there by the page under the name of a table that pages share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import pandas as pd

from techsov.presentation.labels import Labels
from techsov.presentation.palette import FAINT, INK, MUTED, PALE, PAPER

HEIGHT = 340
ROW = 22  # height of a bar with its gap, px
REACH = 320  # area around a point that answers to the pointer, px
LONG = 8  # years from which a chart lets choose the first and last one
SHORT = 18  # letters of a text of which two stand side by side on a phone
NARROW = 480  # width of a chart on a phone, px
# Turning the wheel alone scrolls the page.
ZOOM = "wheel![event.shiftKey || event.ctrlKey]"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


@dataclass(frozen=True)
class Menu:
    """A menu that shows one part of the rows.

    column : whose values it offers, in order of appearance
    text   : its label
    value  : what it shows at first; all rows where it is empty
    """

    column: str
    text: str
    value: str = ""

    @property
    def name(self) -> str:
        return f"pick_{self.column}"


@dataclass(frozen=True)
class Column:
    """A column of the rows, as an axis or on hover: its title, and d3's format of its numbers."""

    name: str
    text: str
    format: str = ""


def lines(
    rows: pd.DataFrame,
    labels: Labels,
    *,
    y: Column,
    colours: Mapping[str, str],
    hover: Sequence[Column] = (),
    menus: Sequence[Menu] = (),
    dashed: bool = False,
    bands: pd.DataFrame | None = None,
    stated: pd.DataFrame | None = None,
    inverted: bool = False,
    stacked: bool = False,
    zero: bool = False,
    scattered: Sequence[str] = (),
) -> dict:
    """Lines, or stacked areas, over the years.

    rows    : columns year, series, y.name, those of hover and menus; `dash` where `dashed`
    colours : series -> colour, in the order of the legend
    bands   : columns low, high, text, and those of menus where a band belongs to a part
    stated  : columns year, y.name, text: points that the paper states
    scattered : series that are points and no lines
    """
    year = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False))
    year = year.scale(zero=False, nice=False)
    scale = alt.Scale(zero=zero, reverse=inverted)
    value = alt.Y(f"{y.name}:Q", title=None, scale=scale, axis=alt.Axis(tickCount=6))
    value = value.stack("zero" if stacked else None)
    chosen = alt.selection_point(fields=["series"], bind="legend", name="chosen")
    encoding = {
        "x": year,
        "y": value,
        "color": _colour(colours),
        "opacity": alt.condition(chosen, alt.value(1), alt.value(0.15)),
    }
    parts = ["series", *(["dash"] if dashed else []), *(menu.column for menu in menus)]
    data = _data(rows if stacked else _broken(rows, y.name, list(dict.fromkeys(parts))))
    if dashed:
        encoding["strokeDash"] = alt.StrokeDash("dash:N", legend=None, sort=_longest_first(rows))
        encoding["detail"] = alt.Detail("dash:N")
    shown = alt.Chart(data)
    mark = (
        shown.mark_area(fillOpacity=0.75)
        if stacked
        else shown.mark_line(strokeWidth=2, strokeJoin="round", point=alt.OverlayMarkDef(size=12))
    )
    points = _answering(shown, encoding, [Column("series", ""), _year(labels), y, *hover])
    window = alt.selection_interval(bind="scales", zoom=ZOOM, name="window")
    drawn = mark.encode(**encoding).add_params(chosen, window)
    layers = [drawn, points]
    if scattered:
        among = alt.FieldOneOfPredicate(field="series", oneOf=list(scattered))
        dots = shown.mark_point(size=45, strokeWidth=1.5).encode(**encoding)
        layers = [
            drawn.transform_filter(alt.LogicalNotPredicate(**{"not": among})),
            dots.transform_filter(among),
            points,
        ]
    if bands is not None and len(bands):
        layers = [*_bands(bands), *layers]
    if stated is not None and len(stated):
        layers += _stated(stated, y)
    return _finish(layers, labels, menus, rows, years=rows["year"], height=HEIGHT)


def chosen(labels: Labels) -> dict:
    """Lines of the series that a reader chooses: the page gives the rows, as the table `chosen`.

    Its rows have the columns series, year, value; colours and the direction of the values' axis
    are the page's to set, since both depend on what is chosen.
    """
    shown = alt.Chart(alt.NamedData(name="chosen"))
    year = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False))
    encoding = {
        "x": year.scale(zero=False, nice=False),
        "y": alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=6)).scale(zero=False),
        "color": alt.Color("series:N", legend=_legend(narrow=1, wide=2)),
    }
    mark = shown.mark_line(strokeWidth=2, strokeJoin="round", point=alt.OverlayMarkDef(size=12))
    window = alt.selection_interval(bind="scales", zoom=ZOOM, name="window")
    exact = Column("value", labels["report.column.value"], ",.6~g")
    points = _answering(shown, encoding, [Column("series", ""), _year(labels), exact])
    chart = alt.layer(mark.encode(**encoding).add_params(window), points)
    return _config(chart.properties(width="container", height=HEIGHT)).to_dict()


def bars(
    rows: pd.DataFrame,
    labels: Labels,
    *,
    y: str,
    x: Column,
    colours: Mapping[str, str],
    hover: Sequence[Column] = (),
    menus: Sequence[Menu] = (),
    kind: str = "bar",
    logarithmic: bool = False,
    order: Sequence[str] | None = None,
    visible: int = 0,
) -> dict:
    """Bars that are stacked by series, or a point a row.

    rows    : columns y, x.name, series, those of hover and menus
    kind    : "bar", "point" or "square"
    order   : of the values of y from above; that of their appearance by default
    visible : how many values of y are shown at once; all by default
    """
    across = alt.X(
        f"{x.name}:Q",
        title=x.text or None,
        axis=alt.Axis(format=x.format, tickMinStep=1)
        if kind == "square"
        else alt.Axis(format=x.format),
        scale=alt.Scale(type="log") if logarithmic else alt.Scale(zero=kind != "point"),
    )
    chart = alt.Chart(_data(rows))
    if kind == "bar":
        marks = chart.mark_bar(height={"band": 0.72})
        across = across.stack("zero")
    elif kind == "square":
        marks = chart.mark_square(size=230, opacity=1)
    else:
        marks = chart.mark_point(filled=True, size=110, opacity=1)
    chosen = alt.selection_point(fields=["series"], bind="legend", name="chosen")
    marks = marks.encode(
        x=across,
        y=_rows(y, order, grid=kind == "point"),
        color=_colour(colours),
        order=alt.Order("place:Q"),
        opacity=alt.condition(chosen, alt.value(1), alt.value(0.15)),
        tooltip=_tooltip([Column(y, ""), Column("series", ""), x, *hover]),
    ).add_params(chosen)
    return _finish([marks], labels, menus, rows, height=_tall(rows[y], visible))


def ranges(
    rows: pd.DataFrame,
    labels: Labels,
    *,
    y: str,
    x: Column,
    colours: Mapping[str, str],
    hover: Sequence[Column] = (),
    menus: Sequence[Menu] = (),
    logarithmic: bool = False,
    order: Sequence[str] | None = None,
    visible: int = 0,
) -> dict:
    """A stroke from `low` to `high` a row, with a point at x.name; the rest as of `bars`."""
    scale = alt.Scale(type="log") if logarithmic else alt.Scale(zero=False)
    axis = alt.Axis(format=x.format)
    tooltip = _tooltip(
        [
            Column(y, ""),
            Column("series", ""),
            x,
            Column("low", labels["report.column.low"], x.format),
            Column("high", labels["report.column.high"], x.format),
            *hover,
        ]
    )
    chart = alt.Chart(_data(rows)).encode(
        y=_rows(y, order), color=_colour(colours), tooltip=tooltip
    )
    strokes = chart.mark_rule(strokeWidth=5, opacity=0.55).encode(
        x=alt.X("low:Q", title=x.text or None, axis=axis, scale=scale), x2="high:Q"
    )
    points = chart.mark_point(filled=True, size=80, opacity=1).encode(x=f"{x.name}:Q")
    return _finish([strokes, points], labels, menus, rows, height=_tall(rows[y], visible))


def heat(
    rows: pd.DataFrame,
    labels: Labels,
    *,
    y: str,
    value: Column,
    hover: Sequence[Column] = (),
    menus: Sequence[Menu] = (),
) -> dict:
    """A coloured cell for each year and each value of `y`, the number on hover."""
    cells = alt.Chart(_data(rows)).mark_rect(stroke=None)
    marks = cells.encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelOverlap=True, labelAngle=0)),
        y=_rows(y),
        color=alt.Color(
            f"{value.name}:Q",
            title=value.text,
            scale=alt.Scale(scheme="cividis", reverse=True),
            legend=alt.Legend(orient="top", gradientLength=180, format=value.format),
        ),
        tooltip=_tooltip([Column(y, ""), _year(labels), value, *hover]),
    )
    return _finish([marks], labels, menus, rows, height=ROW * rows[y].nunique())


# --- parts of a chart ----------------------------------------------------------------------

LIMIT = alt.ExprRef(f"width < {NARROW} ? 130 : 260")


def _longest_first(rows: pd.DataFrame) -> list[str]:
    """Values of `dash`, so that the one with most rows is the solid line."""
    return list(rows["dash"].value_counts(sort=True).index)


def _year(labels: Labels) -> Column:
    return Column("year", labels["report.column.year"])


def _rows(y: str, order: Sequence[str] | None = None, *, grid: bool = False) -> alt.Y:
    """The axis of texts from above: in an order, or as they appear."""
    sort = list(order) if order is not None else None
    return alt.Y(f"{y}:N", title=None, sort=sort, axis=alt.Axis(labelLimit=LIMIT, grid=grid))


def _tall(texts: pd.Series, visible: int) -> int:
    return max(120, ROW * (visible or texts.nunique()))


def _answering(shown: alt.Chart, encoding: dict, columns: Sequence[Column]) -> alt.Chart:
    """Unseen points over the lines, wide enough to be met, that say their values on hover."""
    near = alt.selection_point(on="pointerover", clear="pointerout", empty=False, name="near")
    seen = {"opacity": alt.condition(near, alt.value(0.35), alt.value(0))}
    points = shown.mark_point(filled=True, size=REACH)
    return points.encode(**(encoding | seen), tooltip=_tooltip(columns)).add_params(near)


def _broken(rows: pd.DataFrame, value: str, parts: list[str]) -> pd.DataFrame:
    """The rows, with one that has no value where a line misses a year: there it is broken.

    parts : columns that tell the lines apart. A line whose years are always some apart misses none.
    """
    gaps = []
    for key, line in rows.groupby(parts, sort=False, observed=True):
        years = sorted(set(line["year"]))
        steps = [later - earlier for earlier, later in pairwise(years)]
        usual = min(steps, default=1)
        gaps += [
            {**dict(zip(parts, key, strict=True)), "year": year + usual}
            for year, step in zip(years, steps, strict=False)
            if step > usual
        ]
    if not gaps:
        return rows
    return pd.concat([rows, pd.DataFrame(gaps).assign(**{value: math.nan})], ignore_index=True)


def _data(rows: pd.DataFrame) -> alt.InlineData:
    """Rows inside the specification, as CSV: half the size of records."""
    numbers = {
        column: "number" for column in rows.columns if pd.api.types.is_numeric_dtype(rows[column])
    }
    text = rows.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    return alt.InlineData(values=text, format=alt.CsvDataFormat(type="csv", parse=numbers))


def _colour(colours: Mapping[str, str]) -> alt.Color:
    longest = max(map(len, colours))
    narrow, wide = (1 if longest > SHORT else 2), (2 if longest > 2 * SHORT else 4)
    legend = _legend(narrow=narrow, wide=wide)
    return alt.Color(
        "series:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=legend if len(colours) > 1 else None,
    )


def _legend(*, narrow: int, wide: int) -> alt.Legend:
    """A legend above the chart, with so many columns on a phone and on a desk."""
    return alt.Legend(
        title=None,
        orient="top",
        columns=alt.ExprRef(f"width < {NARROW} ? {narrow} : {wide}"),
        labelLimit=alt.ExprRef(f"width / (width < {NARROW} ? {narrow + 0.1} : {wide + 0.3})"),
        symbolType="square",
        symbolOpacity=1,
    )


def _tooltip(columns: Sequence[Column]) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(
            f"{c.name}:{'Q' if c.format else 'N'}",
            title=c.text or " ",
            format=c.format or alt.Undefined,
        )
        for c in columns
    ]


def _bands(bands: pd.DataFrame) -> list[alt.Chart]:
    chart = alt.Chart(_data(bands))
    return [
        chart.mark_rect(color=PAPER, opacity=0.13).encode(y="low:Q", y2="high:Q"),
        chart.mark_text(
            align="left", baseline="bottom", dx=4, dy=-2, color=PAPER, fontSize=11
        ).encode(y="high:Q", x=alt.value(0), text="text:N"),
    ]


def _stated(stated: pd.DataFrame, y: Column) -> list[alt.Chart]:
    chart = alt.Chart(_data(stated)).encode(x="year:Q", y=f"{y.name}:Q")
    tooltip = _tooltip([Column("text", "")])
    return [
        chart.mark_point(shape="diamond", filled=True, size=90, color=PAPER, opacity=1).encode(
            tooltip=tooltip
        ),
        chart.mark_text(align="right", dx=-8, color=PAPER, fontSize=11).encode(text="text:N"),
    ]


def _finish(
    layers: list[alt.Chart],
    labels: Labels,
    menus: Sequence[Menu],
    rows: pd.DataFrame,
    *,
    height: int,
    years: pd.Series | None = None,
) -> dict:
    """The layers as one specification with its menus, its choice of years and the common look."""
    params = []
    for menu in menus:
        options = list(dict.fromkeys(rows[menu.column]))
        shown = [] if menu.value else [""]
        texts = [] if menu.value else [labels["page.any"]]
        bind = alt.binding_select(
            options=shown + options, labels=texts + options, name=f"{menu.text} "
        )
        params.append(alt.param(name=menu.name, value=menu.value, bind=bind))
        test = f"!{menu.name} || datum.{menu.column} === {menu.name}"
        layers = [
            layer.transform_filter(test) if menu.column in _columns(layer) else layer
            for layer in layers
        ]
    if years is not None and years.nunique() >= LONG:
        first, last = int(years.min()), int(years.max())
        for name, value in (("since", first), ("until", last)):
            bind = alt.binding_range(
                min=first, max=last, step=1, name=f"{labels[f'report.chart.{name}']} "
            )
            params.append(alt.param(name=name, value=value, bind=bind))
        layers = [
            layer.transform_filter("datum.year >= since && datum.year <= until")
            if "year" in _columns(layer)
            else layer
            for layer in layers
        ]
    chart = alt.layer(*layers).properties(width="container", height=height).add_params(*params)
    return _config(chart).to_dict()


def _columns(layer: alt.Chart) -> list[str]:
    return layer.data.values.partition("\n")[0].split(",")


def _config(chart: alt.LayerChart) -> alt.LayerChart:
    return (
        chart.configure(
            aria=False,  # its place in the page bears the figure's text
            font=FONT,
            background="transparent",
            padding={"left": 4, "right": 12, "top": 4, "bottom": 4},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED, titleColor=MUTED, gridColor=PALE, domainColor=FAINT, tickColor=FAINT,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        )
        .configure_legend(
            labelColor=INK, labelFontSize=12, titleColor=MUTED, titleFontWeight="normal"
        )
    )  # fmt: skip
