"""The door of the NumPy half: what an array argument must look like, and the error that says so."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Shape = tuple[int | str, ...]

# Complex numbers pass everywhere: the complex step sends them through the same code.
DTYPES = tuple(np.dtype(d) for d in (np.float32, np.float64, np.complex64, np.complex128))


def _spelled(shape: Shape) -> str:
    """Spell a shape as NumPy does: ``(3,)``, ``(T, B, 2)``."""
    return "(" + ", ".join(map(str, shape)) + (",)" if len(shape) == 1 else ")")


def checked(name: str, value: Any, shape: Shape, *, like: Array | None = None) -> Array:
    """Return `value` as an array after checking its kind of number, its shape and that it is finite.

    Parameters
    ----------
    name : str
        The argument's name, for the error.
    value : array_like
        What the caller passed.
    shape : tuple
        One entry per axis: a number is the size wanted, a letter stands for any size of at least one.
        A leading ``"..."`` stands for any number of axes.
    like : ndarray, optional
        An array whose precision `value` must share.

    Raises
    ------
    ValueError
        Not floating point, wrong shape, an axis of length zero, NaN or infinity, or mixed precision.

    Examples
    --------
    >>> checked("x", [1.0, 2.0], ("B",)).shape
    (2,)
    >>> checked("x", [1, 2], ("B",))
    Traceback (most recent call last):
        ...
    ValueError: x: dtype int64 came, float32 or float64 (or complex) expected; convert with x.astype(float)
    """
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name}: an array expected, rows of unequal length came ({error})") from None
    if array.dtype not in DTYPES:
        raise ValueError(
            f"{name}: dtype {array.dtype} came, float32 or float64 (or complex) expected; "
            f"convert with {name}.astype(float)"
        )
    tail, found = shape, array.shape
    if shape[:1] == ("...",):
        tail = shape[1:]
        found = array.shape[max(0, array.ndim - len(tail)) :]
    fits = len(found) == len(tail) and all(
        isinstance(want, str) or size == want for size, want in zip(found, tail, strict=True)
    )
    if not fits:
        raise ValueError(f"{name}: shape {array.shape} came, {_spelled(shape)} expected")
    if 0 in array.shape:
        raise ValueError(f"{name}: shape {array.shape} came, every axis must have at least one entry")
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: NaN or infinity came, finite numbers expected; remove or fill them first")
    if like is not None and precision(array) != precision(like):
        raise ValueError(
            f"{name}: {array.dtype} came beside {like.dtype}, one precision expected; "
            f"convert with {name}.astype({precision(like).name!r})"
        )
    return array


def precision(array: Array) -> np.dtype[Any]:
    """Return the real dtype that carries an array: float64 for float64 and complex128.

    Examples
    --------
    >>> precision(np.ones(2, complex)).name
    'float64'
    """
    return np.finfo(array.dtype).dtype


def counted(name: str, value: Any, minimum: int = 1) -> int:
    """Return `value` as an int after checking that it is a whole number of at least `minimum`.

    Raises
    ------
    ValueError
        Not an integer, or too small.

    Examples
    --------
    >>> counted("hidden_size", 3)
    3
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < minimum:
        raise ValueError(f"{name}: {value!r} came, a whole number of at least {minimum} expected")
    return int(value)


def several(items: Any) -> list[Any]:
    """Return items as a list: of one where a name or a number came, of none for None.

    Examples
    --------
    >>> several("promotion"), several(80), several(["a", "b"]), several(None)
    (['promotion'], [80], ['a', 'b'], [])
    """
    if items is None:
        return []
    return [items] if isinstance(items, str | float | int) else list(items)


def by_network(shape: tuple[int, ...], dtype: Any) -> Array:
    """Return zeros (T, S, B, N) that lie network by network in memory, as :func:`outer_sum` reads them.

    Examples
    --------
    >>> by_network((5, 2, 3, 1), float).swapaxes(0, 1).flags["C_CONTIGUOUS"]
    True
    """
    return np.zeros((shape[1], shape[0], *shape[2:]), dtype).swapaxes(0, 1)


def outer_sum(left: Array, right: Array) -> Array:
    """Return the sum over steps and sequences of left^T right: (S, L, R) from (T, S, B, L) and (T, S, B, R).

    Examples
    --------
    >>> outer_sum(np.ones((3, 1, 2, 1)), np.ones((3, 1, 2, 4))).tolist()
    [[[6.0, 6.0, 6.0, 6.0]]]
    """
    flat = [a.swapaxes(0, 1).reshape(a.shape[1], -1, a.shape[-1]) for a in (left, right)]
    return np.asarray(flat[0].swapaxes(-1, -2) @ flat[1])
