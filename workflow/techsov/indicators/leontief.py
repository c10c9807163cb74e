"""Solve the Leontief system of a large inter-country table, to a residual that is checked.

With A = Z diag(x)^-1 and B = (I - A)^-1 (D1), every indicator needs a few columns of B S or rows of
W' B, never B itself.

Most of what a country uses it makes itself. A large system is therefore solved by sweeps over
blocks of whole countries (block Gauss-Seidel): each block is solved exactly for what the others
supply to it at the moment. A sweep costs n^2 multiplications for each right-hand side, and a few
are enough; the factorisation costs 2/3 n^3. Sweeps work in single precision, and residuals in
double precision correct them until the residual is below `ACCURACY`. Where sweeps do not get
there, the system is factorised: in single precision with the same corrections, then in double.
A table of few cells is factorised in double precision at once.

Right-hand sides are swept in parts, one thread each: threads that share a product wait for one
another, and on a machine that has other work to do they wait long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import ThreadpoolController

from techsov.core.errors import CheckError

ACCURACY = 1e-12  # largest residual, relative to right-hand side and solution
OWN_ACCURACY = 1e-10  # largest residual of a cell, relative to its own solution
NOTHING = 1e-10  # solutions below this, relative to their column, need no digits of their own
REFINEMENTS = 6
SWEEPS = 5  # between two residuals; single precision has little more to give
PART = 16  # right-hand sides that are worth a thread of their own
LANES = 8  # columns multiplied at once; an odd rest costs more than zeros in its place
BLOCK = 180  # cells of a block, about; larger ones cost more and converge little faster
ROUNDING = 1e-7  # negative output beyond this share of all output is no rounding
SMALL = 1000  # up to this many cells a factorisation is as fast as anything
CELLS_SHOWN = 5

Array = np.ndarray


class LeontiefSystem:
    """(I - A), ready to be solved for many right-hand sides.

    Attributes
    ----------
    Z
        (n, n) intermediate flows
    x
        (n,) gross output; the columns of cells without output are zero in A
    labels
        names of the cells, for messages
    block
        cells of a country, which sweeps do not tear apart

    Raises
    ------
    CheckError
        Naming the cells whose output is negative or not a number
    """

    def __init__(self, Z: Array, x: Array, labels: list[str], block: int = 1) -> None:
        self.Z, self.labels = Z, labels
        self._refuse(~np.isfinite(x), "output must be a number; missing or infinite")
        self._refuse(x < -ROUNDING * np.abs(x).sum(), "output must not be negative; it is so at")
        self.per_output = np.divide(1.0, x, out=np.zeros(len(x)), where=x != 0)
        self._factors: dict[type, tuple[Array, Array]] = {}
        step = block * max(1, BLOCK // block)
        self._blocks = [slice(k, min(k + step, len(x))) for k in range(0, len(x), step)]
        self._swept: tuple[Array, list[Array]] | None = None

    def produce(self, S: Array) -> Array:
        """B S (D1), (n, k): output of every cell needed for the deliveries S, (n, k)."""
        return self._solve(S, transposed=False)

    def trace(self, W: Array) -> Array:
        """B' W (D1), (n, k): what a unit of each cell's final output holds of W, (n, k)."""
        return self._solve(W, transposed=True)

    def first_round(self, W: Array) -> Array:
        """(I + A)' W (D6), (n, k): the same without what comes through further rounds."""
        return W + self._inputs(W, transposed=True)

    def _inputs(self, X: Array, transposed: bool) -> Array:
        """A X, or A' X."""
        if transposed:
            return self.per_output[:, None] * (self.Z.T @ X)
        return self.Z @ (self.per_output[:, None] * X)

    def _solve(self, S: Array, transposed: bool) -> Array:
        self._refuse(~np.isfinite(S).all(axis=1), "deliveries must be numbers; not so at")
        if len(S) > SMALL:
            X = self._sweep_in_parts(S, transposed)
            if X is not None:
                return X
        self._refuse_gaps()
        ways = [self._substitute_single, self._substitute][len(S) <= SMALL :]
        for way in ways:
            X = self._refine(S, transposed, way)
            if X is not None:
                return X
        raise CheckError(
            f"Leontief system of {len(S)} cells: no solution with a residual below {ACCURACY:g}; "
            "check the table with InterCountryTable.check()"
        )

    def _sweep_in_parts(self, S: Array, transposed: bool) -> Array | None:
        """Swept and corrected solutions, a part for each thread; None if they do not get there."""
        blas = ThreadpoolController().select(user_api="blas")
        threads = max((library.num_threads for library in blas.lib_controllers), default=1)
        parts = np.array_split(S, max(1, min(threads, S.shape[1] // PART)), axis=1)
        with blas.limit(limits=1), ThreadPoolExecutor(len(parts)) as pool:
            self._divide(pool.map)
            found = list(pool.map(lambda part: self._refine(part, transposed, self._sweep), parts))
        whole = [X for X in found if X is not None]
        return np.hstack(whole) if len(whole) == len(found) else None

    def _refine(
        self, S: Array, transposed: bool, approximate: Callable[[Array, bool], Array]
    ) -> Array | None:
        """Approximate solutions, corrected until the residual is small; None if it stays large.

        Small solutions beside large ones are to have their digits too: corrections go on, as
        long as they help, until each residual is small beside its own solution.
        """
        X, residual = np.zeros(S.shape), S
        size = own = np.inf
        for _ in range(REFINEMENTS):
            X += approximate(residual, transposed)
            if not np.isfinite(X).all():
                return None
            residual = S - X + self._inputs(X, transposed)
            before, (size, own) = (size, own), _sizes(residual, S, X)
            if size <= ACCURACY and own <= OWN_ACCURACY:
                break
            if size > before[0] / 2 and own > before[1] / 2:
                break
        return X if size <= ACCURACY else None

    def _sweep(self, S: Array, transposed: bool) -> Array:
        """A few sweeps over the blocks in single precision, from nothing."""
        A, inverses = self._divide()
        if transposed:
            A = A.T
        size = np.abs(S).max(axis=0)
        size = np.where(size > 0, size, 1.0)
        right = np.zeros((len(S), -(-S.shape[1] // LANES) * LANES), dtype=np.float32)
        np.divide(S, size, out=right[:, : S.shape[1]], casting="same_kind")
        X = np.zeros_like(right)
        for sweep in range(SWEEPS):
            for cells, inverse in zip(self._blocks, inverses, strict=True):
                # What stands below has not been found yet in the first sweep.
                known = slice(0, cells.start) if sweep == 0 else slice(None)
                missing = right[cells] - X[cells] + A[cells, known] @ X[known]
                X[cells] += (inverse.T if transposed else inverse) @ missing
        return X[:, : len(size)] * size

    def _divide(self, each: Callable = map) -> tuple[Array, list[Array]]:
        """A in single precision, and the inverse of each diagonal block of (I - A).

        Parameters
        ----------
        each
            maps over the blocks, side by side where it can
        """
        if self._swept is None:
            A = np.empty(self.Z.shape, dtype=np.float32)

            def invert(cells: slice) -> Array:
                np.multiply(self.Z[cells], self.per_output, out=A[cells], casting="same_kind")
                inside = np.eye(cells.stop - cells.start, dtype=np.float32) - A[cells, cells]
                try:
                    return np.linalg.inv(inside)
                except np.linalg.LinAlgError:
                    return np.full(inside.shape, np.nan, dtype=np.float32)

            self._swept = A, list(each(invert, self._blocks))
        return self._swept

    def _substitute_single(self, S: Array, transposed: bool) -> Array:
        return self._substitute(S, transposed, np.float32)

    def _substitute(self, S: Array, transposed: bool, precision: type = np.float64) -> Array:
        import scipy.linalg  # loading it takes longer than sweeping

        return scipy.linalg.lu_solve(
            self._factorise(precision),
            S.astype(precision),
            trans=int(transposed),
            check_finite=False,
        ).astype(np.float64)

    def _factorise(self, precision: type) -> tuple[Array, Array]:
        import scipy.linalg

        if precision not in self._factors:
            M: Array = np.empty(self.Z.shape, dtype=precision, order="F")
            np.multiply(self.Z, -self.per_output, out=M, casting="same_kind")
            M[np.diag_indices_from(M)] += 1
            size = np.abs(M).sum(axis=0).max() if precision is np.float64 else 0.0
            factors = scipy.linalg.lapack.get_lapack_funcs(("getrf",), (M,))[0](M, overwrite_a=True)
            if precision is np.float64:
                self._refuse_singular(factors[:2], size)
            self._factors[precision] = factors[:2]
        return self._factors[precision]

    def _refuse(self, bad: Array, rule: str) -> None:
        """Name the cells that break a rule, if any do."""
        if cells := np.flatnonzero(bad).tolist():
            raise CheckError(f"{rule}: {self._list(cells)}. Check these cells in the table.")

    def _refuse_gaps(self) -> None:
        if not np.isfinite(self.Z.sum()):
            bad = ~np.isfinite(self.Z).all(axis=1)
            self._refuse(bad, "sales must be numbers; missing or infinite ones of")

    def _list(self, cells: Sequence[int]) -> str:
        shown = ", ".join(self.labels[i] for i in cells[:CELLS_SHOWN])
        return shown + (f" and {len(cells) - CELLS_SHOWN} more" if len(cells) > CELLS_SHOWN else "")

    def _refuse_singular(self, factors: tuple[Array, Array], size: float) -> None:
        """Name the cells that buy all they sell from one another, if there are any."""
        import scipy.linalg

        rcond, _ = scipy.linalg.lapack.dgecon(factors[0], size)
        if rcond > np.finfo(float).eps:
            return
        lu = factors[0].copy(order="F")
        pivots = np.diag_indices_from(lu)
        lu[pivots] += np.where(np.abs(lu[pivots]) < 1e-14, 1e-14, 0)
        loop = np.ones(len(lu))
        for _ in range(3):  # inverse iteration finds what (I - A) sends to nothing
            loop = scipy.linalg.lu_solve((lu, factors[1]), loop, check_finite=False)
            loop /= np.abs(loop).max()
        cells = [i for i in np.argsort(-np.abs(loop), kind="stable") if abs(loop[i]) > 1e-3]
        raise CheckError(
            f"(I - A) is singular: {self._list(cells)} spend their whole output on one another's "
            "products, so that nothing is left for value added. Check these cells in the table."
        )


def _sizes(residual: Array, S: Array, X: Array) -> tuple[float, float]:
    """The largest residual relative to its column, and to its own cell."""
    scale = np.maximum(np.abs(S).max(axis=0), np.abs(X).max(axis=0))
    scale = np.where(scale > 0, scale, 1.0)
    off = np.abs(residual)
    own = off / np.maximum(np.abs(X), NOTHING * scale)
    return float((off.max(axis=0) / scale).max()), float(own.max())
