"""What holds of complexity whatever the exports."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techsov.errors import CheckError
from techsov.indicators import complexity

SOLVABLE = settings(deadline=None, max_examples=60)


@st.composite
def worlds(draw) -> pd.DataFrame:
    """Exports of a few countries in more products, skewed as trade is, two in five of them nil."""
    n, m = draw(st.integers(3, 9)), draw(st.integers(6, 20))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.lognormal(3, 1.5, (n, m)) * (rng.random((n, m)) < 0.6)
    x[np.arange(n), rng.integers(0, m, n)] += 1.0
    x[rng.integers(0, n, m), np.arange(m)] += 1.0
    return pd.DataFrame(x, [f"C{i}" for i in range(n)], [f"P{j}" for j in range(m)])


def solved(exports: pd.DataFrame) -> complexity.Complexity:
    try:
        return complexity.solve(complexity.presence(complexity.rca(exports)))
    except CheckError:  # in parts, or without a single second eigenvalue: no ECI to speak of
        assume(False)


@SOLVABLE
@given(worlds(), st.sampled_from([0.001, 3.0, 1e6]))
def test_the_currency_does_not_matter(exports, factor):
    own = solved(exports)
    assert_allclose(complexity.eci(exports * factor), own.eci, atol=1e-8)
    assert_allclose(complexity.pci(exports * factor), own.pci, atol=1e-8)


@SOLVABLE
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_countries_and_products_does_not_matter(exports, random):
    own = solved(exports)
    rows, columns = list(exports.index), list(exports.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = complexity.eci(exports.loc[rows, columns])
    assert list(shuffled.index) == rows
    assert_allclose(shuffled[exports.index], own.eci, atol=1e-8)


@SOLVABLE
@given(worlds())
def test_eci_has_mean_nought_and_deviation_one_and_grows_with_diversity(exports):
    own = solved(exports)
    assert_allclose(own.eci.mean(), 0, atol=1e-9)
    assert_allclose(own.eci.std(ddof=0), 1)
    assert np.corrcoef(own.eci, own.diversity)[0, 1] > 0


@SOLVABLE
@given(worlds())
def test_a_countrys_eci_is_the_mean_pci_of_its_products(exports):
    own = solved(exports)
    M = complexity.presence(complexity.rca(exports))
    assert_allclose(M @ own.pci / own.diversity, own.eci, atol=1e-7)


@SOLVABLE
@given(worlds())
def test_a_products_pci_moves_with_the_mean_eci_of_its_countries(exports):
    """Affinely: PCI = a + b x mean ECI with b = 1 / lambda > 1, one a and b for all products."""
    own = solved(exports)
    M = complexity.presence(complexity.rca(exports))
    mean = (M.T @ own.eci / own.ubiquity).to_numpy()
    assume(np.ptp(mean) > 1e-3)
    slope, level = np.polyfit(mean, own.pci, 1)
    assert slope > 1 - 1e-9
    assert_allclose(level + slope * mean, own.pci, atol=1e-6 * slope)


@SOLVABLE
@given(worlds())
def test_continuous_presence_gives_an_index_too(exports):
    M = complexity.continuous_presence(complexity.rca(exports))
    try:
        own = complexity.solve(M)
    except CheckError:
        assume(False)
    assert_allclose(M @ own.pci / own.diversity, own.eci, atol=1e-7)
    assert ((M >= 0) & (M < 1)).all(axis=None)


@given(worlds())
def test_the_world_has_an_advantage_of_one(exports):
    """Weighted by the country's basket or by the world's, so that nobody lacks an advantage."""
    rca = complexity.rca(exports)
    world = exports.sum() / exports.to_numpy().sum()
    size = exports.sum(axis=1) / exports.to_numpy().sum()
    assert_allclose(rca @ world, 1)
    assert_allclose(size @ rca, 1)
    M = complexity.presence(rca)
    assert (complexity.diversity(M) >= 1).all()
    assert (complexity.ubiquity(M) >= 1).all()


@given(worlds())
def test_countries_of_one_size_are_measured_alike_by_trade_and_by_heads(exports):
    """Where exports are the same for everybody's head, RPOP is RCA."""
    assert_allclose(
        complexity.population_adjusted_rca(exports, exports.sum(axis=1)), complexity.rca(exports)
    )


@given(worlds())
def test_density_is_a_share_and_distance_the_rest(exports):
    M = complexity.presence(complexity.rca(exports))
    near = complexity.density(M)
    assert ((near > -1e-12) & (near < 1 + 1e-12)).all(axis=None)
    assert_allclose(near + complexity.distance(M), 1)
    phi = complexity.proximity(M).to_numpy()
    assert_allclose(phi, phi.T)
    assert_allclose(np.diag(phi), 1)


@settings(deadline=None, max_examples=30)
@given(worlds())
def test_fitness_and_quality_average_one_and_have_settled(exports):
    """The least fit may creep towards nought for ever, but by less and less."""
    M = complexity.presence(complexity.rca(exports))
    fitness, quality = complexity.fitness(M)
    assert_allclose([fitness.mean(), quality.mean()], 1)
    again = M @ quality
    assert_allclose(again / again.mean(), fitness, atol=1e-3)


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=60, unique=True))
def test_ranks_run_from_one_to_n_where_nobody_ties(values):
    eci = pd.Series(values, [f"C{i:02d}" for i in range(len(values))])
    ranked = complexity.rank(eci, eci.index)
    assert ranked["rank"].tolist() == list(range(1, len(values) + 1))
    assert ranked["eci"].is_monotonic_decreasing
    assert (ranked["ranked"] == len(values)).all()


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=40))
def test_a_rank_is_one_more_than_the_countries_ahead(values):
    eci = pd.Series(values, [f"C{i:02d}" for i in range(len(values))], dtype=float)
    ranked = complexity.rank(eci, eci.index)
    for country, own in eci.items():
        assert ranked.loc[country, "rank"] == 1 + (eci > own).sum()


@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=30, unique=True),
    st.data(),
)
def test_a_smaller_set_never_worsens_a_rank(values, data):
    eci = pd.Series(values, [f"C{i:02d}" for i in range(len(values))])
    members = data.draw(st.sets(st.sampled_from(list(eci.index)), min_size=1))
    whole, part = complexity.rank(eci, eci.index), complexity.rank(eci, members)
    assert (part["rank"] <= whole.loc[part.index, "rank"]).all()
