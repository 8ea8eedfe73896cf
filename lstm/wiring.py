"""Look inside a network: compute it neuron by neuron, and cut its connections one at a time."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.dense import Network, neuron


def by_neurons(network: Network, x: Array) -> Array:
    """Compute a network's output with nothing but :func:`lstm.dense.neuron`, one neuron after the other.

    Parameters
    ----------
    network : Network
        Its parameters are read, not changed.
    x : ndarray
        Inputs, (B, I).

    Returns
    -------
    ndarray
        (B, outputs): what ``network(x)`` computes with one matrix product per layer.

    Raises
    ------
    ValueError
        Inputs that do not fit the network.

    Examples
    --------
    >>> network, x = Network([2, 3, 1]), np.ones((4, 2))
    >>> bool(np.allclose(by_neurons(network, x), network(x)))
    True
    """
    for layer, name in enumerate(network.activations):
        rows, biases = network.parameters[f"{layer}.weight"], network.parameters[f"{layer}.bias"]
        x = np.stack([neuron(x, w, b, name) for w, b in zip(rows, biases, strict=True)], axis=-1)
    return x


def cut_each(network: Network, x: Array) -> dict[str, Array]:
    """Cut each connection alone, and measure how far the output moves.

    Parameters
    ----------
    network : Network
        Left as it was.
    x : ndarray
        Inputs, (B, I).

    Returns
    -------
    dict
        For each ``"k.weight"``, an array of its shape: the largest change of any output when this weight is
        set to zero.

    Raises
    ------
    ValueError
        Inputs that do not fit the network.

    Examples
    --------
    >>> network = Network([1, 1])
    >>> network.parameters["0.weight"][:] = 3.0
    >>> cut_each(network, np.array([[2.0]]))["0.weight"].tolist()
    [[6.0]]
    """
    whole = network(x)
    effects: dict[str, Array] = {}
    for name, weight in network.parameters.items():
        if name.endswith(".weight"):
            effects[name] = np.zeros(weight.shape)
            for place, value in np.ndenumerate(weight.copy()):
                weight[place] = 0
                try:
                    effects[name][place] = np.abs(network(x) - whole).max()
                finally:
                    weight[place] = value
    return effects
