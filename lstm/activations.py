"""Activation functions, each beside its derivative written in terms of the function's own output."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lstm.arrays import Array


class Activation(NamedTuple):
    """A function applied entry by entry, and its derivative.

    Attributes
    ----------
    name : str
        The key in :data:`ACTIVATIONS`.
    f : callable
        ``y = f(a)``, any shape to the same shape.
    df : callable
        ``dy/da = df(y)``, from the *output* y: the forward pass has it already.

    Examples
    --------
    >>> y = ACTIVATIONS["tanh"].f(np.array([0.0]))
    >>> float(ACTIVATIONS["tanh"].df(y)[0])
    1.0
    """

    name: str
    f: Callable[[Array], Array]
    df: Callable[[Array], Array]


def tanh(a: Array) -> Array:
    """Hyperbolic tangent, between -1 and 1; real or complex, any shape.

    Examples
    --------
    >>> float(tanh(np.array(0.0)))
    0.0
    """
    return np.asarray(np.tanh(a))


def sigmoid(a: Array) -> Array:
    """Logistic function 1 / (1 + exp(-a)), between 0 and 1; real or complex, any shape.

    Written as ``.5 + .5 * tanh(a / 2)``, which is the same function and never overflows.

    Examples
    --------
    >>> float(sigmoid(np.array(0.0)))
    0.5
    """
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * a))


def relu(a: Array) -> Array:
    """Return a where a > 0, else 0; for complex input the sign is that of the real part.

    Examples
    --------
    >>> relu(np.array([-2.0, 3.0])).tolist()
    [0.0, 3.0]
    """
    # The complex step carries the derivative in the imaginary part: it must not decide the branch.
    return np.where(a.real > 0, a, np.zeros_like(a))


def linear(a: Array) -> Array:
    """Return the input unchanged.

    Examples
    --------
    >>> float(linear(np.array(2.5)))
    2.5
    """
    return a


ACTIVATIONS: dict[str, Activation] = {
    "tanh": Activation("tanh", tanh, lambda y: 1 - y * y),
    "sigmoid": Activation("sigmoid", sigmoid, lambda y: y * (1 - y)),
    "relu": Activation("relu", relu, lambda y: (y.real > 0).astype(y.dtype)),
    "linear": Activation("linear", linear, np.ones_like),
}


def activation(name: str) -> Activation:
    """Look an activation up by name.

    Raises
    ------
    ValueError
        The name is not one of :data:`ACTIVATIONS`.

    Examples
    --------
    >>> activation("relu").name
    'relu'
    """
    if name not in ACTIVATIONS:
        raise ValueError(f"activation: {name!r} came, one of {', '.join(ACTIVATIONS)} expected")
    return ACTIVATIONS[name]
