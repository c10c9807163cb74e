"""Charts for the browser: Vega-Lite specifications by Altair, one look for all.

Nothing is loaded when a chart is shown: rows stand inside the specification, or are put there by
the page under the name of a table that pages share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd
import vl_convert
from altair.utils import schemapi

from techsov.presentation.chart import Chart, Column, Menu, spread
from techsov.presentation.labels import Labels
from techsov.presentation.palette import FAINT, INK, MUTED, PALE, PAPER

Layered = alt.LayerChart | alt.FacetChart
HEIGHT = 340
ROW = 22  # height of a bar with its gap, px
REACH = 320  # area around a point that answers to the pointer, px
LONG = 8  # years from which a chart lets choose the first and last one
SHORT = 18  # letters of a text of which two stand side by side on a phone
NARROW = 480  # width of a chart on a phone, px
SMALL = (240, 60)  # width and height of a chart in small, px
NAMED = 4  # series or rows that a chart in small names
LETTER = 6.5  # mean width of a letter there, px
# Turning the wheel alone scrolls the page.
ZOOM = "wheel![event.shiftKey || event.ctrlKey]"
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


def specification(chart: Chart, labels: Labels) -> dict:
    """The Vega-Lite specification of a chart."""
    draw = {"line": _lines, "area": _lines, "range": _ranges, "heat": _heat}.get(chart.mark, _bars)
    years = chart.rows["year"] if chart.mark in ("line", "area") else None
    height = HEIGHT if years is not None else ROW * chart.rows[chart.by].nunique()
    if chart.mark not in ("line", "area", "heat"):
        height = max(120, height)
    return _finish(draw(chart, labels), labels, chart.menus, chart.rows, years=years, height=height)


def small(chart: Chart, labels: Labels) -> str:
    """The shape of a chart as its menus show it at first, an SVG: a few names and no axes."""
    rows = chart.rows
    for menu in chart.menus:
        rows = rows[rows[menu.column] == menu.value] if menu.value else rows
    drawn = _small_lines if chart.mark in ("line", "area") else _small_bars
    shown = drawn(chart, rows.dropna(subset=[chart.value.name]), labels)
    shown = _config(shown).configure_axis(domain=False, ticks=False, grid=False, labelFontSize=11)
    return vl_convert.vegalite_to_svg(shown.configure_text(fontSize=11).to_json())


def _small_lines(chart: Chart, rows: pd.DataFrame, labels: Labels) -> Layered:
    """Lines over the years, the first few series with their last number and name."""
    wide, tall = SMALL
    name = chart.value.name
    rows = rows.assign(line=rows["series"] + (rows["dash"] if chart.dashed else ""))
    last = rows.sort_values("year", kind="stable").groupby("series", sort=False).tail(1)
    held = [series for series in chart.colours if series in set(last["series"])]
    ends = last.set_index("series").loc[held[:NAMED]]
    low, high = (0 if chart.zero else rows[name].min()), rows[name].max()
    sign, per_pixel = -1 if chart.inverted else 1, (high - low) / tall
    limits = sorted((sign * low, sign * high))
    placed = spread(sign * ends[name], [12 * per_pixel] * len(ends), *limits)
    texts = [f"{labels.number(value, '.3g')} {_short(text)}" for text, value in ends[name].items()]
    right = max(map(len, texts)) * LETTER
    years = [int(rows["year"].min()), int(rows["year"].max())]
    x = alt.X("year:Q", title=None, axis=alt.Axis(values=years, format="d", labelFlush=True))
    x = x.scale(domain=years, nice=False)
    scale = alt.Scale(domain=[low, high], nice=False, reverse=chart.inverted)
    shades = alt.Scale(domain=list(chart.colours), range=list(chart.colours.values()))
    colour = alt.Color("series:N", scale=shades, legend=None)
    encoding = {"x": x, "y": alt.Y(f"{name}:Q", axis=None, scale=scale), "color": colour}
    named = ends.reset_index().assign(text=texts, year=years[1], **{name: sign * np.array(placed)})
    layers = [
        alt.Chart(_data(rows)).mark_line(strokeWidth=1.5).encode(**encoding, detail="line:N"),
        alt.Chart(_data(named)).mark_text(align="left", dx=4).encode(**encoding, text="text:N"),
    ]
    return alt.layer(*layers).properties(width=wide - right, height=tall, padding={"right": right})


def _small_bars(chart: Chart, rows: pd.DataFrame, labels: Labels) -> Layered:
    """The first few rows of text, each with its bar or point."""
    wide, tall = SMALL
    names = list(chart.order or dict.fromkeys(rows[chart.by]))[:NAMED]
    rows = rows[rows[chart.by].isin(names)]
    axis = alt.Axis(format=chart.value.format, tickCount=3)
    scale = alt.Scale(type="log") if chart.logarithmic else alt.Scale(zero=True)
    marks = alt.Chart(_data(rows))
    marks = marks.mark_bar() if chart.mark == "bar" else marks.mark_point(filled=True, size=60)
    across = alt.X(f"{chart.value.name}:Q", title=None, axis=axis, scale=scale)
    shown = marks.encode(
        x=across.stack("zero") if chart.mark == "bar" else across,
        y=alt.Y(f"{chart.by}:N", title=None, sort=names, axis=alt.Axis(labelLimit=110)),
        color=_colour(chart.colours).legend(None),
        order=alt.Order("place:Q"),
    )
    padding = {"left": 16, "right": 4}  # browsers' letters are wider than those measured here
    return alt.layer(shown).properties(width=wide, height=tall, autosize="fit", padding=padding)


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def _lines(chart: Chart, labels: Labels) -> list[alt.Chart]:
    """Lines, or stacked areas, over the years."""
    rows, stacked, name = chart.rows, chart.mark == "area", chart.value.name
    year = alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False))
    year = year.scale(zero=False, nice=False)
    scale = alt.Scale(zero=chart.zero, reverse=chart.inverted)
    value = alt.Y(f"{name}:Q", title=None, scale=scale, axis=alt.Axis(tickCount=6))
    value = value.stack("zero" if stacked else None)
    chosen = _by_legend()
    encoding = {
        "x": year,
        "y": value,
        "color": _colour(chart.colours),
        "opacity": alt.condition(chosen, alt.value(1), alt.value(0.15)),
    }
    parts = ["series", *(["dash"] if chart.dashed else []), *(menu.column for menu in chart.menus)]
    data = _data(rows if stacked else _broken(rows, name, list(dict.fromkeys(parts))))
    if chart.dashed:
        encoding["strokeDash"] = alt.StrokeDash("dash:N", legend=None, sort=_longest_first(rows))
        encoding["detail"] = alt.Detail("dash:N")
    shown = alt.Chart(data)
    mark = (
        shown.mark_area(fillOpacity=0.75)
        if stacked
        else shown.mark_line(strokeWidth=2, strokeJoin="round", point=alt.OverlayMarkDef(size=12))
    )
    columns = [Column("series", ""), _year(labels), chart.value, *chart.hover]
    points = _answering(shown, encoding, columns)
    window = alt.selection_interval(bind="scales", zoom=ZOOM, name="window")
    drawn = mark.encode(**encoding).add_params(chosen, window)
    layers = [drawn, points]
    if chart.scattered:
        among = alt.FieldOneOfPredicate(field="series", oneOf=list(chart.scattered))
        dots = shown.mark_point(size=45, strokeWidth=1.5).encode(**encoding)
        layers = [
            drawn.transform_filter(_negated(among)),
            dots.transform_filter(among),
            points,
        ]
    if chart.bands is not None and len(chart.bands):
        layers = [*_bands(chart.bands), *layers]
    if chart.stated is not None and len(chart.stated):
        layers += _stated(chart.stated, chart.value)
    return layers


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


def _bars(chart: Chart, labels: Labels) -> list[alt.Chart]:
    """Bars that are stacked by series, or a point or square a row."""
    axis = alt.Axis(format=chart.value.format)
    if chart.mark == "square":
        axis = alt.Axis(format=chart.value.format, tickMinStep=1)
    zero = alt.Scale(zero=chart.mark != "point")
    across = alt.X(
        f"{chart.value.name}:Q",
        title=chart.value.text or None,
        axis=axis,
        scale=alt.Scale(type="log") if chart.logarithmic else zero,
    )
    marks = alt.Chart(_data(chart.rows))
    if chart.mark == "bar":
        marks = marks.mark_bar(height={"band": 0.72})
        across = across.stack("zero")
    elif chart.mark == "square":
        marks = marks.mark_square(size=230, opacity=1)
    else:
        marks = marks.mark_point(filled=True, size=110, opacity=1)
    chosen = _by_legend()
    marks = marks.encode(
        x=across,
        y=_rows(chart.by, chart.order, grid=chart.mark == "point"),
        color=_colour(chart.colours),
        order=alt.Order("place:Q"),
        opacity=alt.condition(chosen, alt.value(1), alt.value(0.15)),
        tooltip=_tooltip([Column(chart.by, ""), Column("series", ""), chart.value, *chart.hover]),
    )
    return [marks.add_params(chosen)]


def _ranges(chart: Chart, labels: Labels) -> list[alt.Chart]:
    """A stroke from `low` to `high` a row, with a point at its value."""
    x = chart.value
    scale = alt.Scale(type="log") if chart.logarithmic else alt.Scale(zero=False)
    ends = [Column.named(labels, end, x.format) for end in ("low", "high")]
    drawn = alt.Chart(_data(chart.rows)).encode(
        y=_rows(chart.by, chart.order),
        color=_colour(chart.colours),
        tooltip=_tooltip([Column(chart.by, ""), Column("series", ""), x, *ends, *chart.hover]),
    )
    low = alt.X("low:Q", title=x.text or None, axis=alt.Axis(format=x.format), scale=scale)
    strokes = drawn.mark_rule(strokeWidth=5, opacity=0.55).encode(x=low, x2="high:Q")
    points = drawn.mark_point(filled=True, size=80, opacity=1).encode(x=f"{x.name}:Q")
    return [strokes, points]


def _heat(chart: Chart, labels: Labels) -> list[alt.Chart]:
    """A coloured cell for each year and text, the number on hover."""
    value = chart.value
    marks = alt.Chart(_data(chart.rows)).mark_rect(stroke=None)
    marks = marks.encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelOverlap=True, labelAngle=0)),
        y=_rows(chart.by),
        color=alt.Color(
            f"{value.name}:Q",
            title=value.text,
            scale=alt.Scale(scheme="yellowgreenblue"),
            legend=alt.Legend(orient="top", gradientLength=180, format=value.format),
        ),
        tooltip=_tooltip([Column(chart.by, ""), _year(labels), value, *chart.hover]),
    )
    return [marks]


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


def _by_legend() -> alt.Parameter:
    return alt.selection_point(fields=["series"], bind="legend", name="chosen")


def _answering(shown: alt.Chart, encoding: dict, columns: Sequence[Column]) -> alt.Chart:
    """Unseen points over the lines, wide enough to be met, that say their values on hover."""
    near = alt.selection_point(on="pointerover", clear="pointerout", empty=False, name="near")
    seen = {"opacity": alt.condition(near, alt.value(0.35), alt.value(0))}
    points = shown.mark_point(filled=True, size=REACH)
    return points.encode(**(encoding | seen), tooltip=_tooltip(columns)).add_params(near)


def _broken(rows: pd.DataFrame, value: str, parts: list[str]) -> pd.DataFrame:
    """The rows, with one that has no value where a line misses a year: there it is broken.

    Parameters
    ----------
    parts
        columns that tell the lines apart. A line whose years are always some apart misses none.
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
            slider = alt.binding_range(
                min=first, max=last, step=1, name=f"{labels[f'report.chart.{name}']} "
            )
            params.append(alt.param(name=name, value=value, bind=slider))
        layers = [
            layer.transform_filter("datum.year >= since && datum.year <= until")
            if "year" in _columns(layer)
            else layer
            for layer in layers
        ]
    chart = alt.layer(*layers).properties(width="container", height=height).add_params(*params)
    return _config(chart).to_dict(validate=schemapi.DEBUG_MODE)


def _columns(layer: alt.Chart) -> list[str]:
    return layer.data.values.partition("\n")[0].split(",")


def _negated(predicate: alt.FieldOneOfPredicate) -> alt.LogicalNotPredicate:
    return alt.LogicalNotPredicate(**{"not": predicate})  # type: ignore[no-untyped-call]


def _config(chart: Layered) -> Layered:
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
