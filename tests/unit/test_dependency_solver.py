"""The solver of large systems gives what the explicit inverse gives, or says why it cannot."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose
from threadpoolctl import threadpool_limits

from techsov.core.errors import CheckError
from techsov.indicators import dependency_industries, leontief
from techsov.indicators.leontief import LeontiefSystem
from tests.icio_layouts import a_few, small_tables


def inverse(table):
    A = np.divide(table.Z, table.x, out=np.zeros_like(table.Z), where=table.x != 0)
    return np.linalg.inv(np.eye(table.cells) - A)


@pytest.mark.parametrize("small", [0, 1000])
@a_few
@given(table=small_tables())
def test_solutions_are_those_of_the_explicit_inverse_in_either_precision(small, table):
    system = LeontiefSystem(table.Z, table.x, table.labels())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leontief, "SMALL", small)
        B = inverse(table)
        assert_allclose(system.produce(table.Y), B @ table.Y, rtol=1e-10, atol=1e-10)
        W = np.column_stack([np.ones(table.cells), table.va])
        assert_allclose(system.trace(W), B.T @ W, rtol=1e-10, atol=1e-10)


def test_small_exposures_of_a_large_system_keep_their_digits():
    """Suppliers a million times smaller than others, through single precision."""
    rng = np.random.default_rng(3)
    n = leontief.SMALL + 50
    size = 10.0 ** rng.uniform(0, 6, n)
    A = rng.random((n, n)) * size[:, None]
    A *= rng.uniform(0.3, 0.8, n) / A.sum(axis=0)
    x = np.linalg.solve(np.eye(n) - A, size)
    system = LeontiefSystem(A * x, x, [str(k) for k in range(n)])
    W = np.eye(n)[:, np.argsort(size)[:4]]
    exact = np.linalg.solve((np.eye(n) - A).T, W)
    assert_allclose(system.trace(W), exact, rtol=1e-8)
    assert system._factors == {}  # sweeps were enough


def loops(n, kept):
    """Cells that sell nearly all they make to the next one, far from the diagonal blocks."""
    A = np.zeros((n, n))
    A[np.arange(n), (np.arange(n) + n // 2) % n] = kept
    return A


@pytest.mark.parametrize("kept", [0.9999, -3.0])
def test_where_sweeps_do_not_get_there_the_system_is_factorised(kept):
    """Slow loops through many blocks, and a system on which sweeps run away."""
    n = leontief.SMALL + 50
    system = LeontiefSystem(loops(n, kept), np.ones(n), [str(k) for k in range(n)])
    S = np.random.default_rng(1).random((n, 2))
    assert system._refine(S, False, system._sweep) is None
    found = system.produce(S)
    assert_allclose(found, np.linalg.solve(np.eye(n) - loops(n, kept), S), rtol=1e-9)
    assert np.float32 in system._factors


def test_cells_that_live_on_one_another_are_named():
    table_labels = ["RUS_A", "RUS_B", "CHN_A", "CHN_B"]
    Z = np.array([[0, 10, 0, 0], [10, 0, 0, 0], [0, 0, 5, 1], [0, 0, 2, 3]], dtype=float)
    system = LeontiefSystem(Z, np.array([10.0, 10, 20, 20]), table_labels)
    with pytest.raises(CheckError, match=r"singular: RUS_A, RUS_B spend their whole output"):
        system.produce(np.ones((4, 1)))
    with pytest.raises(CheckError, match=r"singular: RUS_A, RUS_B spend"):
        system.trace(np.ones((4, 1)))


def test_a_solution_whose_residual_stays_large_is_no_solution(monkeypatch):
    """Both ways are made to miss by a tenth: the message says by what to look for the reason."""
    system = LeontiefSystem(np.zeros((3, 3)), np.ones(3), ["RUS_A", "RUS_B", "CHN_A"])
    for small in (0, 1000):
        monkeypatch.setattr(leontief, "SMALL", small)
        for way in ("_sweep", "_substitute", "_substitute_single"):
            monkeypatch.setattr(system, way, lambda S, transposed: -S)
        with pytest.raises(
            CheckError, match=r"of 3 cells: no solution .* InterCountryTable\.check"
        ):
            system.produce(np.ones((3, 1)))


def test_corrections_end_when_their_number_is_reached(monkeypatch):
    """A way that leaves a quarter each time comes near, and is given up before it is there."""
    monkeypatch.setattr(leontief, "SMALL", 1000)
    system = LeontiefSystem(np.zeros((2, 2)), np.ones(2), ["RUS_A", "RUS_B"])
    monkeypatch.setattr(system, "_substitute", lambda S, transposed: 0.75 * S)
    monkeypatch.setattr(leontief, "REFINEMENTS", 4)
    with pytest.raises(CheckError, match="no solution with a residual below"):
        system.produce(np.ones((2, 1)))
    monkeypatch.setattr(leontief, "REFINEMENTS", 60)
    assert_allclose(system.produce(np.ones((2, 1))), 1, rtol=1e-10)


def test_a_nearly_singular_large_system_is_refused_too(monkeypatch):
    monkeypatch.setattr(leontief, "SMALL", 0)
    Z = np.array([[0, 10, 0], [10, 0, 0], [0, 0, 5]], dtype=float)
    system = LeontiefSystem(Z, np.array([10.0, 10, 20]), ["RUS_A", "RUS_B", "CHN_A"])
    with pytest.raises(CheckError, match="singular: RUS_A, RUS_B"):
        system.produce(np.ones((3, 1)))


def test_cells_with_negative_output_are_named_and_rounding_is_not(two_cells):
    Z, labels = two_cells
    with pytest.raises(CheckError, match="output must not be negative; it is so at: RUS_B"):
        LeontiefSystem(Z, np.array([10.0, -4.0]), labels)
    LeontiefSystem(Z, np.array([10.0, -1e-8]), labels)  # what inventories leave of a tiny cell
    with pytest.raises(CheckError, match="output must be a number; missing or infinite: RUS_A"):
        LeontiefSystem(Z, np.array([np.nan, 4.0]), labels)


@pytest.mark.parametrize("small", [0, 1000])
def test_cells_with_missing_flows_or_deliveries_are_named(two_cells, monkeypatch, small):
    monkeypatch.setattr(leontief, "SMALL", small)
    Z, labels = two_cells
    x, S = np.array([10.0, 20.0]), np.ones((2, 1))
    gap = np.array([[1.0, 2.0], [np.nan, 1.0]])
    with pytest.raises(CheckError, match=r"sales must be numbers; .* of: RUS_B"):
        LeontiefSystem(gap, x, labels).produce(S)
    with pytest.raises(CheckError, match="deliveries must be numbers; not so at: RUS_A"):
        LeontiefSystem(Z, x, labels).produce(np.array([[np.inf], [1.0]]))


@pytest.fixture
def two_cells():
    return np.array([[1.0, 2.0], [3.0, 1.0]]), ["RUS_A", "RUS_B"]


def test_a_year_has_the_same_digits_to_ten_whatever_the_threads():
    rng = np.random.default_rng(5)
    n = leontief.SMALL + 35
    A = rng.random((n, n)) * rng.uniform(0.3, 0.8, n) * 2 / n
    S = rng.random((n, 70))
    found = []
    for threads in (1, 2):
        with threadpool_limits(threads, "blas"):
            found.append(LeontiefSystem(A, np.ones(n), [""] * n, 35).produce(S))
    assert_allclose(*found, rtol=1e-11)
    assert_allclose(found[0], np.linalg.solve(np.eye(n) - A, S), rtol=1e-10)


@a_few
@given(small_tables())
def test_the_first_round_is_the_cell_and_its_direct_inputs(table):
    A = np.divide(table.Z, table.x, out=np.zeros_like(table.Z), where=table.x != 0)
    needs = dependency_industries.requirements(table)
    region = np.repeat(np.eye(len(table.regions)), len(table.industries), axis=0)
    assert_allclose(needs.face["gross_output"], region.T @ (np.eye(table.cells) + A))
