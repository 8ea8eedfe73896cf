"""Chapter 1, neural networks."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.dense import Network, neuron
from lstm.exercises.registry import exercise


@exercise("1.1")
def output_of_a_neuron() -> float:
    """Output of a neuron with ReLU: inputs 2 and -1, weights 0.5 and 1.5, bias 1.2.

    Examples
    --------
    >>> output_of_a_neuron() >= 0
    True
    """
    return float(neuron(np.array([2.0, -1.0]), np.array([0.5, 1.5]), 1.2, "relu"))


@exercise("1.2")
def parameters_of_a_network() -> int:
    """Number of weights and biases in a network of sizes 3, 5, 4, 2.

    Examples
    --------
    >>> parameters_of_a_network() > 20
    True
    """
    return sum(value.size for value in Network([3, 5, 4, 2]).parameters.values())


@exercise("1.3")
def collapsed_layers() -> dict[str, Array]:
    """Weight and bias of the one linear layer that equals two: W0, b0 then W1, b1.

    Examples
    --------
    >>> collapsed_layers()["weight"].shape
    (1, 2)
    """
    w0, b0 = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.5, 1.0])
    w1, b1 = np.array([[2.0, -1.0]]), np.array([3.0])
    return {"weight": w1 @ w0, "bias": w1 @ b0 + b1}
