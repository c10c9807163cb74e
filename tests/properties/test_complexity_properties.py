"""What holds of complexity whatever the exports."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from techsov.core.errors import CheckError
from techsov.indicators import complexity

SOLVABLE = settings(deadline=None, max_examples=40)
QUICK = settings(deadline=None, max_examples=25)


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


@QUICK
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


@QUICK
@given(worlds())
def test_countries_of_one_size_are_measured_alike_by_trade_and_by_heads(exports):
    """Where exports are the same for everybody's head, RPOP is RCA."""
    assert_allclose(
        complexity.population_adjusted_rca(exports, exports.sum(axis=1)), complexity.rca(exports)
    )


@QUICK
@given(worlds())
def test_density_is_a_share_and_distance_the_rest(exports):
    M = complexity.presence(complexity.rca(exports))
    near = complexity.density(M)
    assert ((near > -1e-12) & (near < 1 + 1e-12)).all(axis=None)
    assert_allclose(near + complexity.distance(M), 1)
    phi = complexity.proximity(M).to_numpy()
    assert_allclose(phi, phi.T)
    assert_allclose(np.diag(phi), 1)


@QUICK
@given(worlds(), st.integers(0, 30))
def test_each_step_of_fitness_follows_from_the_one_before(exports, steps):
    M = complexity.largest_component(complexity.presence(complexity.rca(exports)))
    assume(len(M) > 1)
    before = complexity.fitness(M, steps=steps, tolerance=0)
    after = complexity.fitness(M, steps=steps + 1, tolerance=0)
    fitness = M @ before.complexity
    simplicity = M.T @ (1 / before.fitness)
    assert_allclose(after.fitness, fitness / fitness.mean(), rtol=1e-9)
    assert_allclose(after.complexity, (1 / simplicity) / (1 / simplicity).mean(), rtol=1e-9)
    assert_allclose([after.fitness.mean(), after.complexity.mean()], 1)


@QUICK
@given(worlds())
def test_who_makes_all_that_another_makes_is_no_less_fit(exports):
    M = complexity.largest_component(complexity.presence(complexity.rca(exports)))
    assume(len(M) > 1)
    fitness = complexity.fitness(M, steps=50).fitness
    for one in M.index:
        for other in M.index:
            if (M.loc[one] >= M.loc[other]).all():
                assert fitness[one] >= fitness[other] * (1 - 1e-9)


@QUICK
@given(st.lists(st.integers(-3_000_000, 3_000_000), min_size=1, max_size=60, unique=True))
def test_ranks_run_from_one_to_n_where_nobody_ties(millionths):
    values = [each / 1e6 for each in millionths]
    eci = pd.Series(values, [f"C{i:02d}" for i in range(len(values))])
    ranked = complexity.rank(eci, eci.index)
    assert ranked["rank"].tolist() == list(range(1, len(values) + 1))
    assert ranked["eci"].is_monotonic_decreasing
    assert (ranked["ranked"] == len(values)).all()


@QUICK
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=40))
def test_a_rank_is_one_more_than_the_countries_ahead(values):
    eci = pd.Series(values, [f"C{i:02d}" for i in range(len(values))], dtype=float)
    ranked = complexity.rank(eci, eci.index)
    for country, own in eci.items():
        assert ranked.loc[country, "rank"] == 1 + (eci > own).sum()


@QUICK
@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=30, unique=True),
    st.data(),
)
def test_a_smaller_set_never_worsens_a_rank(values, data):
    eci = pd.Series(values, [f"C{i:02d}" for i in range(len(values))])
    members = data.draw(st.sets(st.sampled_from(list(eci.index)), min_size=1))
    whole, part = complexity.rank(eci, eci.index), complexity.rank(eci, members)
    assert (part["rank"] <= whole.loc[part.index, "rank"]).all()
