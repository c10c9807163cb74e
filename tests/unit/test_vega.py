"""Charts for the browser: what they draw, offer to choose and say; a missing year breaks a line."""

import re

import pandas as pd
import pytest

from techsov.core.countries import Countries
from techsov.presentation.chart import Chart, Column, Menu
from techsov.presentation.labels import Labels
from techsov.report import vega


@pytest.fixture(scope="module", params=["en", "ru"])
def labels(request, root):
    countries = Countries.load(root / "config/countries.yaml")
    common, own = (
        Labels.load(root / f"config/{name}.{request.param}.yaml", countries)
        for name in ("labels", "report")
    )
    return Labels(common.language, common.texts | own.texts, countries, common.path)


SHARE = Column("value", "Share", ".1f")
COLOURS = {"one": "#111111", "two": "#222222"}


def of(labels, mark, data, **how):
    """The specification of a chart of shares."""
    how = {"colours": COLOURS} | how
    return vega.specification(Chart(mark, data, SHARE, **how), labels)


def marks(chart):
    """Mark -> its layer."""
    return {layer["mark"]["type"]: layer for layer in chart["layer"]}


def said_on_hover(layer):
    return [each["title"] for each in layer["encoding"]["tooltip"]]


def test_years_of_a_long_chart_are_chosen_between_its_first_and_last(labels):
    shown = of(labels, "line", rows(one=range(2000, 2010)))
    offered = {param["name"]: param for param in shown["params"] if "bind" in param}
    assert {name: offered[name]["value"] for name in ("since", "until")} == {
        "since": 2000, "until": 2009,
    }  # fmt: skip
    assert offered["since"]["bind"]["name"].strip() == labels["report.chart.since"]
    for layer in shown["layer"]:
        tests = [each["filter"] for each in layer["transform"]]
        assert "datum.year >= since && datum.year <= until" in tests
    short = of(labels, "line", rows(one=range(2000, 2004)))
    assert "since" not in [param["name"] for param in short.get("params", [])]


def test_the_line_with_most_rows_is_the_solid_one(labels):
    drawn = pd.concat([
        rows(one=[2000]).assign(dash="few"), rows(one=[2000, 2001, 2002]).assign(dash="many"),
    ])  # fmt: skip
    shown = of(labels, "line", drawn, dashed=True)
    assert shown["layer"][0]["encoding"]["strokeDash"]["sort"] == ["many", "few"]


def test_what_the_paper_states_stands_as_bands_behind_and_points_before_the_lines(labels):
    band = pd.DataFrame({"low": [0.5], "high": [0.7], "text": ["half"]})
    point = pd.DataFrame({"year": [2000], "value": [0.6], "text": ["paper: 0.6"]})
    shown = of(labels, "line", rows(one=[2000, 2001]), bands=band, stated=point)
    kinds = [layer["mark"]["type"] for layer in shown["layer"]]
    assert kinds == ["rect", "text", "line", "point", "point", "text"]
    for texts in (shown["layer"][1], shown["layer"][-1]):
        assert texts["encoding"]["text"]["field"] == "text"
    assert shown["layer"][4]["mark"]["shape"] == "diamond"
    empty = of(labels, "line", rows(one=[2000, 2001]), bands=band.iloc[:0], stated=point.iloc[:0])
    assert [layer["mark"]["type"] for layer in empty["layer"]] == ["line", "point"]


def test_series_that_are_points_and_no_lines_are_left_out_of_the_line(labels):
    shown = of(labels, "line", rows(one=[2000, 2001], two=[2000, 2010]), scattered=["two"])
    line, dots = shown["layer"][:2]
    among = {"field": "series", "oneOf": ["two"]}
    assert (line["mark"]["type"], dots["mark"]["type"]) == ("line", "point")
    assert [each["filter"] for each in line["transform"]] == [{"not": among}]
    assert [each["filter"] for each in dots["transform"]] == [among]


def test_the_chart_that_a_reader_fills_draws_the_rows_that_the_page_gives(labels):
    shown = vega.chosen(labels)
    assert shown["data"] == {"name": "chosen"}
    hover = said_on_hover(marks(shown)["point"])
    assert labels["report.column.year"] in hover and labels["report.column.value"] in hover


PLACED = pd.DataFrame({
    "who": ["b", "a", "b"], "series": ["one", "one", "two"], "value": [10.0, 100.0, 1.0],
    "low": [5.0, 50.0, 0.5], "high": [20.0, 200.0, 2.0], "year": [2000, 2000, 2001],
    "part": ["x", "x", "y"],
})  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "mark", "scale"),
    [("bar", "bar", {"zero": True}), ("square", "square", {"zero": True}),
     ("point", "point", {"zero": False})],
)  # fmt: skip
def test_bars_are_stacked_from_nought_and_points_are_not(labels, kind, mark, scale):
    shown = of(labels, kind, PLACED, by="who")
    layer = marks(shown)[mark]
    across, down = layer["encoding"]["x"], layer["encoding"]["y"]
    assert across["scale"] == scale
    assert across.get("stack") == ("zero" if kind == "bar" else None)
    assert across["title"] == "Share" in said_on_hover(layer)
    assert down["sort"] is None  # as they appear
    assert shown["height"] >= 2 * vega.ROW


