"""Chapter 2, gradients by hand."""

from __future__ import annotations

import numpy as np

from lstm.cell import lstm_step, lstm_step_backward
from lstm.dense import Network, dense_backward, dense_forward
from lstm.exercises.registry import exercise
from lstm.losses import mse
from lstm.tasks import toy, toy_weights


@exercise("2.1")
def slope_of_one_neuron() -> float:
    """Derivative of the squared error with respect to the weight: x = 2, w = 0.5, b = -1, target = 1.

    Examples
    --------
    >>> slope_of_one_neuron() != 0
    True
    """
    y, cache = dense_forward(np.array([[2.0]]), np.array([[0.5]]), np.array([-1.0]))
    _, grads = dense_backward(mse(y, np.array([[1.0]]))[1], cache)
    return float(grads["weight"][0, 0])


@exercise("2.2")
def evaluations_for_central_differences() -> int:
    """Number of losses that central differences compute for every gradient of a network of sizes 4, 16, 2.

    Examples
    --------
    >>> evaluations_for_central_differences() > 200
    True
    """
    return 2 * sum(value.size for value in Network([4, 16, 2]).parameters.values())


@exercise("2.3")
def gates_with_a_wrong_gradient() -> dict[str, bool]:
    """Which rows of the gradients go wrong when the backward step reads i where it should read g.

    Examples
    --------
    >>> list(gates_with_a_wrong_gradient())
    ['i', 'f', 'g', 'o']
    """
    x, weights, zero, one = toy(), toy_weights("lstm"), np.zeros((1, 2)), np.ones((1, 2))
    h, c, _ = lstm_step(x[0], zero, zero, weights)
    cache = lstm_step(x[1], h, c, weights)[2]
    right, wrong = (
        lstm_step_backward(one, np.zeros((1, 2)), used)[3]["bias_ih"]
        for used in (cache, cache._replace(g=cache.i))
    )
    differs = ~np.isclose(right, wrong, rtol=1e-9, atol=0).reshape(4, 2)
    return {gate: bool(rows.any()) for gate, rows in zip("ifgo", differs, strict=True)}
