"""References of the exercises of chapter 4, why it forgets."""

from __future__ import annotations

import numpy as np

from lstm.exercises.registry import exercise
from lstm.layer import Recurrent
from lstm.memory import reach
from lstm.tasks.toy import toy, toy_weights


@exercise("4.1")
def steps_until_a_hundredth() -> int:
    """Count the steps after which a bound of 0.9 per step is below one hundredth."""
    return int(np.ceil(np.log(0.01) / np.log(0.9)))


@exercise("4.2")
def bias_for_a_half_life_of_thirty_steps() -> float:
    """Return the bias b for which sigmoid(b)^30 = 1/2."""
    keep = 0.5 ** (1 / 30)
    return float(np.log(keep / (1 - keep)))


@exercise("4.3")
def reach_of_the_toy_network() -> float:
    """Return the spectral norm of the derivative of h_3 by h_1 on the toy sequence."""
    net = Recurrent("rnn_tanh", 2, 2)
    net.parameters.update({f"{name}_l0": value for name, value in toy_weights("rnn_tanh").items()})
    return float(reach(net, toy()[:, 0]).h[2])
