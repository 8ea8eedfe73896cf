"""What columns explain of a series: penalised least squares, of the series and of its departures from its level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm.arrays import Array

Sums = tuple[Array, ...]  # of a regression: X^T X, X^T z, and of the columns and of the rows themselves
PENALTIES = (1.0, 10.0, 100.0)  # of squared coefficients, for columns of unit variance


def sums(X: Array, z: Array) -> Sums:
    """Return what a regression of z (n,) on columns X (n, C) needs to know of its rows; sums of parts add up.

    Examples
    --------
    >>> sums(np.array([[1.0], [2.0]]), np.array([3.0, 4.0]))[1].tolist()
    [11.0]
    """
    return X.T @ X, X.T @ z, X.sum(axis=0), np.asarray(len(X))


def penalised(rows: Sums, penalties: Sequence[float]) -> Array:
    """Least squares with squared coefficients penalised, in units of each column's variance: a row for each penalty.

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(200, 1))
    >>> penalised(sums(np.c_[np.ones(200), x], 2 + 3 * x[:, 0]), [1.0]).round(1).tolist()
    [[2.0, 3.0]]
    """
    gram, cross, total, count = rows
    size = np.maximum(np.diag(gram) / count - (total / count) ** 2, 0)  # variances
    return np.stack([np.linalg.solve(gram + np.diag(one * size + 1e-9), cross) for one in penalties])


def explain(X: Array, z: Array, early: int, near: int) -> tuple[Array, Array]:
    """Explain a series by columns: what is explained at each row, and what a fit to its beginning leaves of it all.

    Two fits, averaged. One is to the series as it is. The other is to departures from the mean of the nearest rows,
    so that what only drifts together is not taken for an effect.

    Parameters
    ----------
    X : ndarray
        (n + k, C): the columns where the series was seen, and k rows more to explain.
    z : ndarray
        (n,), the series.
    early : int
        Observations of its beginning.
    near : int
        Rows whose mean is the level of the time in their middle.

    Returns
    -------
    explained, left_out : ndarray
        (n + k,) and (n,).

    Examples
    --------
    >>> x = np.tile([0.0, 1.0, 0.0], 20)
    >>> explained, left_out = explain(np.c_[np.ones(60), x], 2 + 3 * x[:57], 40, 9)
    >>> explained[57:].round(1).tolist(), left_out.shape
    ([2.0, 5.0, 2.0], (57,))
    """
    n, explained, left_out = len(z), np.zeros(len(X)), np.zeros(len(z))
    for width in (0, near):
        beginning, whole = _both(X[:n], z, early, width)
        coefficients = penalised(beginning, PENALTIES)
        misses = z - coefficients @ X[:n].T  # (P, n)
        # The newest `width` rows, or all of them where the width is 0.
        misses = misses - misses[:, :early][:, -width:].mean(axis=1, keepdims=True)
        unseen = [float(np.mean(departures(miss[early:], width) ** 2)) for miss in misses]
        best = int(np.argmin(unseen))
        fit = X @ penalised(whole, PENALTIES[best : best + 1])[0]
        explained += (fit + (z - fit[:n])[-width:].mean()) / 2
        left_out += misses[best] / 2
    return explained, left_out


def departures(A: Array, width: int) -> Array:
    """Subtract from each row the mean of the `width` nearest rows; nothing where the width is 0.

    Examples
    --------
    >>> departures(np.array([1.0, 2.0, 6.0]), 3).tolist()
    [-0.5, -1.0, 2.0]
    """
    if not width:
        return A
    n, before, after = len(A), width // 2, (width + 1) // 2
    rows, none = np.arange(n), np.zeros_like(A[:1])
    # At the ends, sums go on as they stand there.
    total = np.concatenate([np.repeat(none, before + 1, axis=0), A, np.repeat(none, after, axis=0)])
    np.cumsum(total, axis=0, out=total)
    mean = total[width : width + n] - total[:n]
    mean /= (np.minimum(rows + after, n) - np.maximum(rows - before, 0)).reshape(-1, *[1] * (A.ndim - 1))
    np.subtract(A, mean, out=mean)
    return np.asarray(mean)


def _both(X: Array, z: Array, early: int, width: int) -> tuple[Sums, Sums]:
    """Sums of the departures of the beginning, and of all: what the rows far from its end add is the same in both."""
    same = max(0, early - (width + 1) // 2)
    first = max(0, same - width // 2)  # the first row that any row after `same` departs from
    of_early, of_all = (
        [departures(A[first:end], width)[same - first :] for A in (X, z)] for end in (early, len(X))
    )
    alike = [departures(A[:early], width)[:same] for A in (X, z)]
    shared = sums(*alike)
    beginning, whole = (
        tuple(a + b for a, b in zip(shared, sums(*rest), strict=True)) for rest in (of_early, of_all)
    )
    return beginning, whole
