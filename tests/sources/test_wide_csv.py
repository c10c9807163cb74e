"""A wide CSV of numbers, whole and spoilt: what is read, and what is said of what is not."""

import zipfile

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from techsov.core.errors import LayoutError
from techsov.sources import wide_csv

TABLE = "V1,a,b\nx,1,2\ny,3,4\n"


@pytest.fixture
def written(tmp_path):
    def write(text, name="2019.csv"):
        (tmp_path / name).write_bytes(text.encode())
        return tmp_path / name

    return write


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (TABLE, [[1, 2], [3, 4]]),
        ("V1,a,b,,\nx,1,2,,\ny,3,4,NA,\n", [[1, 2], [3, 4]]),
        ('V1,a,b\n"x",1,\ny,"3",4\n', [[1, np.nan], [3, 4]]),
        ("V1,a,b\n\n\n", np.empty((0, 2))),
    ],
    ids=["plain", "separators at the end", "quotation marks and a gap", "blank lines alone"],
)
def test_numbers_are_read_and_what_holds_nothing_is_not(written, text, values):
    table, year = wide_csv.read(written(text))
    assert_array_equal(table.values, values)
    assert (table.corner, table.columns, year) == ("V1", ["a", "b"], 2019)
    assert table.rows == ["x", "y"][: len(values)]


HUGE = "x" * 140_000  # beyond the longest cell that a CSV may hold


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("V1,a,a\nx,1,2\n", "line 1: distinct labels expected, found a twice"),
        (",,,\nx,1,2,3\n", "line 1: column labels expected, found ',,,'"),
        (f"V1,{HUGE},b\n", r"line 1: column labels expected, found field larger"),
        ("V1,a,b,\nx,1,2,\ny,3,4,5\n", "line 1, column 4: nothing expected, found numbers with"),
        (f'V1,a,b\n"x",1,{HUGE}\n', "whole file: a CSV of numbers expected, found field larger"),
        ("V1,a,b\nx,1,2\ry,3,4\n", "whole file: .*, found a line break of another kind"),
    ],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_at_its_place(written, text, said):
    with pytest.raises(LayoutError, match=rf"2019\.csv, {said}"):
        wide_csv.read(written(text))


def test_a_name_that_tells_another_year_than_the_one_wanted_is_refused(written):
    assert wide_csv.read(written(TABLE), 2019)[1] == 2019
    with pytest.raises(LayoutError, match=r"file name: the year 2018 expected, found 2019"):
        wide_csv.read(written(TABLE), 2018)


def zipped(folder, **members):
    with zipfile.ZipFile(folder / "years.zip", "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.csv", text)
    return folder / "years.zip"


def test_the_only_year_of_a_zip_need_not_be_named(tmp_path):
    assert wide_csv.read(zipped(tmp_path, **{"2019": TABLE}))[1] == 2019
    with pytest.raises(
        LayoutError, match="one year, or `year` to be given expected, found 2018, 2"
    ):
        wide_csv.read(zipped(tmp_path, **{"2018": TABLE, "2019": TABLE}))


def test_a_member_that_unpacks_to_more_than_any_table_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(wide_csv, "LARGEST_YEAR", 10)
    with pytest.raises(LayoutError, match=r"member 2019\.csv: at most 10 bytes when unpacked"):
        wide_csv.read(zipped(tmp_path, **{"2019": TABLE}))


@pytest.mark.parametrize("name", ["2019.csv", "2019.zip"])
def test_a_file_that_is_not_there_is_not_called_spoilt(tmp_path, name):
    with pytest.raises(FileNotFoundError, match=name):
        wide_csv.read(tmp_path / name, 2019)
