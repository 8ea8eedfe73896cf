"""The mLSTM of the xLSTM paper: a memory that is a matrix, written by keys and read by queries."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array


class Matrix(NamedTuple):
    """The state: memory C (..., D, D), normaliser n (..., D), stabiliser m (...)."""

    C: Array
    n: Array
    m: Array


def empty(shape: tuple[int, ...]) -> Matrix:
    """Return the empty memory for keys and values of shape (..., D).

    Examples
    --------
    >>> empty((4, 3)).C.shape
    (4, 3, 3)
    """
    return Matrix(np.zeros((*shape, shape[-1])), np.zeros(shape), np.zeros(shape[:-1]))


def store(before: Matrix, k: Array, v: Array, a_i: Array, a_f: Array) -> Matrix:
    """Keep a share of the memory and add the value v under the key k: C = f C + i v k^T and n = f n + i k.

    Parameters
    ----------
    before : Matrix
        The state.
    k, v : ndarray
        Key and value, (..., D).
    a_i, a_f : ndarray
        (...): i = exp(a_i) and f = sigmoid(a_f). Both are divided by exp(m), which cancels when the memory is read.

    Returns
    -------
    Matrix

    References
    ----------
    Beck et al. (2024), xLSTM: extended long short-term memory, section 2.3.

    Examples
    --------
    >>> one = np.array([1.0, 0.0])
    >>> memory = store(empty((2,)), one, np.array([0.3, -0.7]), np.array(800.0), np.array(0.0))
    >>> read(memory, one).tolist()
    [0.3, -0.7]
    """
    log_f = -np.logaddexp(0, -np.asarray(a_f))
    m = np.maximum(log_f + before.m, a_i)
    f, i = np.exp(log_f + before.m - m), np.exp(a_i - m)
    C = f[..., None, None] * before.C + i[..., None, None] * v[..., :, None] * k[..., None, :]
    return Matrix(C, f[..., None] * before.n + i[..., None] * k, m)


def read(memory: Matrix, q: Array) -> Array:
    """Return what is stored under the query q (..., D): C q / max(abs(n q), 1), the 1 divided by exp(m) as C and n are.

    Examples
    --------
    >>> read(empty((2,)), np.ones(2)).tolist()
    [0.0, 0.0]
    """
    C, n, m = memory
    weight = np.maximum(np.abs((n * q).sum(axis=-1)), np.exp(-m))
    return np.asarray((C @ q[..., None])[..., 0] / weight[..., None])
