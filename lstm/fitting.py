"""Fit a network to points with any learning algorithm, and compare what two algorithms found."""

from __future__ import annotations

from itertools import permutations
from typing import Protocol

import numpy as np

from lstm.arrays import Array, counted
from lstm.dense import Network
from lstm.losses import mse


class Learner(Protocol):
    """A learning algorithm: it changes the parameters it was given, from their gradients."""

    def step(self, grads: dict[str, Array]) -> None:
        """Change every parameter once."""


def train(network: Network, x: Array, y: Array, learner: Learner, updates: int) -> Array:
    """Let a learning algorithm change a network's parameters, from all points at every update.

    Parameters
    ----------
    network : Network
        Changed in place by the learner.
    x : ndarray
        Inputs, (B, I).
    y : ndarray
        Targets, (B, outputs).
    learner : Learner
        Such as :class:`lstm.optim.SGD`, built on ``network.parameters``.
    updates : int
        How many.

    Returns
    -------
    ndarray
        Mean squared error before each update and after the last, (updates + 1,).

    Raises
    ------
    ValueError
        Shapes that do not fit the network, or updates below one.

    Examples
    --------
    >>> from lstm import SGD
    >>> network, x = Network([1, 1]), np.linspace(-1, 1, 5)[:, None]
    >>> losses = train(network, x, 2 * x + 1, SGD(network.parameters, lr=0.2), 50)
    >>> bool(losses[-1] < 1e-4 < losses[0])
    True
    """
    losses = np.empty(counted("updates", updates) + 1)
    for k in range(updates):
        prediction, cache = network.forward(x)
        losses[k], dy = mse(prediction, y)
        learner.step(network.backward(dy, cache)[1])
    losses[-1] = mse(network(x), y)[0]
    return losses


def weight_distance(one: dict[str, Array], other: dict[str, Array]) -> float:
    """Return the distance between two sets of parameters, relative to the larger of their norms.

    Parameters
    ----------
    one, other : dict
        Parameters with the same names and shapes.

    Returns
    -------
    float
        0 where they are equal.

    Raises
    ------
    ValueError
        Names or shapes that differ.

    Examples
    --------
    >>> weight_distance({"w": np.array([3.0, 4.0])}, {"w": np.array([3.0, 0.0])})
    0.8
    """
    shapes = [{name: value.shape for name, value in parameters.items()} for parameters in (one, other)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"other: {shapes[1]} came, {shapes[0]} expected: the names and shapes of one")
    gap = np.sqrt(sum(float(((one[name] - other[name]) ** 2).sum()) for name in one))
    norm = max(np.sqrt(sum(float((p * p).sum()) for p in parameters.values())) for parameters in (one, other))
    return float(gap / norm) if norm else 0.0


def distance_up_to_order(one: Network, other: Network) -> float:
    """Return the weight distance of two networks when hidden neurons may swap places and signs.

    One hidden layer of tanh neurons computes the same when its neurons change places, and when all weights
    into and out of a neuron change sign. The distance is the least over all such rearrangements of `other`.

    Parameters
    ----------
    one, other : Network
        One hidden layer each, tanh, at most eight neurons, the same sizes.

    Returns
    -------
    float
        As :func:`weight_distance`; 0 where the networks differ by a rearrangement only.

    Raises
    ------
    ValueError
        Networks of another form.

    Examples
    --------
    >>> one, other = Network([1, 2, 1], seed=0), Network([1, 2, 1], seed=0)
    >>> for name in ("0.weight", "0.bias"):
    ...     other.parameters[name][:] = -one.parameters[name][::-1]
    >>> other.parameters["1.weight"][:] = -one.parameters["1.weight"][:, ::-1]
    >>> weight_distance(one.parameters, other.parameters) > 0, distance_up_to_order(one, other)
    (True, 0.0)
    """
    for name, network in (("one", one), ("other", other)):
        if network.sizes != one.sizes or network.activations[:-1] != ["tanh"] or network.sizes[1] > 8:
            raise ValueError(
                f"{name}: sizes {network.sizes} with {network.activations} came; one hidden layer of at most "
                f"eight tanh neurons, the same in both, expected"
            )
    a, b = (_rows(network.parameters) for network in (one, other))  # (H, weights of a neuron)
    plain, flipped = (((a[:, None] - sign * b[None]) ** 2).sum(axis=-1) for sign in (1, -1))
    cost = np.minimum(plain, flipped)  # (H, H): neuron of one against neuron of other
    orders = np.array(list(permutations(range(len(a)))))
    of_hidden = cost[np.arange(len(a)), orders].sum(axis=1).min()
    of_output = ((one.parameters["1.bias"] - other.parameters["1.bias"]) ** 2).sum()
    norm = max(np.sqrt(sum((p * p).sum() for p in network.parameters.values())) for network in (one, other))
    return float(np.sqrt(of_hidden + of_output) / norm)


def _rows(parameters: dict[str, Array]) -> Array:
    """Return all weights of each hidden neuron in one row: inputs, bias, outputs."""
    return np.column_stack([parameters["0.weight"], parameters["0.bias"], parameters["1.weight"].T])