def test_magnitudes_apart_stand_on_a_logarithmic_scale_in_a_given_order(labels):
    for mark in ("point", "range"):
        shown = of(labels, mark, PLACED, by="who", logarithmic=True, order=["a", "b"])
        encoding = shown["layer"][0]["encoding"]
        assert encoding["x"]["scale"] == {"type": "log"}
        assert encoding["y"]["sort"] == ["a", "b"]


def test_a_range_goes_from_low_to_high_with_its_point_and_says_all_three(labels):
    menu = Menu("part", "Part")
    shown = of(labels, "range", PLACED, by="who", menus=[menu])
    stroke, point = marks(shown)["rule"], marks(shown)["point"]
    assert (stroke["encoding"]["x"]["field"], stroke["encoding"]["x2"]["field"]) == ("low", "high")
    assert stroke["encoding"]["x"]["scale"] == {"zero": False}
    assert point["encoding"]["x"]["field"] == "value"
    bounds = [labels[f"report.column.{end}"] for end in ("low", "high")]
    assert said_on_hover(stroke)[-3:] == ["Share", *bounds]
    assert shown["height"] == 120
    (offered,) = [each for each in shown["params"] if each["name"] == menu.name]
    assert offered["bind"]["options"] == ["", "x", "y"]
    assert offered["bind"]["labels"] == [labels["page.any"], "x", "y"]
    assert stroke["transform"] == [{"filter": "!pick_part || datum.part === pick_part"}]


def test_a_heat_map_has_a_cell_for_each_year_and_place_and_says_its_number(labels):
    shown = of(labels, "heat", PLACED, by="who")
    cell = marks(shown)["rect"]
    assert [cell["encoding"][way]["field"] for way in ("x", "y", "color")] == [
        "year", "who", "value",
    ]  # fmt: skip
    assert cell["encoding"]["color"]["legend"]["format"] == ".1f"
    assert labels["report.column.year"] in said_on_hover(cell)
    assert shown["height"] == 2 * vega.ROW


def rows(**series) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, year, 1.0) for name, years in series.items() for year in years],
        columns=["series", "year", "value"],
    )


@pytest.mark.parametrize(
    ("years", "breaks"),
    [
        ([2019, 2021, 2022], [2020]),
        ([2000, 2005, 2010], []),
        ([2000, 2005, 2015], [2010]),
        ([2000, 2001, 2002], []),
        ([2000], []),
    ],
)
def test_a_missing_year_breaks_the_line(years, breaks):
    found = vega._broken(rows(one=years), "value", ["series"])
    assert found.loc[found["value"].isna(), "year"].to_list() == breaks
    assert found.dropna()["year"].to_list() == years


def test_each_line_has_gaps_of_its_own():
    found = vega._broken(rows(one=[2000, 2001, 2003], two=[2000, 2001, 2002]), "value", ["series"])
    gaps = found[found["value"].isna()]
    assert gaps[["series", "year"]].to_numpy().tolist() == [["one", 2002]]


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]+)</text>", svg)


def test_a_chart_in_small_names_the_last_number_of_its_first_lines(labels):
    drawn = rows(one=[2000, 2001], two=[2000, 2005]).assign(value=[1.0, 2.0, 3.0, 4.5])
    said = texts(vega.small(Chart("line", drawn, SHARE, COLOURS), labels))
    assert {"2 one", f"{labels.number(4.5)} two", "2000", "2005"} == set(said)


def test_a_chart_in_small_shows_what_its_menus_show_at_first(labels):
    menu = Menu("part", "Part", "y")
    drawn = rows(one=[2000, 2001], two=[2000, 2001]).assign(part=["x", "x", "y", "y"])
    said = texts(vega.small(Chart("line", drawn, SHARE, COLOURS, menus=[menu]), labels))
    assert any("two" in text for text in said) and not any("one" in text for text in said)


@pytest.mark.parametrize("mark", ["bar", "point", "square", "range"])
def test_rows_of_text_in_small_are_the_first_few(labels, mark):
    many = pd.concat([PLACED.assign(who=f"who{n}") for n in range(7)])
    order = [f"who{n}" for n in range(7)]
    said = texts(vega.small(Chart(mark, many, SHARE, COLOURS, by="who", order=order), labels))
    assert [text for text in said if text.startswith("who")] == order[: vega.NAMED]
