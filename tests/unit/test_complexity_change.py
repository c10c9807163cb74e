"""Why an index fell, by hand: products gained and lost, and countries that passed."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from techsov.core import tables
from techsov.core.errors import CheckError
from techsov.indicators import complexity
from techsov.indicators import complexity_change as change

BEFORE = pd.DataFrame(
    [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]],
    index=["AAA", "BBB", "CCC", "DDD"],
    columns=["p", "q", "r", "s"],
)
AFTER = BEFORE.copy()
AFTER.loc["BBB"] = [1, 0, 1, 1]  # loses q, gains s


def test_products_gained_and_lost_are_told_and_add_up():
    products = change.decompose(BEFORE, AFTER, "BBB")
    assert products["status"].to_dict() == {"p": "kept", "q": "lost", "r": "kept", "s": "gained"}
    moved = complexity.solve(AFTER).eci["BBB"] - complexity.solve(BEFORE).eci["BBB"]
    assert products["total"].sum() == pytest.approx(moved, abs=1e-12)
    sums = change.summarise(products)
    parts = sums[["gained", "lost", "kept", "revaluation"]]
    assert parts.sum() == pytest.approx(sums["total"]) == pytest.approx(moved)
    assert sums["gained"] > 0  # s is the rarest product


def test_the_midpoint_formula_by_hand():
    """Of q, lost: its share falls from 1/3 to 0."""
    products = change.decompose(BEFORE, AFTER, "BBB")
    one, two = complexity.solve(BEFORE), complexity.solve(AFTER)
    level = (one.eci["BBB"] + two.eci["BBB"]) / 2
    worth = (one.pci["q"] + two.pci["q"]) / 2
    assert products.loc["q", "composition"] == pytest.approx(-(worth - level) / 3)
    assert products.loc["q", "revaluation"] == pytest.approx((two.pci["q"] - one.pci["q"]) / 6)


def test_a_product_new_to_the_world_is_gained_at_its_own_worth():
    new = AFTER.assign(t=[1, 1, 0, 0])
    products = change.decompose(BEFORE, new, "BBB")
    assert products.loc["t", "status"] == "gained"
    assert products.loc["t", "pci_before"] == products.loc["t", "pci_after"]
    moved = complexity.solve(new).eci["BBB"] - complexity.solve(BEFORE).eci["BBB"]
    assert products["total"].sum() == pytest.approx(moved, abs=1e-12)


def test_two_classifications_cannot_be_compared():
    other = AFTER.set_axis(["0011", "0012", "0013", "0014"], axis=1)
    with pytest.raises(CheckError, match="one classification"):
        change.decompose(BEFORE, other, "BBB")
    with pytest.raises(CheckError, match="ZZZ expected in the first matrix"):
        change.decompose(BEFORE, AFTER, "ZZZ")


def test_sums_that_leave_a_rest_are_refused():
    sums = change.summarise(change.decompose(BEFORE, AFTER, "BBB"))
    both = change.split_own_and_others(BEFORE, AFTER, "BBB")
    of = {"classification": "HS92-4", "vintage": "2016", "country": "BBB"}
    row = {**of, "first": 2000, "last": 2010, **sums, **both[["own", "others"]]}
    ranks = pd.DataFrame(
        {**of, "year": year, "eci": complexity.solve(M).eci["BBB"], "rank": 1, "ranked": 4}
        for year, M in ((2000, BEFORE), (2010, AFTER))
    )
    table = pd.DataFrame([row])
    assert change.check_changes(table, ranks) is table
    for part in ("gained", "others", "total"):
        with pytest.raises(CheckError, match="add up to the change of the index expected"):
            change.check_changes(table.assign(**{part: table[part] + 0.01}), ranks)
    with pytest.raises(CheckError, match="add up to the change of the index expected"):
        change.check_changes(table, ranks[:1])


def test_a_basket_that_alone_changed_is_its_own_doing():
    """The others stand still: with their rows equal at both dates nothing is theirs."""
    split = change.split_own_and_others(BEFORE, AFTER, "BBB")
    moved = complexity.solve(AFTER).eci["BBB"] - complexity.solve(BEFORE).eci["BBB"]
    assert split["own"] == pytest.approx(moved)
    assert split["others"] == pytest.approx(0, abs=1e-12)
    still = change.split_own_and_others(BEFORE, AFTER, "DDD")
    assert still["own"] == pytest.approx(0, abs=1e-12)


def test_the_products_that_moved_it_most_bear_names():
    products = change.decompose(BEFORE, AFTER, "BBB")
    names = pd.Series({"p": "Pins", "q": "Quills", "r": "Ropes", "s": "Sails"})
    most = change.moved_most(products, names, 2)
    assert len(most) == 2
    assert most["total"].abs().is_monotonic_decreasing
    assert (most["name"] == names[most.index]).all()
    with pytest.raises(CheckError, match="names expected for"):
        change.moved_most(products, names.drop(most.index[0]), 2)


def test_weights_add_up_to_the_index():
    weights = change.weigh(BEFORE, "CCC")
    assert list(weights.index) == ["p", "q"]
    assert weights["total"].sum() == pytest.approx(complexity.solve(BEFORE).eci["CCC"])


def test_who_passed_and_why_by_hand():
    before = pd.Series({"RUS": 1.0, "ROSE": 0.5, "STOOD": 0.5, "BOTH": 0.6, "LEFT": 2.0, "LOW": -1})
    after = pd.Series({"RUS": 0.0, "ROSE": 2.0, "STOOD": 0.5, "BOTH": 0.9, "NEW": 1.0, "LOW": -2})
    found = change.overtaking(before, after, "RUS")
    told = found[["kind", "own", "others", "set"]].apply(tuple, axis=1).to_dict()
    assert told == {
        "BOTH": ("overtook", 1.0, 0.0, 0.0),  # would not have passed a Russia that stood still
        "LEFT": ("left", 0.0, 0.0, -1.0),
        "NEW": ("entered", 0.0, 0.0, 1.0),
        "ROSE": ("overtook", 0.5, 0.5, 0.0),  # its rise or Russia's fall alone would do
        "STOOD": ("overtook", 1.0, 0.0, 0.0),
    }


def test_who_rises_past_a_country_that_stands_still_does_it_alone():
    before, after = pd.Series({"RUS": 1.0, "ROSE": 0.5}), pd.Series({"RUS": 1.0, "ROSE": 1.5})
    assert change.overtaking(before, after, "RUS").loc["ROSE", ["own", "others"]].tolist() == [0, 1]


def test_a_subject_without_value_is_refused():
    with pytest.raises(CheckError, match="RUS at both dates"):
        change.overtaking(pd.Series({"RUS": np.nan}), pd.Series({"RUS": 1.0}), "RUS")


def published(values: dict) -> pd.DataFrame:
    rows = [("SITC", "2021", c, y, float(v)) for y, by in values.items() for c, v in by.items()]
    return pd.DataFrame(rows, columns=["classification", "vintage", "country", "year", "eci"])


YEARS = published(
    {
        2000: {"RUS": 1, "CHN": 0.5, "USA": 2},
        2010: {"RUS": 0, "CHN": 0.9, "USA": 2},
        2021: {"RUS": 0, "CHN": 1.0, "USA": 2},
    }
)


def test_crossings_hold_the_subject_and_those_it_changed_places_with():
    found = change.find_crossings(YEARS, "RUS")
    periods = found.groupby(["first", "last"])["country"].agg(list).to_dict()
    assert periods == {
        (2000, 2010): ["CHN", "RUS"],
        (2000, 2021): ["CHN", "RUS"],
        (2010, 2021): ["RUS"],
    }


def test_a_ranking_that_begins_later_has_no_period():
    with pytest.raises(CheckError, match="holds 2000 and 2010"):
        change.find_crossings(YEARS[YEARS["year"] > 2000], "RUS")


def test_parts_that_do_not_explain_the_change_of_rank_are_refused():
    explained = change.explain_crossings(change.find_crossings(YEARS, "RUS"))
    ranks = complexity.rank_within_sets(YEARS, {"2021": ["RUS", "CHN", "USA"]})
    sums = change.sum_crossings(explained, ranks).set_index(["first", "last"])
    assert sums.loc[(2000, 2010), ["rank_before", "rank_after", "own"]].tolist() == [2, 3, 1]
    wrong = ranks.assign(rank=ranks["rank"] + (ranks["year"] == 2010))
    with pytest.raises(CheckError, match="add up to the change of rank"):
        change.sum_crossings(explained, wrong)


# The embedded crossings: Russia's fall in every release


@pytest.fixture(scope="module")
def crossings(root) -> pd.DataFrame:
    files = sorted((root / "data/raw/atlas/overtaking").glob("*/overtaking.csv"))
    return pd.concat([tables.read(file, change.CROSSINGS) for file in files])


@pytest.fixture(scope="module")
def ranks(root) -> pd.DataFrame:
    files = sorted((root / "data/raw/atlas/rankings").glob("*/rankings.csv"))
    return pd.concat([tables.read(file, tables.RANKINGS) for file in files])


def test_the_embedded_crossings_explain_every_fall_without_rest(crossings, ranks):
    sums = change.sum_crossings(change.explain_crossings(crossings), ranks)
    assert len(sums) == 24  # eight rankings that hold 2000, three periods
    fall = sums[(sums["first"] == 2000) & (sums["last"] == 2010)]
    assert (fall["own"] > fall["change"] / 2).all()
    assert_allclose(fall[["own", "others", "set"]].sum(axis=1), fall["change"])


def test_the_baltics_and_romania_passed_russia_on_sitc_in_every_release(crossings):
    found = change.explain_crossings(crossings)
    fall = found[(found["first"] == 2000) & (found["last"] == 2010)]
    passed = fall[(fall["kind"] == "overtook") & (fall["classification"] == "SITC")]
    for _, rows in passed.groupby("vintage"):
        assert {"EST", "LVA", "LTU", "ROU"} <= set(rows["country"])
