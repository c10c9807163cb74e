"""The checks that every reader runs: what is wrong is named by its row."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techsov.core import checks, tables
from techsov.core.errors import CheckError


def frame(values, indicator="gdp_lcu", country="RUS"):
    return pd.DataFrame(
        [
            {"country": country, "year": year, "indicator": indicator, "value": float(value),
             "unit": "RUB m", "dataset": "a/b", "vintage": "1"}
            for year, value in values.items()
        ]
    )  # fmt: skip


def test_rows_become_a_table_of_one_vintage():
    rows = frame({2021: 2, 2020: 1}).drop(columns=["dataset", "vintage"]).to_dict("records")
    found = checks.tidy(rows, dataset="x/y", vintage="2024", origin="file.csv")
    assert list(found.columns) == list(tables.INDICATOR.columns)
    assert list(found["year"]) == [2020, 2021]
    assert set(found["dataset"] + found["vintage"]) == {"x/y2024"}


def test_a_file_without_a_figure_is_named():
    with pytest.raises(CheckError, match=r"file.csv: no figure of x/y found"):
        checks.tidy([], dataset="x/y", vintage="1", origin="file.csv")


def test_a_value_out_of_range_is_shown_with_its_row():
    with pytest.raises(
        CheckError, match=r"file.csv: values from 0 to 100 expected; 1 row"
    ) as error:
        checks.within(frame({2020: 5, 2021: 101}), 0, 100, "file.csv")
    assert "2021" in str(error.value)
    assert "2020" not in str(error.value)


def test_no_more_rows_are_shown_than_a_reader_can_take_in():
    with pytest.raises(CheckError, match=rf"and {30 - tables.ROWS_SHOWN} more"):
        checks.positive(frame({1990 + i: -1 for i in range(30)}), "file.csv")


def test_a_level_that_slips_by_a_thousand_is_a_jump():
    with pytest.raises(CheckError, match="within a factor of 3 a year"):
        checks.without_jumps(frame({2020: 100, 2021: 110_000}), "file.csv")


def test_a_gap_of_years_is_no_jump():
    values = frame({2000: 100, 2010: 1000})
    assert checks.without_jumps(values, "file.csv") is values


def test_countries_are_not_compared_with_each_other():
    both = pd.concat([frame({2020: 1}), frame({2021: 1000}, country="CHN")])
    checks.without_jumps(both, "file.csv")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.34, 2.99), min_size=1, max_size=20))
def test_ordinary_growth_is_never_a_jump(steps):
    level, values = 1.0, {2000: 1.0}
    for i, step in enumerate(steps, 1):
        level *= step
        values[2000 + i] = level
    checks.without_jumps(frame(values), "file.csv")


@pytest.mark.parametrize(
    ("parts", "holds"),
    [({"a": 30, "b": 70}, True), ({"a": 30, "b": 69.5}, True), ({"a": 30, "b": 60}, False),
     ({"a": 30}, True), ({"a": 101}, False), ({"a": 60, "b": 60}, False)],
)  # fmt: skip
def test_parts_make_a_hundred_or_less_where_one_is_missing(parts, holds):
    shares = pd.concat([frame({2020: value}, name) for name, value in parts.items()])
    if holds:
        assert checks.adding_up(shares, ["a", "b"], "file.csv") is shares
    else:
        with pytest.raises(CheckError, match=r"a \+ b = 100 expected; 1 row"):
            checks.adding_up(shares, ["a", "b"], "file.csv")


def test_a_lost_country_is_named():
    with pytest.raises(CheckError, match="figures of CHN, RUS expected; none of CHN"):
        checks.select(frame({2020: 1}), ["RUS", "CHN"], "file.csv")
