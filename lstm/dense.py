"""A neuron, a layer of neurons, a network of layers, and their gradients."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm import activations
from lstm.arrays import Array, checked, counted


class DenseCache(NamedTuple):
    """What a layer leaves for its backward: input (B, I), weight (H, I), output (B, H), activation."""

    x: Array
    weight: Array
    y: Array
    activation: activations.Activation


def neuron(x: Array, w: Array, b: Array | float, activation: str = "tanh") -> Array:
    """One neuron: a weighted sum of its inputs plus a bias, then an activation.

    Parameters
    ----------
    x : ndarray
        Inputs, (..., I).
    w : ndarray
        One weight per input, (I,).
    b : float
        Bias.
    activation : str
        A key of :data:`lstm.activations.ACTIVATIONS`.

    Returns
    -------
    ndarray
        (...): one number per row of inputs.

    Raises
    ------
    ValueError
        Wrong shape, dtype or precision, not finite, or an unknown activation.

    References
    ----------
    Rosenblatt (1958), with a smooth activation in place of the threshold.

    Examples
    --------
    >>> float(neuron(np.array([1.0, 2.0]), np.array([0.5, -0.25]), 0.0))
    0.0
    """
    x = checked("x", x, ("...", "I"))
    w = checked("w", w, (x.shape[-1],), like=x)
    b = checked("b", x.dtype.type(b) if isinstance(b, float | int) else b, (), like=x)
    return activations.activation(activation).f(x @ w + b)


def dense_forward(x: Array, weight: Array, bias: Array, activation: str = "tanh") -> tuple[Array, DenseCache]:
    """Run a layer of H neurons that all see the same I inputs: y = f(x W^T + b).

    Parameters
    ----------
    x : ndarray
        Inputs, (B, I).
    weight : ndarray
        One row per neuron, (H, I).
    bias : ndarray
        (H,).
    activation : str
        A key of :data:`lstm.activations.ACTIVATIONS`.

    Returns
    -------
    y : ndarray
        (B, H).
    cache : DenseCache
        For :func:`dense_backward`.

    Raises
    ------
    ValueError
        Wrong shape, dtype or precision, not finite, or an unknown activation.

    Examples
    --------
    >>> y, _ = dense_forward(np.array([[1.0, 2.0]]), np.eye(2), np.zeros(2), "linear")
    >>> y.tolist()
    [[1.0, 2.0]]
    """
    x = checked("x", x, ("B", "I"))
    weight = checked("weight", weight, ("H", x.shape[1]), like=x)
    bias = checked("bias", bias, (weight.shape[0],), like=x)
    function = activations.activation(activation)
    y = function.f(x @ weight.T + bias)  # (B, H)
    return y, DenseCache(x, weight, y, function)


def dense_backward(dy: Array, cache: DenseCache) -> tuple[Array, dict[str, Array]]:
    """Back-propagate through a layer.

    Parameters
    ----------
    dy : ndarray
        Gradient of the loss with respect to the output, (B, H).
    cache : DenseCache
        From :func:`dense_forward`.

    Returns
    -------
    dx : ndarray
        (B, I).
    grads : dict
        ``weight (H, I)`` and ``bias (H,)``, summed over the batch.

    Raises
    ------
    ValueError
        dy of the wrong shape, dtype or precision, or not finite.

    References
    ----------
    Rumelhart, Hinton and Williams (1986).

    Examples
    --------
    >>> _, cache = dense_forward(np.array([[1.0, 2.0]]), np.eye(2), np.zeros(2), "linear")
    >>> dx, grads = dense_backward(np.array([[1.0, 0.0]]), cache)
    >>> grads["weight"].tolist()
    [[1.0, 2.0], [0.0, 0.0]]
    """
    dy = checked("dy", dy, cache.y.shape, like=cache.y)
    da = dy * cache.activation.df(cache.y)  # (B, H)
    return da @ cache.weight, {"weight": da.T @ cache.x, "bias": da.sum(axis=0)}


class Network:
    """Layers in a row: the output of each is the input of the next.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of inputs, of neurons in each hidden layer, and of outputs; at least two.
    activation, output : str
        Activation of the hidden layers, and of the last one.
    seed : int
        Initial weights and biases are uniform within 1/sqrt(inputs of the layer), as in torch.

    Attributes
    ----------
    parameters : dict
        ``"0.weight"``, ``"0.bias"``, ``"1.weight"`` and so on: what learning changes, in place.

    Raises
    ------
    ValueError
        Sizes that are not at least two whole numbers, or an unknown activation.

    Examples
    --------
    >>> network = Network([1, 8, 1], seed=0)
    >>> network(np.zeros((5, 1))).shape
    (5, 1)
    """

    def __init__(
        self, sizes: Sequence[int], activation: str = "tanh", output: str = "linear", *, seed: int = 0
    ) -> None:
        if len(sizes) < 2:
            raise ValueError(f"sizes: {list(sizes)} came, at least two expected: inputs and outputs")
        self.sizes = [counted(f"sizes[{place}]", size) for place, size in enumerate(sizes)]
        last = len(self.sizes) - 2
        names = [activation] * last + [output]
        self.activations = [activations.activation(name).name for name in names]
        rng = np.random.default_rng(counted("seed", seed, 0))
        self.parameters: dict[str, Array] = {}
        for layer, (inputs, outputs) in enumerate(pairwise(self.sizes)):
            bound = 1 / np.sqrt(inputs)
            self.parameters[f"{layer}.weight"] = rng.uniform(-bound, bound, (outputs, inputs))
            self.parameters[f"{layer}.bias"] = rng.uniform(-bound, bound, outputs)

    def __call__(self, x: Array) -> Array:
        """Return the output (B, sizes[-1]) for inputs x (B, sizes[0])."""
        return self.forward(x)[0]

    def forward(self, x: Array) -> tuple[Array, list[DenseCache]]:
        """Return the output, and the caches that :meth:`backward` needs."""
        y = checked("x", x, ("B", self.sizes[0]))
        caches = []
        for layer, name in enumerate(self.activations):
            weight, bias = self.parameters[f"{layer}.weight"], self.parameters[f"{layer}.bias"]
            y, cache = dense_forward(y, weight, bias, name)
            caches.append(cache)
        return y, caches

    def backward(self, dy: Array, cache: list[DenseCache]) -> tuple[Array, dict[str, Array]]:
        """Return dx (B, sizes[0]) and the gradients, named as the parameters, from dy (B, sizes[-1])."""
        grads: dict[str, Array] = {}
        for layer in reversed(range(len(cache))):
            dy, of_layer = dense_backward(dy, cache[layer])
            grads |= {f"{layer}.{name}": grad for name, grad in of_layer.items()}
        return dy, grads
