"""Solve the Leontief system of a large inter-country table, to a residual that is checked.

With A = Z diag(x)^-1 and B = (I - A)^-1, every indicator needs a few columns of B S or rows of
W' B, never B itself. The system is factorised once in single precision, which halves time and
memory, and the solutions are refined with residuals in double precision until they are as good
as a solution in double precision; where that does not converge, double precision is used.
Z itself serves for the residuals, so that A is never formed beside it.
"""

from __future__ import annotations

import numpy as np
import scipy.linalg

from techsov.errors import CheckError

ACCURACY = 1e-12  # largest residual, relative to right-hand side and solution
REFINEMENTS = 6
SMALL = 1000  # below this many cells single precision saves nothing
CELLS_SHOWN = 5

Array = np.ndarray


class LeontiefSystem:
    """(I - A), ready to be solved for many right-hand sides.

    Z      : (n, n) intermediate flows
    x      : (n,) gross output; the columns of cells without output are zero in A
    labels : names of the cells, for messages
    """

    def __init__(self, Z: Array, x: Array, labels: list[str]) -> None:
        self.Z, self.labels = Z, labels
        self.per_output = np.divide(1.0, x, out=np.zeros(len(x)), where=x != 0)
        self._factors: dict[type, tuple[Array, Array]] = {}

    def produce(self, S: Array) -> Array:
        """B S, (n, k): output of every cell needed for the deliveries S, (n, k)."""
        return self._solve(S, transposed=False)

    def trace(self, W: Array) -> Array:
        """B' W, (n, k): what a unit of each cell's final output holds of W, (n, k)."""
        return self._solve(W, transposed=True)

    def first_round(self, W: Array) -> Array:
        """(I + A)' W, (n, k): the same without what comes through further rounds."""
        return W + self._inputs(W, transposed=True)

    def _inputs(self, X: Array, transposed: bool) -> Array:
        """A X, or A' X."""
        if transposed:
            return self.per_output[:, None] * (self.Z.T @ X)
        return self.Z @ (self.per_output[:, None] * X)

    def _solve(self, S: Array, transposed: bool) -> Array:
        precisions = (np.float64,) if len(S) <= SMALL else (np.float32, np.float64)
        for precision in precisions:
            X = self._substitute(S, transposed, precision)
            for _ in range(REFINEMENTS if np.isfinite(X).all() else 0):
                residual = S - X + self._inputs(X, transposed)
                scale = np.maximum(np.abs(S).max(axis=0), np.abs(X).max(axis=0))
                if (np.abs(residual).max(axis=0) <= ACCURACY * scale).all():
                    return X
                X += self._substitute(residual, transposed, precision)
        raise CheckError(
            f"Leontief system of {len(S)} cells: no solution with a residual below {ACCURACY:g}; "
            "check the table with InterCountryTable.check()"
        )

    def _substitute(self, S: Array, transposed: bool, precision: type) -> Array:
        return scipy.linalg.lu_solve(
            self._factorise(precision),
            S.astype(precision),
            trans=int(transposed),
            check_finite=False,
        ).astype(np.float64)

    def _factorise(self, precision: type) -> tuple[Array, Array]:
        if precision not in self._factors:
            M = np.empty(self.Z.shape, dtype=precision, order="F")
            np.multiply(self.Z, -self.per_output, out=M, casting="same_kind")
            M[np.diag_indices_from(M)] += 1
            size = np.abs(M).sum(axis=0).max() if precision is np.float64 else 0.0
            factors = scipy.linalg.lapack.get_lapack_funcs(("getrf",), (M,))[0](M, overwrite_a=True)
            if precision is np.float64:
                self._refuse_singular(factors[:2], size)
            self._factors[precision] = factors[:2]
        return self._factors[precision]

    def _refuse_singular(self, factors: tuple[Array, Array], size: float) -> None:
        """Name the cells that buy all they sell from one another, if there are any."""
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
        shown = ", ".join(self.labels[i] for i in cells[:CELLS_SHOWN])
        more = f" and {len(cells) - CELLS_SHOWN} more" if len(cells) > CELLS_SHOWN else ""
        raise CheckError(
            f"(I - A) is singular: {shown}{more} spend their whole output on one another's "
            "products, so that nothing is left for value added. Check these cells in the table."
        )
