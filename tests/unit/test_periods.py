"""A printed date leaves open the days that a reader would grant it, and no others."""

import itertools
from datetime import date

import pytest

from techsov.claims import periods


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("20.05.2023", (2023, 5, 20), (2023, 5, 20)),
        ("2023-05-20", (2023, 5, 20), (2023, 5, 20)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2023", (2023, 1, 1), (2023, 12, 31)),
        ("June 2023", (2023, 6, 1), (2023, 6, 30)),
        ("spring 2021", (2021, 3, 1), (2021, 5, 31)),
        ("winter 2021", (2020, 12, 1), (2021, 2, 28)),
        ("early 2022", (2022, 1, 1), (2022, 4, 30)),
        ("late 2022", (2022, 9, 1), (2022, 12, 31)),
        ("2010s", (2010, 1, 1), (2019, 12, 31)),
        ("early 2020s", (2020, 1, 1), (2022, 12, 31)),
        ("mid-2010s", (2013, 1, 1), (2016, 12, 31)),
        ("late 1980s", (1987, 1, 1), (1989, 12, 31)),
        ("mid-to-late 2010s", (2013, 1, 1), (2019, 12, 31)),
        ("2022 to 2023", (2022, 1, 1), (2023, 12, 31)),
    ],
)
def test_a_date_is_read_as_the_days_it_leaves_open(text, first, last):
    assert periods.parse(text) == (date(*first), date(*last))


@pytest.mark.parametrize(
    "text", ["30.02.2023", "2023-13", "2023-02-30", "largest", "37 %", "", "ten to one"]
)
def test_what_is_no_date_is_not_taken_for_one(text):
    assert periods.parse(text) is None


def test_the_parts_of_a_decade_cover_it_without_overlap():
    parts = [periods.parse(f"{part} 1990s") for part in ("early", "mid", "late")]
    assert parts[0][0] == date(1990, 1, 1)
    assert parts[-1][1] == date(1999, 12, 31)
    assert all((after[0] - before[1]).days == 1 for before, after in itertools.pairwise(parts))
