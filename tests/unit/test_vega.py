"""Charts for the browser: a line is broken where its series misses a year."""

import pandas as pd
import pytest

from techsov.report import vega


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
