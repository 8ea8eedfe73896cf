"""Loss functions, each returned with its gradient."""

from __future__ import annotations

from typing import Any

from lstm.arrays import Array, checked


def mse(y: Array, target: Array) -> tuple[Any, Array]:
    """Mean squared error over every entry, and its gradient with respect to y.

    Parameters
    ----------
    y : ndarray
        Predictions, any shape.
    target : ndarray
        The same shape.

    Returns
    -------
    loss : float
        The mean of (y - target)^2; complex for complex y, so that the complex step passes through.
    dy : ndarray
        2 (y - target) / size, the shape of y.

    Raises
    ------
    ValueError
        Different shapes or precisions, wrong dtype, or not finite.

    Examples
    --------
    >>> import numpy as np
    >>> loss, dy = mse(np.array([1.0, 3.0]), np.array([1.0, 1.0]))
    >>> loss, dy.tolist()
    (2.0, [0.0, 2.0])
    """
    y = checked("y", y, ("...",))
    target = checked("target", target, y.shape, like=y)
    error = y - target
    # A square, not an absolute square: the complex step needs an analytic function.
    return (error * error).mean().item(), 2 * error / error.size
