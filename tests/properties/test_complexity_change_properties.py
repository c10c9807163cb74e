"""What holds of a change of complexity whatever the exports."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techsov.core.errors import CheckError
from techsov.indicators import complexity
from techsov.indicators import complexity_change as change
from techsov.indicators import complexity_uncertainty as uncertainty

FEW = settings(deadline=None, max_examples=20)


@st.composite
def two_dates(draw) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Presence of a few countries in more products at two dates; some products at one only."""
    n, m = draw(st.integers(4, 8)), draw(st.integers(8, 18))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weights = draw(st.booleans())
    made = []
    for first in (0, 2):
        held = rng.random((n, m)) < np.linspace(0.85, 0.3, n)[:, None]
        held[0] = True
        values = held * (rng.random((n, m)) if weights else 1.0)
        products = [f"P{j + first:02d}" for j in range(m)]
        frame = pd.DataFrame(values.astype(float), [f"C{i}" for i in range(n)], products)
        made.append(frame)
    return made[0], made[1]


def indices(*matrices: pd.DataFrame) -> list[pd.Series]:
    try:
        return [complexity.solve(M).eci for M in matrices]
    except CheckError:
        assume(False)


@FEW
@given(two_dates())
def test_products_add_up_to_the_change_of_every_countrys_index(dates):
    before, after = dates
    one, two = indices(before, after)
    for country in before.index:
        products = change.decompose(before, after, country)
        assert_allclose(products["total"].sum(), two[country] - one[country], atol=1e-7)
        sums = change.summarise(products)
        parts = sums[["gained", "lost", "kept", "revaluation"]].sum()
        assert_allclose(parts, sums["total"], atol=1e-9)
        shares = products[["share_before", "share_after"]].sum()
        assert_allclose(shares, 1)


@FEW
@given(two_dates())
def test_own_and_others_add_up_to_the_change(dates):
    before, after = dates
    one, two = indices(before, after)
    try:
        split = change.split_own_and_others(before, after, "C2")
    except CheckError:
        assume(False)
    assert_allclose(split["own"] + split["others"], two["C2"] - one["C2"], atol=1e-7)


@FEW
@given(two_dates())
def test_nothing_moves_between_two_equal_dates(dates):
    before, _ = dates
    indices(before)
    products = change.decompose(before, before, "C1")
    assert (products["total"].abs() < 1e-12).all()
    assert set(products["status"]) == {"kept"}


values = st.one_of(st.integers(-4, 4).map(float), st.just(float("nan")))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(values, values), min_size=1, max_size=25),
    st.tuples(*[st.integers(-4, 4)] * 2),
)
def test_those_who_crossed_add_up_to_the_change_of_rank(others, own):
    """With ties, countries that enter, and countries that leave."""
    names = [f"C{i:02d}" for i in range(len(others))]
    before = pd.Series([float(own[0]), *(a for a, _ in others)], ["RUS", *names])
    after = pd.Series([float(own[1]), *(b for _, b in others)], ["RUS", *names])
    ranks = [complexity.rank(eci, eci.index).loc["RUS", "rank"] for eci in (before, after)]
    found = change.overtaking(before, after, "RUS")
    assert found[["own", "others", "set"]].to_numpy().sum() == pytest.approx(ranks[1] - ranks[0])
    again = change.overtaking(before[["RUS", *found.index]], after[["RUS", *found.index]], "RUS")
    pd.testing.assert_frame_equal(again, found)  # the extract holds no others


@settings(deadline=None, max_examples=5)
@given(two_dates())
def test_a_baseline_lies_within_its_interval(dates):
    exports = dates[0] + 0.01
    exports.columns = [f"{j + 1:02d}" for j in range(exports.shape[1])]
    try:
        spread = uncertainty.spread(exports * 1e11, draws=5)
    except CheckError:
        assume(False)
    table = spread.assign(classification="HS92-2", vintage="2019", year=2019)
    found = uncertainty.intervals(table)
    assert (found["best"] <= found["baseline"]).all()
    assert (found["baseline"] <= found["worst"]).all()
    whole = found[found["choice"] == "all"].set_index("country")
    for row in found.itertuples():
        assert whole.loc[row.country, "best"] <= row.best
        assert whole.loc[row.country, "worst"] >= row.worst
