"""References of the exercises of chapter 6, by the complex step: they know no derivation."""

from __future__ import annotations

import numpy as np

from lstm.arrays import Array
from lstm.exercises.registry import exercise
from lstm.gradcheck import complex_step
from lstm.switches import Switches, start
from lstm.tasks import toy, toy_weights
from lstm.variants import step


def _last_states(switches: Switches, bias_of_i: Array, peepholes: Array) -> complex:
    """Sum the last hidden state on the toy sequence, for a cell with the toy weights and these switches."""
    weights = toy_weights("lstm")
    rows = np.hstack([weights["weight_ih"], weights["bias_ih"][:, None], weights["weight_hh"]])
    blocks = dict(zip("ifgo", np.split(rows.astype(complex), 4), strict=True))
    blocks["i"][:, 2] += bias_of_i
    matrix = np.vstack([blocks[gate] for gate in switches.gates + "g"]).T
    memory = start(switches, (1, 2), complex)
    for x in toy():
        v = np.concatenate([x, [[1.0]], memory.h], axis=1)
        memory = step(v @ matrix, peepholes, memory, switches).after
    return complex(memory.h.sum())


@exercise("6.1")
def line_with_the_mistake() -> str:
    """Return the left side of the line that takes the forget gate of its own step instead of the next one's."""
    return "dc"


@exercise("6.2")
def steps_from_which_the_truncated_gradient_stores_less() -> int:
    """Count the steps from which x, i, f, g, o, c, h of every step are more numbers than S for three layers."""
    inputs, hidden = 10, 32
    return 3 * hidden * (inputs + hidden + 1) // (inputs + 6 * hidden) + 1


@exercise("6.3")
def bias_gradient_of_coupled_gates() -> Array:
    """Return the gradient by the input gate's bias, (2,), where the forget gate is one minus the input gate."""
    cell = Switches(forget_gate="coupled")
    return complex_step(lambda b: _last_states(cell, b, np.zeros((3, 1, 1))), np.zeros(2))


@exercise("6.4")
def gradient_of_an_output_peephole() -> Array:
    """Return the gradient by the output gate's peepholes, (2,), at (0.5, -0.5); the other gates see no cell state."""
    cell, nothing = Switches(peepholes=True), np.zeros((2, 1, 2))
    return complex_step(
        lambda p: _last_states(cell, np.zeros(2), np.concatenate([nothing, p[None, None]])),
        np.array([0.5, -0.5]),
    )
