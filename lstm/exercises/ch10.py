"""References of the exercises of chapter 10, variants."""

from __future__ import annotations

import numpy as np

from lstm.exercises.registry import exercise
from lstm.switches import VARIANTS, start
from lstm.trials import Trials
from lstm.variants import step


@exercise("10.1")
def weights_of_coupled_gates() -> int:
    """Count the weights and biases of the recurrent layer with coupled gates, 3 inputs and 5 units."""
    return int(Trials("coupled gates", 3, 5, 1, seeds=[0]).exists["matrix"].sum())


@exercise("10.2")
def normalised_state_of_slstm() -> float:
    """Return c / n after three steps with a_i = 0, 2, 0, the forget gate open, and candidates 0.5, -0.5, 0.25."""
    cell = VARIANTS["sLSTM"]._replace(forget_gate="none", output_gate=False)
    state = start(cell, (1, 1))
    for a_i, g in zip((0.0, 2.0, 0.0), (0.5, -0.5, 0.25), strict=True):
        state = step(np.array([[a_i, np.arctanh(g)]]), np.zeros((3, 1, 1)), state, cell).after
    return float(state.h[0, 0])


@exercise("10.3")
def seeds_that_comparisons_need() -> int:
    """Return the least number N of seeds for which 2 / 2^N lies below 0.05 / 130."""
    return next(n for n in range(2, 64) if 2 / 2**n < 0.05 / 130)
