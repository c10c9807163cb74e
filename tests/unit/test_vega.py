"""Charts for the browser: what they draw, offer to choose and say; a missing year breaks a line."""

import pandas as pd
import pytest

from techsov.core.countries import Countries
from techsov.presentation.labels import Labels
from techsov.report import vega
from techsov.report.vega import Column, Menu


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


def marks(chart):
    """Mark -> its layer."""
    return {layer["mark"]["type"]: layer for layer in chart["layer"]}


def said_on_hover(layer):
    return [each["title"] for each in layer["encoding"]["tooltip"]]


def test_years_of_a_long_chart_are_chosen_between_its_first_and_last(labels):
    shown = vega.lines(rows(one=range(2000, 2010)), labels, y=SHARE, colours=COLOURS)
    offered = {param["name"]: param for param in shown["params"] if "bind" in param}
    assert {name: offered[name]["value"] for name in ("since", "until")} == {
        "since": 2000, "until": 2009,
    }  # fmt: skip
    assert offered["since"]["bind"]["name"].strip() == labels["report.chart.since"]
    for layer in shown["layer"]:
        tests = [each["filter"] for each in layer["transform"]]
        assert "datum.year >= since && datum.year <= until" in tests
    short = vega.lines(rows(one=range(2000, 2004)), labels, y=SHARE, colours=COLOURS)
    assert "since" not in [param["name"] for param in short.get("params", [])]


def test_the_line_with_most_rows_is_the_solid_one(labels):
    drawn = pd.concat([
        rows(one=[2000]).assign(dash="few"), rows(one=[2000, 2001, 2002]).assign(dash="many"),
    ])  # fmt: skip
    shown = vega.lines(drawn, labels, y=SHARE, colours=COLOURS, dashed=True)
    assert shown["layer"][0]["encoding"]["strokeDash"]["sort"] == ["many", "few"]


def test_what_the_paper_states_stands_as_bands_behind_and_points_before_the_lines(labels):
    band = pd.DataFrame({"low": [0.5], "high": [0.7], "text": ["half"]})
    point = pd.DataFrame({"year": [2000], "value": [0.6], "text": ["paper: 0.6"]})
    shown = vega.lines(rows(one=[2000, 2001]), labels, y=SHARE, colours=COLOURS, bands=band,
                       stated=point)  # fmt: skip
    kinds = [layer["mark"]["type"] for layer in shown["layer"]]
    assert kinds == ["rect", "text", "line", "point", "point", "text"]
    for texts in (shown["layer"][1], shown["layer"][-1]):
        assert texts["encoding"]["text"]["field"] == "text"
    assert shown["layer"][4]["mark"]["shape"] == "diamond"
    empty = vega.lines(rows(one=[2000, 2001]), labels, y=SHARE, colours=COLOURS,
                       bands=band.iloc[:0], stated=point.iloc[:0])  # fmt: skip
    assert [layer["mark"]["type"] for layer in empty["layer"]] == ["line", "point"]


def test_series_that_are_points_and_no_lines_are_left_out_of_the_line(labels):
    shown = vega.lines(
        rows(one=[2000, 2001], two=[2000, 2010]), labels, y=SHARE, colours=COLOURS,
        scattered=["two"],
    )  # fmt: skip
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
    shown = vega.bars(PLACED, labels, y="who", x=SHARE, colours=COLOURS, kind=kind)
    layer = marks(shown)[mark]
    across, down = layer["encoding"]["x"], layer["encoding"]["y"]
    assert across["scale"] == scale
    assert across.get("stack") == ("zero" if kind == "bar" else None)
    assert across["title"] == "Share" in said_on_hover(layer)
    assert down["sort"] is None  # as they appear
    assert shown["height"] >= 2 * vega.ROW


def test_magnitudes_apart_stand_on_a_logarithmic_scale_in_a_given_order(labels):
    how = {"y": "who", "x": SHARE, "colours": COLOURS, "logarithmic": True, "order": ["a", "b"]}
    for shown in (vega.bars(PLACED, labels, kind="point", **how),
                  vega.ranges(PLACED, labels, **how)):  # fmt: skip
        encoding = shown["layer"][0]["encoding"]
        assert encoding["x"]["scale"] == {"type": "log"}
        assert encoding["y"]["sort"] == ["a", "b"]


def test_a_range_goes_from_low_to_high_with_its_point_and_says_all_three(labels):
    menu = Menu("part", "Part")
    shown = vega.ranges(PLACED, labels, y="who", x=SHARE, colours=COLOURS, menus=[menu],
                        visible=50)  # fmt: skip
    stroke, point = marks(shown)["rule"], marks(shown)["point"]
    assert (stroke["encoding"]["x"]["field"], stroke["encoding"]["x2"]["field"]) == ("low", "high")
    assert stroke["encoding"]["x"]["scale"] == {"zero": False}
    assert point["encoding"]["x"]["field"] == "value"
    bounds = [labels[f"report.column.{end}"] for end in ("low", "high")]
    assert said_on_hover(stroke)[-3:] == ["Share", *bounds]
    assert shown["height"] == 50 * vega.ROW
    (offered,) = [each for each in shown["params"] if each["name"] == menu.name]
    assert offered["bind"]["options"] == ["", "x", "y"]
    assert offered["bind"]["labels"] == [labels["page.any"], "x", "y"]
    assert stroke["transform"] == [{"filter": "!pick_part || datum.part === pick_part"}]


def test_a_heat_map_has_a_cell_for_each_year_and_place_and_says_its_number(labels):
    shown = vega.heat(PLACED, labels, y="who", value=SHARE)
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
