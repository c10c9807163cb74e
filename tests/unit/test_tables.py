"""Tidy tables: written once, read back the same, refused with the rows at fault."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techsov.core import tables
from techsov.core.errors import CheckError

ROW = {
    "country": "RUS", "year": 2020, "indicator": "gerd_gdp", "value": 1.1, "unit": "% of GDP",
    "dataset": "worldbank/gerd", "vintage": "2026-07",
}  # fmt: skip


def frame(*changes):
    return pd.DataFrame([ROW | change for change in changes or ({},)])


def test_a_table_is_sorted_by_its_key_whatever_the_order_of_its_rows(tmp_path):
    rows = [{"year": 2021}, {"year": 2020}, {"country": "CHN"}]
    for order in (rows, rows[::-1]):
        tables.write(frame(*order), tmp_path / "t.csv", tables.INDICATOR)
        lines = (tmp_path / "t.csv").read_text().splitlines()
        assert [line.split(",")[0:2] for line in lines[1:]] == [
            ["CHN", "2020"], ["RUS", "2020"], ["RUS", "2021"],
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": np.inf}, "finite"),
        ({"value": np.nan}, "found nothing"),
        ({"value": "1,1"}, "'1,1'"),
        ({"year": 20200}, "a year"),
        ({"year": 2020.5}, "column `year`, a whole number expected"),
        ({"year": "2020.5"}, "column `year`, a whole number expected"),
        ({"country": ""}, "`country`"),
        ({"unit": None}, "`unit`"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named(change, says):
    with pytest.raises(CheckError) as error:
        tables.check(frame({}, {"year": 2021} | change), tables.INDICATOR, "t.csv")
    assert says in str(error.value)
    assert "t.csv" in str(error.value)


def test_two_rows_with_one_key_are_refused():
    with pytest.raises(CheckError, match="one key"):
        tables.check(frame({}, {"value": 2.0}), tables.INDICATOR)


def test_a_missing_column_is_named():
    with pytest.raises(CheckError, match="missing: unit"):
        tables.check(frame().drop(columns="unit"), tables.INDICATOR)


def test_a_measure_outside_the_vocabulary_is_refused():
    row = {
        "dataset": "d", "vintage": "v", "year": 2000, "measure": "fpen", "basis": "value_added",
        "scope": "all", "user": "RUS", "supplier": "CHN", "value": 0.1,
    }  # fmt: skip
    with pytest.raises(CheckError, match="fpem"):
        tables.check(pd.DataFrame([row]), tables.DEPENDENCY)


@settings(max_examples=30)
@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_survives_the_disk_to_ten_digits(tmp_path_factory, value):
    path = tmp_path_factory.mktemp("t") / "t.csv"
    tables.write(frame({"value": value}), path, tables.INDICATOR)
    assert tables.read(path, tables.INDICATOR)["value"][0] == pytest.approx(value, rel=1e-9)


def test_a_table_in_a_language_opens_in_excel_and_reads_back_the_same(tmp_path):
    """Excel reads a CSV without byte order mark in the local code page."""
    frame = pd.DataFrame({"id": ["a"], "text": ["Доля"]})
    for name, mark in (("claims.ru.csv", True), ("claims.csv", False), ("2011.balance.csv", False)):
        tables.write_csv(frame, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf") == mark
        pd.testing.assert_frame_equal(pd.read_csv(tmp_path / name, dtype=str), frame)
