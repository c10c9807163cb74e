"""How sure a rank is: each choice by hand or by another road, and the interval over them."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import complexity
from techsov.indicators import complexity_uncertainty as uncertainty


@pytest.fixture(scope="module")
def chapters(root) -> pd.DataFrame:
    path = root / "data/raw/atlas/exports-hs92-2/2019/exports.csv"
    return complexity.exports_matrix(tables.read(path, tables.EXPORTS))


@pytest.fixture(scope="module")
def spread(chapters) -> pd.DataFrame:
    persons = chapters.sum(axis=1).drop("CUB")  # a dollar a head, so that RPOP is RCA
    return uncertainty.spread(chapters, population=persons, averaged=chapters, draws=60)


@pytest.fixture(scope="module")
def made(chapters) -> pd.DataFrame:
    return complexity.presence(complexity.rca(chapters))


def of(spread: pd.DataFrame, choice: str, setting: str) -> pd.DataFrame:
    rows = spread[(spread["choice"] == choice) & (spread["setting"] == setting)]
    return rows.set_index("country").sort_index()


def test_the_baseline_is_the_plain_ranking(spread, chapters):
    found = of(spread, "baseline", "1")
    expected = complexity.eci(chapters)
    assert_allclose(found["eci"], expected.sort_index())
    assert sorted(found["rank"]) == list(range(1, 134))


def test_every_choice_is_made_in_all_its_settings(spread):
    counts = spread.groupby("choice")["setting"].nunique().to_dict()
    assert counts == {
        "baseline": 1, "threshold": 5, "presence": 1, "population": 1, "countries": 5,
        "products": 1, "section": 21, "years": 1, "bootstrap": 3,
    }  # fmt: skip


def test_the_settings_that_need_no_exports_are_those_of_the_spread(spread, chapters):
    """But for the sections: `spread` measures RCA anew without one, which RCA alone cannot."""
    advantage = complexity.rca(chapters)
    alone = uncertainty.spread_of_advantage(advantage, advantage, uncertainty.section, draws=60)
    for choice in ("baseline", "threshold", "presence", "bootstrap"):
        for setting in set(spread.loc[spread["choice"] == choice, "setting"]):
            ours, theirs = (of(each, choice, setting)["eci"] for each in (alone, spread))
            assert_allclose(ours, theirs)
    all_places, plain = of(alone, "countries", "all-places"), of(spread, "baseline", "1")
    assert (all_places["rank"] == plain["rank"]).all()
    assert set(alone.loc[alone["choice"] == "section", "setting"]) == set(uncertainty.SECTIONS)


def test_places_beside_the_ranked_countries_measure_products_and_are_not_ranked(chapters):
    advantage = complexity.rca(chapters)
    ranked = advantage.iloc[:100]
    alone = uncertainty.spread_of_advantage(ranked, advantage, uncertainty.section, draws=2)
    every = complexity.solve(complexity.presence(advantage)).eci[ranked.index]
    found = of(alone, "countries", "all-places")
    assert_allclose(found["eci"], every.sort_index())
    assert set(found["ranked"]) == {100}


def test_sections_of_the_sitc_are_first_digits():
    assert uncertainty.sitc_section("7849") == "7"
    with pytest.raises(CheckError, match="`XXXX`: a SITC code of digits"):
        uncertainty.sitc_section("XXXX")


def test_a_mean_over_equal_years_changes_nothing(spread):
    assert_allclose(of(spread, "years", "mean")["eci"], of(spread, "baseline", "1")["eci"])


def test_a_section_left_out_is_the_ranking_without_its_chapters(spread, chapters):
    """Section XI, textiles: chapters 50 to 63."""
    textiles = [c for c in chapters.columns if 50 <= int(c) <= 63]
    assert_allclose(
        of(spread, "section", "XI")["eci"],
        complexity.eci(chapters.drop(columns=textiles)).sort_index(),
    )


def test_a_country_of_unknown_population_is_not_ranked_per_head(spread, chapters):
    found = of(spread, "population", "per-head")
    assert "CUB" not in found.index
    assert set(found["ranked"]) == {132}
    assert_allclose(found["eci"], complexity.eci(chapters.drop(index="CUB")).sort_index())


def test_sections_follow_the_harmonized_system():
    first_of = {"01": "I", "05": "I", "06": "II", "27": "V", "38": "VI", "63": "XI", "71": "XIV"}
    also = {"8542": "XVI", "8703": "XVII", "90": "XVIII", "93": "XIX", "9405": "XX", "97": "XXI"}
    for code, name in (first_of | also).items():
        assert uncertainty.section(code) == name
    for code in ("00", "98", "XX"):
        with pytest.raises(CheckError, match="chapters 01 to 97"):
            uncertainty.section(code)


def test_measured_by_all_countries_a_rank_is_the_plain_one(made):
    assert_allclose(uncertainty.solve_among(made, made.index), complexity.solve(made).eci)


def test_members_keep_their_own_index_but_for_the_scale(made):
    members = list(made.index[:80])
    own = complexity.solve(complexity.without_empty(made.loc[members])).eci
    carried = uncertainty.solve_among(made, members)
    assert len(carried) == 133
    assert np.corrcoef(own, carried[own.index])[0, 1] == pytest.approx(1, abs=1e-12)


def test_every_product_drawn_once_gives_the_plain_index(made, monkeypatch):
    class Once:
        def multinomial(self, n, shares, size):
            return np.ones((size, n), dtype=int)

    monkeypatch.setattr(uncertainty.np.random, "default_rng", lambda seed: Once())
    sample = uncertainty.draw_products(made, draws=1, seed=0)
    assert_allclose(sample.iloc[0], complexity.solve(made).eci, atol=1e-9)


def test_a_product_drawn_twice_stands_twice_in_the_matrix(made):
    """Against the plain solution of a matrix that holds the drawn columns, ubiquity as measured."""
    sample = uncertainty.draw_products(made, draws=1, seed=7).iloc[0]
    products = made.shape[1]
    (counts,) = np.random.default_rng(7).multinomial(products, [1 / products] * products, size=1)
    columns = made.to_numpy()[:, np.repeat(np.arange(products), counts)]
    ubiquity = np.repeat(made.sum().to_numpy(), counts)
    by_country = (columns / ubiquity) @ columns.T / columns.sum(axis=1)[:, None]
    values, vectors = np.linalg.eig(by_country)
    raw = vectors[:, np.argsort(-values.real)[1]].real
    raw *= np.sign(np.corrcoef(raw, columns.sum(axis=1))[0, 1])
    assert_allclose(sample, (raw - raw.mean()) / raw.std(), atol=1e-8)


def test_the_same_seed_draws_the_same_products(made):
    one, same, other = (uncertainty.draw_products(made, 3, seed) for seed in (1, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)


def test_a_country_left_without_product_has_no_index_in_that_draw():
    made = pd.DataFrame(np.tril(np.ones((5, 5))), index=list("ABCDE"), columns=list("pqrst"))
    sample = uncertainty.draw_products(made, 200, 3)
    assert sample["A"].isna().any()  # makes one product only
    assert sample["E"].notna().sum() > sample["A"].notna().sum()


def test_quantiles_of_draws_by_hand():
    """Of four samples A leads three times and is last once."""
    sample = pd.DataFrame({"A": [2.0, 2, 2, 0], "B": [1.0, 1, 1, 1], "C": [0.0, 0, 0, 2]})
    found = uncertainty.summarise_draws(sample).set_index(["country", "setting"])
    assert found.loc[("A", "q0.025"), "rank"] == 3
    assert found.loc[("A", "q0.5"), "rank"] == 1
    assert found.loc[("A", "q0.975"), "rank"] == 1
    assert found.loc[("C", "q0.5"), "eci"] == 0
    assert set(found["ranked"]) == {3}
    with pytest.raises(CheckError, match="no sample"):
        uncertainty.summarise_draws(sample * np.nan)


def test_years_average_over_what_any_of_them_lists():
    one = pd.DataFrame({"p": [2.0]}, index=["AAA"])
    two = pd.DataFrame({"q": [4.0]}, index=["BBB"])
    assert uncertainty.average_years([one, two]).to_numpy().tolist() == [[1, 0], [0, 2]]
    with pytest.raises(CheckError, match="found none"):
        uncertainty.average_years([])


def tidy(rows: list[tuple], classification: str = "HS92-4") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["country", "choice", "setting", "rank"])
    return frame.assign(classification=classification, vintage="2019", year=2019, eci=0.0, ranked=9)


def test_an_interval_reaches_over_the_settings_and_the_baseline():
    table = tidy(
        [
            ("RUS", "baseline", "1", 5),
            ("RUS", "threshold", "0.5", 7),
            ("RUS", "threshold", "2", 6),
            ("RUS", "presence", "continuous", 2),
        ]
    )
    found = uncertainty.intervals(table).set_index("choice")
    bounds = found[["best", "worst", "settings"]].to_numpy().tolist()
    assert dict(zip(found.index, bounds, strict=True)) == {
        "all": [2, 7, 4],
        "presence": [2, 5, 2],
        "threshold": [5, 7, 3],
        "baseline": [5, 5, 1],
    }
    assert set(found["baseline"]) == {5}


def test_a_choice_made_in_one_classification_only_has_no_interval_in_the_other():
    one = tidy([("RUS", "baseline", "1", 5), ("RUS", "population", "per-head", 8)])
    other = tidy([("RUS", "baseline", "1", 6)], "HS92-2")
    found = uncertainty.intervals(pd.concat([one, other]))
    of_other = found[found["classification"] == "HS92-2"]
    assert set(of_other["choice"]) == {"baseline", "all"}


def test_a_country_without_baseline_is_named():
    with pytest.raises(CheckError, match="baseline expected for RUS"):
        uncertainty.intervals(tidy([("RUS", "threshold", "2", 5)]))
