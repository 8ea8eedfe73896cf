"""References of the exercises of chapter 3, recurrent networks."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.cell import rnn_step, rnn_step_backward
from lstm.exercises.registry import exercise
from lstm.layer import Recurrent
from lstm.tasks import toy, toy_weights


@exercise("3.1")
def parameters_of_a_plain_network() -> int:
    """Count the weights and biases of a plain network with 3 inputs and 5 units, for 100 steps."""
    return sum(values.size for values in Recurrent("rnn_tanh", 3, 5).parameters.values())


@exercise("3.2")
def state_after_the_toy_sequence_backward() -> Array:
    """Read the toy sequence from its last step to its first and return the last hidden state, (2,)."""
    h, weights = np.zeros((1, 2)), toy_weights("rnn_tanh")
    for x in toy()[::-1]:
        h, _ = rnn_step(x, h, weights)
    return h.ravel()


@exercise("3.3")
def gradient_truncated_to_one_step() -> Array:
    """Differentiate the sum of h_3 by weight_hh with h_2 held constant, (2, 2)."""
    h, weights = np.zeros((1, 2)), toy_weights("rnn_tanh")
    for x in toy():
        h, cache = rnn_step(x, h, weights)
    _, _, grads = rnn_step_backward(np.ones((1, 2)), cache)
    return grads["weight_hh"]
