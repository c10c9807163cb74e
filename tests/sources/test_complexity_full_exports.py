"""Uncertainty and change on the real matrices of four digits, and the panel at full size."""

import importlib.util
import re

import pandas as pd
import pytest
from numpy.testing import assert_allclose

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import (
    complexity,
    complexity_change,
    complexity_panel,
    complexity_uncertainty,
)
from techsov.sources import atlas_trade


@pytest.fixture(scope="module")
def headings(releases) -> pd.DataFrame:
    path = releases / "atlas" / "trade" / "hs92_4_2019" / "export.csv"
    return complexity.exports_matrix(atlas_trade.read_exports(path, "HS92", 2019))


@pytest.fixture(scope="module")
def embedded(root) -> pd.DataFrame:
    path = root / "data/raw/atlas/rank-spread-hs92-4/2019/spread.csv"
    spread = tables.read(path, complexity_uncertainty.SPREAD)
    return complexity_uncertainty.intervals(spread)


@pytest.mark.releases
@pytest.mark.slow
def test_the_embedded_ranks_are_those_of_the_full_exports(headings, root):
    own = complexity_uncertainty.spread(headings, draws=20)
    path = root / "data/raw/atlas/rank-spread-hs92-4/2019/spread.csv"
    kept = tables.read(path, complexity_uncertainty.SPREAD)
    of_draws = (kept["choice"] == "bootstrap") | (kept["choice"] == "population")
    of_persons = kept["setting"].str.startswith("population")
    both = kept[~of_draws & ~of_persons].merge(own, on=["country", "choice", "setting"])
    assert len(both) == 32 * 32
    assert (both["rank_x"] == both["rank_y"]).all()
    assert_allclose(both["eci_x"], both["eci_y"], atol=1e-6)


@pytest.mark.long
@pytest.mark.releases
def test_a_draw_twice_as_long_gives_russia_the_same_interval_but_for_a_few_places(
    headings, embedded
):
    made = complexity.presence(complexity.rca(headings))
    sample = complexity_uncertainty.draw_products(made, 1000, seed=2)
    ranks = complexity_uncertainty.summarise_draws(sample)
    russia = ranks[ranks["country"] == "RUS"]["rank"]
    row = embedded[(embedded["country"] == "RUS") & (embedded["choice"] == "bootstrap")].iloc[0]
    assert abs(russia.min() - row["best"]) <= 3
    assert abs(russia.max() - row["worst"]) <= 3


def test_the_method_page_states_russias_interval_as_the_extract_has_it(root, embedded):
    page = (root / "docs/method-complexity.md").read_text(encoding="utf-8")
    said = re.search(
        r"baseline rank is (\d+); all choices together span (\d+) to (\d+), "
        r"the bootstrap alone (\d+) to (\d+)",
        page,
    )
    assert said, "docs/method-complexity.md no longer states the interval"
    russia = embedded[embedded["country"] == "RUS"].set_index("choice")
    whole, draws = russia.loc["all"], russia.loc["bootstrap"]
    expected = [whole["baseline"], whole["best"], whole["worst"], draws["best"], draws["worst"]]
    assert [int(number) for number in said.groups()] == expected


@pytest.mark.releases
def test_the_matrices_of_two_classifications_are_refused_as_two_dates(headings, releases):
    path = releases / "atlas" / "trade" / "sitc4_1998_2000" / "world_trade_1998_2000.csv"
    sitc = complexity.exports_matrix(atlas_trade.read_exports(path, "SITC", 2000))
    made = [complexity.presence(complexity.rca(x)) for x in (sitc, headings)]
    # A hundred codes have the same digits, of which none means the same product.
    with pytest.raises(CheckError, match="782 and 1216 products with 100 in common"):
        complexity_change.decompose(*made, "RUS")


@pytest.mark.releases
def test_products_explain_the_step_from_threshold_to_no_threshold(headings):
    """Two presence matrices of one classification: real data, and a change that is known."""
    advantage = complexity.rca(headings)
    binary = complexity.presence(advantage)
    continuous = complexity.continuous_presence(advantage)
    products = complexity_change.decompose(binary, continuous, "RUS")
    moved = complexity.solve(continuous).eci["RUS"] - complexity.solve(binary).eci["RUS"]
    assert products["total"].sum() == pytest.approx(moved, abs=1e-9)
    assert (products["status"] == "gained").sum() > (products["status"] == "kept").sum()


@pytest.mark.releases
def test_the_real_file_streams_like_it_loads(headings, releases):
    path = releases / "atlas" / "trade" / "hs92_4_2019" / "export.csv"
    scan = atlas_trade.scan_goods(path, "HS92", year=2019)
    found = complexity_panel.solve_panel(complexity_panel.matrices(scan)).set_index("country")
    assert_allclose(found["eci"][headings.index], complexity.eci(headings), atol=1e-9)


@pytest.fixture(scope="module")
def benchmark(root):
    spec = importlib.util.spec_from_file_location("benchmark", root / "benchmarks/complexity.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.long
def test_thirty_years_of_eight_million_rows_take_less_than_twice_their_file(benchmark, tmp_path):
    path = tmp_path / "hs92_country_product_year_4.csv"
    rows = benchmark.write_panel(path)
    size = path.stat().st_size
    assert rows > 7.9e6
    assert 0.95 * 452e6 < size < 1.05 * 452e6
    # What is read ahead on a busy machine is no need of memory: one run of three has to do without.
    for _ in range(3):
        years, ranked, peak, _ = benchmark.measure_panel(path)
        assert years == 30
        assert ranked > 30 * 200
        if peak < 2 * size:
            break
    path.unlink()
    assert peak < 2 * size


def test_products_explain_every_change_of_the_made_up_panel(benchmark, tmp_path):
    """Two dates of one classification, all countries, gained and lost products told apart."""
    path = tmp_path / "panel.csv"
    benchmark.write_panel(path, range(1995, 1997))
    scan = atlas_trade.scan_exports(path, "HS92")
    made = [complexity_panel.balassa(matrix) for _, matrix in complexity_panel.matrices(scan)]
    before, after = (complexity.solve(M) for M in made)
    country = made[0].index[40]
    products = complexity_change.decompose(made[0], made[1], country)
    moved = after.eci[country] - before.eci[country]
    assert products["total"].sum() == pytest.approx(moved, abs=1e-9)
    assert set(products["status"]) == {"gained", "lost", "kept"}
    most = complexity_change.moved_most(products, pd.Series(products.index, products.index))
    assert len(most) == 10


@pytest.mark.slow
def test_one_year_of_full_size_is_that_of_the_reference(benchmark, monkeypatch, capsys):
    """`speed` leaves by an error where it is not; its times are for the benchmark alone."""
    monkeypatch.setattr(benchmark, "best_of", lambda times, work: 1.0)
    monkeypatch.setattr(benchmark, "LEAST", 0.0)
    benchmark.speed()
    assert "largest difference" in capsys.readouterr().out
