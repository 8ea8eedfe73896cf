"""The truncated gradient of 1997: what reaches a gate or a candidate goes no further back, only the cell state does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstm.arrays import Array
from lstm.switches import Memory, Switches
from lstm.variants import VariantCache, activation, step_backward


def truncated_backward(dh_out: Array, steps: Sequence[VariantCache], s: Switches | None) -> Array:
    """Return da (T, ..., B, K), all steps at once: only c carries a gradient from step to step.

    Parameters
    ----------
    dh_out : ndarray
        (T, ..., B, H): gradient that reaches the hidden states from outside.
    steps : sequence of VariantCache
        One per step.
    s : Switches
        The cell.

    Raises
    ------
    ValueError
        A cell without switches, with peepholes, or with an exponential input gate.

    References
    ----------
    Hochreiter and Schmidhuber (1997), appendix A.1.

    Examples
    --------
    >>> from lstm.switches import start
    >>> from lstm.variants import step
    >>> s = Switches(forget_gate="none")
    >>> one = step(np.ones((1, 3)), np.zeros((3, 1, 1)), start(s, (1, 1)), s)
    >>> truncated_backward(np.ones((2, 1, 1)), [one, one], s).shape
    (2, 1, 3)
    """
    if s is None or s.peepholes or s.input_gate == "exponential":
        raise ValueError(
            f"truncated: {s} came, a cell with switches expected, without peepholes and with a sigmoid as input gate"
        )
    whole: VariantCache = _stacked(steps)
    du = dh_out * whole.o * activation(s.output_activation).df(whole.squashed)
    dc = np.zeros_like(du)  # what comes back from the next step
    for t in range(len(du) - 1, 0, -1):
        dc[t - 1] = (dc[t] + du[t]) * whole.f[t]
    d = Memory(dh_out, dc, dc, dc, np.zeros_like(whole.before.gates))
    return step_backward(d, whole, np.zeros((3, 1, 1)), s)[0]


def _stacked(parts: Sequence[Any]) -> Any:
    """Turn the caches of all steps, tuples of arrays, into one whose arrays have the steps as first axis."""
    if isinstance(parts[0], np.ndarray):
        return np.array(parts)  # which takes a third of the time of np.stack
    fields = [_stacked(field) for field in zip(*parts, strict=True)]
    return type(parts[0])(*fields) if hasattr(parts[0], "_fields") else tuple(fields)
