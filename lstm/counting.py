"""Count the matrix products that a piece of code makes, and their floating-point operations."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm.arrays import Array


class Counted(np.ndarray):
    """An array that counts the products it takes part in; so does every array that is computed from it.

    Attributes
    ----------
    tally : list of int
        Two operations, a multiplication and an addition, for each term of each product, one entry a product.

    Examples
    --------
    >>> w = counted(np.ones((3, 4)))
    >>> y = np.tanh(np.ones((2, 3)) @ w) @ np.ones((4, 1))
    >>> w.tally
    [48, 16]
    """

    tally: list[int]

    def __array_finalize__(self, parent: Any) -> None:
        """Share the tally with what is made from this array."""
        self.tally = getattr(parent, "tally", [])

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Compute on plain arrays, and note the products."""
        if ufunc is np.matmul:
            rows = inputs[0].size // inputs[0].shape[-1]
            self.tally.append(
                2 * rows * inputs[0].shape[-1] * (inputs[1].shape[-1] if inputs[1].ndim > 1 else 1)
            )
        result = getattr(ufunc, method)(*map(_plain, inputs), **_all_plain(options))
        if not isinstance(result, np.ndarray):
            return result
        marked = result.view(Counted)
        marked.tally = self.tally
        return marked


def _plain(value: Any) -> Any:
    """Return the array without its counter."""
    return value.view(np.ndarray) if isinstance(value, Counted) else value


def _all_plain(options: dict[str, Any]) -> dict[str, Any]:
    """Do so for the arrays that a result is written into."""
    return options | {"out": tuple(map(_plain, options["out"]))} if "out" in options else options


def counted(array: Array) -> Counted:
    """Return an array that starts a tally of its own, over the same memory.

    Examples
    --------
    >>> counted(np.ones(2)).tally
    []
    """
    marked = array.view(Counted)
    marked.tally = []
    return marked
