"""The switches of the LSTM cell: the cell of 1997, the variants of Greff et al., minLSTM and sLSTM are settings."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm.arrays import Array


class Switches(NamedTuple):
    """What the cell has.

    Attributes
    ----------
    input_gate : {"sigmoid", "exponential", "none"}
        i = sigmoid(a_i), exp(a_i), or 1. With "exponential" the state has a normaliser n, and h = o * phi(c / n).
    forget_gate : {"sigmoid", "coupled", "none"}
        f = sigmoid(a_f), 1 - i, or 1.
    output_gate : bool
        o = sigmoid(a_o), or 1.
    input_activation, output_activation : {"tanh", "linear", "tanh of half", "twice tanh of half"}
        Of the candidate g and of the state. 1997 has 4 sigmoid(a) - 2 = 2 tanh(a / 2) for g, and
        2 sigmoid(c) - 1 = tanh(c / 2) for the state.
    peepholes : bool
        i and f see c_prev, o sees c, each cell its own: Gers and Schmidhuber (2000).
    gate_recurrence : bool
        Every gate and candidate sees all gates of the step before, as in 1997.
    recurrence : bool
        Gates and candidate see h_prev.
    normalised : bool
        i and f are divided by i + f: minLSTM, Feng et al. (2024).
    block : int
        Number of cells that share their gates.
    """

    input_gate: str = "sigmoid"
    forget_gate: str = "sigmoid"
    output_gate: bool = True
    input_activation: str = "tanh"
    output_activation: str = "tanh"
    peepholes: bool = False
    gate_recurrence: bool = False
    recurrence: bool = True
    normalised: bool = False
    block: int = 1

    @property
    def gates(self) -> str:
        """Letters of the gates that have weights of their own, in the order of their columns.

        Examples
        --------
        >>> Switches().gates, Switches(forget_gate="coupled").gates
        ('ifo', 'io')
        """
        f = self.forget_gate == "sigmoid"
        return "i" * (self.input_gate != "none") + "f" * f + "o" * self.output_gate


VARIANTS: dict[str, Switches] = {
    "LSTM": Switches(),
    "no input gate": Switches(input_gate="none"),
    "no forget gate": Switches(forget_gate="none"),
    "no output gate": Switches(output_gate=False),
    "no input activation": Switches(input_activation="linear"),
    "no output activation": Switches(output_activation="linear"),
    "coupled gates": Switches(forget_gate="coupled"),
    "peepholes": Switches(peepholes=True),
    "full gate recurrence": Switches(gate_recurrence=True),
    "forget gate only": Switches(forget_gate="coupled", output_gate=False, output_activation="linear"),
    "minLSTM": Switches(
        output_gate=False,
        input_activation="linear",
        output_activation="linear",
        recurrence=False,
        normalised=True,
    ),
    "sLSTM": Switches(input_gate="exponential", output_activation="linear"),
    "1997": Switches(
        forget_gate="none",
        input_activation="twice tanh of half",
        output_activation="tanh of half",
        gate_recurrence=True,
        block=2,
    ),
}


class Memory(NamedTuple):
    """The state between steps: h, c, normaliser n, stabiliser m, each (B, H), and the gates (B, G) as they stood."""

    h: Array
    c: Array
    n: Array
    m: Array
    gates: Array


def start(switches: Switches, shape: tuple[int, ...], dtype: type = float) -> Memory:
    """Return the empty memory for states of shape (..., B, H).

    Examples
    --------
    >>> start(Switches(), (4, 3)).gates.shape
    (4, 9)
    """
    zeros: Array = np.zeros(shape, dtype)
    width = len(switches.gates) * shape[-1] // switches.block
    # An empty memory weighs e^-inf, nothing: with m = 0 a first input gate that is all but shut gave c / n = 0 / 0.
    m = np.full(shape, -np.inf) if switches.input_gate == "exponential" else zeros.real
    return Memory(zeros, zeros, zeros, m, np.zeros((*shape[:-1], width), dtype))
