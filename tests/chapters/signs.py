"""What the signs of a formula mean, between numbers, columns, rows and matrices."""

from collections.abc import Callable

import numpy as np


def entrywise(sign: str, apply: Callable, *, repeat: int | None = None) -> Callable:
    """Return a sign that wants a number or an equal shape; or one vector for the whole matrix along axis `repeat`."""

    def sign_of(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        fit = a.shape == b.shape or 0 in (a.ndim, b.ndim)
        if not fit and repeat is not None:
            fit = 1 in (a.shape[repeat], b.shape[repeat]) and a.shape[1 - repeat] == b.shape[1 - repeat]
        if not fit:
            raise ValueError(f"{sign} between shapes {a.shape} and {b.shape}")
        return apply(a, b)

    return sign_of


plus, minus = entrywise("+", np.add, repeat=0), entrywise("-", np.subtract)  # a row is added to every row
odot = entrywise(r"\odot", np.multiply, repeat=1)  # a column multiplies row by row


def times(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return what two neighbours mean: a matrix product, unless one of them is a number."""
    return a * b if 0 in (a.ndim, b.ndim) else a @ b


def power(a: np.ndarray, n: int) -> np.ndarray:
    """Return a power entry by entry, of a number or a column; of a matrix it would be read in two ways."""
    if a.ndim == 2 and a.shape[1] > 1:
        raise ValueError(f"a power of a matrix {a.shape}")
    return a**n
