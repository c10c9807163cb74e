"""Many years, one at a time."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from numpy.testing import assert_allclose

from techsov.core.errors import CheckError
from techsov.indicators import complexity
from techsov.indicators import complexity_panel as panel
from techsov.sources import atlas_trade

COUNTRIES, PRODUCTS = [f"C{i:02d}" for i in range(12)], [f"{i:04d}" for i in range(101, 161)]


def exports(year: int) -> pd.DataFrame:
    rng = np.random.default_rng(year)
    skewed = rng.lognormal(3, 2, (len(COUNTRIES), len(PRODUCTS)))
    x = np.round(skewed * (rng.random(skewed.shape) < 0.6)) + 1
    return pd.DataFrame(x, COUNTRIES, PRODUCTS)


def lazy(matrices: dict[int, pd.DataFrame]) -> pl.LazyFrame:
    rows = [
        (country, product, str(year), float(matrix.loc[country, product]))
        for year, matrix in matrices.items()
        for country in matrix.index
        for product in matrix.columns
    ]
    return pl.LazyFrame(rows, schema=["country", "product", "year", "value"], orient="row")


YEARS = {year: exports(year) for year in (2017, 2018, 2019, 2021)}


def test_every_year_has_the_ranking_of_its_own_matrix():
    found = panel.solve_panel(panel.matrices(lazy(YEARS)))
    for year, matrix in YEARS.items():
        rows = found[found["year"] == year].set_index("country")
        assert_allclose(rows["eci"][COUNTRIES], complexity.eci(matrix), atol=1e-9)
        assert rows["rank"].tolist() == list(range(1, 13))


def test_the_years_wanted_are_those_that_come():
    assert [year for year, _ in panel.matrices(lazy(YEARS), [2019, 2017])] == [2019, 2017]
    with pytest.raises(CheckError, match="rows of 2020 expected, found none"):
        list(panel.matrices(lazy(YEARS), [2020]))


def test_three_years_are_averaged_only_where_none_is_missing():
    found = dict(panel.rolling(panel.matrices(lazy(YEARS))))
    assert list(found) == [2019]  # 2020 is missing, so that 2021 has no three years
    mean = sum(YEARS[year] for year in (2017, 2018, 2019)) / 3
    assert_allclose(found[2019], mean)


def test_continuous_presence_runs_through_the_panel_too():
    found = panel.solve_panel(panel.matrices(lazy(YEARS), [2017]), presence=panel.continuous)
    advantage = complexity.rca(YEARS[2017])
    expected = complexity.solve(complexity.continuous_presence(advantage)).eci
    assert_allclose(found.set_index("country")["eci"][COUNTRIES], expected, atol=1e-9)


def test_only_the_ranked_set_is_solved_for():
    members = COUNTRIES[:9]
    found = panel.solve_panel(panel.matrices(lazy(YEARS), [2017]), ranked_set=members)
    assert sorted(found["country"]) == members
    assert_allclose(
        found.set_index("country")["eci"][members],
        complexity.eci(YEARS[2017].loc[members]),
        atol=1e-9,
    )


def test_countries_and_products_without_exports_drop_out_of_their_year():
    idle = YEARS[2017].copy()
    idle.loc["C03"] = 0.0
    idle["0105"] = 0.0
    ((_, matrix),) = panel.matrices(lazy({2017: idle}))
    assert "C03" not in matrix.index
    assert "0105" not in matrix.columns


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("AAA", "0101", "2017", -1.0)], "numbers from 0 up expected.*AAA 0101: -1.0"),
        ([("AAA", "0101", "2017", None)], "numbers from 0 up expected"),
        ([("AAA", "0101", "2017", 1.0)] * 2, "one row per country and product.*AAA 0101"),
    ],
)
def test_rows_that_cannot_be_are_refused_with_their_year(rows, said):
    scan = pl.LazyFrame(rows, schema=["country", "product", "year", "value"], orient="row")
    with pytest.raises(CheckError, match=f"exports of 2017: {said}"):
        list(panel.matrices(scan))


def test_an_index_that_a_year_does_not_determine_is_refused_with_the_year():
    apart = pd.DataFrame(np.eye(3), ["AAA", "BBB", "CCC"], ["p", "q", "r"])
    with pytest.raises(CheckError, match="exports of 2017: presence: falls into 3 parts"):
        panel.solve_panel([(2017, apart)])
    with pytest.raises(CheckError, match="a year or more"):
        panel.solve_panel([])


def test_the_official_layout_is_scanned_and_solved(tmp_path):
    path = tmp_path / "hs92_country_product_year_4.csv"
    lines = ["country_id,country_iso3_code,product_id,product_hs92_code,year,export_value"]
    lines += [
        f"1,{c},2,{p},{year},{matrix.loc[c, p]:.0f}"
        for year, matrix in YEARS.items()
        for c in COUNTRIES
        for p in PRODUCTS
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    scan = atlas_trade.scan_exports(path, "HS92")
    assert panel.years_of(scan) == [2017, 2018, 2019, 2021]
    found = panel.solve_panel(panel.matrices(scan, [2019]))
    expected = complexity.eci(YEARS[2019])
    assert_allclose(found.set_index("country")["eci"][COUNTRIES], expected, atol=1e-9)


def test_a_file_of_an_unnamed_year_is_asked_for_it(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("country,product,export_val\nRUS,0101,5\nRUS,XXXX,9\n", encoding="utf-8")
    with pytest.raises(CheckError, match="or the year it is of"):
        atlas_trade.scan_goods(path, "HS92")
    goods = atlas_trade.scan_goods(path, "HS92", 2019).collect()
    assert goods.select("country", "product", "year", "value").rows() == [
        ("RUS", "0101", "2019", 5)
    ]
