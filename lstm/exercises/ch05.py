"""References of the exercises of chapter 5, the cell."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.cell import lstm_step
from lstm.exercises.registry import exercise
from lstm.layer import Recurrent
from lstm.tasks import toy, toy_weights


@exercise("5.1")
def parameters_of_an_lstm() -> int:
    """Count the weights and biases of an LSTM with 3 inputs and 5 units, with both bias vectors."""
    return sum(values.size for values in Recurrent("lstm", 3, 5).parameters.values())


@exercise("5.2")
def forget_bias_that_keeps_half_for_twenty_steps() -> float:
    """Solve sigmoid(b)^20 = 1/2 for b: the forget bias that keeps half of a cell state for 20 steps."""
    keep = 0.5 ** (1 / 20)
    return float(np.log(keep / (1 - keep)))


@exercise("5.3")
def cell_state_with_the_forget_gate_shut() -> Array:
    """Return the last cell state on the toy sequence where the forget gate is shut at every step, (2,)."""
    weights, h = toy_weights("lstm"), np.zeros((1, 2))
    for x in toy():
        h, c, _ = lstm_step(x, h, np.zeros((1, 2)), weights)  # nothing of the old cell state passes
    return c.ravel()


@exercise("5.4")
def order_of_the_blocks() -> Array:
    """Where torch's layers i, f, g, o stand in ONNX's order i, o, f, c, counted from 0; c is g here."""
    return np.array(["iofg".index(layer) for layer in "ifgo"])
