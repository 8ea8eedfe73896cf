"""The networks of 1997: their cells in blocks, their biases, their start, and how many weights that makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lstm.switches import VARIANTS, Switches
from lstm.trials import Trials


class Original(NamedTuple):
    """The network that the paper used for one task.

    Attributes
    ----------
    inputs, outputs : int
        I and O.
    blocks, block : int
        Number of memory cell blocks, and cells in each.
    biases : {"none", "gates", "hidden", "all"}
        Which units have one; "hidden" means gates and cells.
    spread : float
        Weights start uniform within plus and minus this.
    lr : float
        Learning rate.
    gate_bias : tuple
        The gate whose biases start below zero, "i" or "o", and the bias of the first block: the second block has
        twice that, the third three times.
    """

    inputs: int
    outputs: int
    blocks: int
    block: int
    biases: str
    spread: float = 0.1
    lr: float = 0.5
    gate_bias: tuple[str, float] = ("i", 0.0)


# Task -> network. The weights that each has are in the paper's table 10 and follow from the numbers here.
ORIGINALS: dict[str, Original] = {
    "embedded Reber": Original(7, 7, 3, 2, "gates", 0.2, 0.5, ("o", -1.0)),
    "embedded Reber, 4 blocks of 1": Original(7, 7, 4, 1, "gates", 0.2, 0.5, ("o", -1.0)),
    "distractors, 50": Original(54, 2, 2, 1, "none", 0.2, 0.01),
    "distractors, 1000": Original(1004, 2, 2, 1, "none", 0.2, 0.01),
    "two sequences": Original(1, 1, 3, 1, "hidden", 0.1, 1.0, ("i", -1.0)),
    "adding, 100": Original(2, 1, 2, 2, "all", 0.1, 0.5, ("i", -3.0)),
    "multiplication, 100": Original(2, 1, 2, 2, "all", 0.1, 0.1, ("i", -3.0)),
    "temporal order, 2": Original(8, 4, 2, 2, "all", 0.1, 0.5, ("i", -2.0)),
    "temporal order, 3": Original(8, 8, 3, 2, "all", 0.1, 0.1, ("i", -2.0)),
}


def original(
    task: str, seeds: Sequence[int], *, switches: Switches | None = None, own: Original | None = None
) -> Trials:
    """Return the networks that the paper used for a task, one per seed.

    Parameters
    ----------
    task : str
        A key of :data:`ORIGINALS`.
    seeds : sequence of int
        One per network.
    switches : Switches, optional
        Another cell, such as one with a forget gate; its blocks are the task's.
    own : Original, optional
        Another network, in place of the task's.

    Returns
    -------
    Trials
        Its ``size`` is the number of weights that the paper gives.

    Raises
    ------
    ValueError
        An unknown task.

    References
    ----------
    Hochreiter and Schmidhuber (1997), section 5 and tables 1, 3 and 10.

    Examples
    --------
    >>> original("adding, 100", seeds=[0]).size
    93
    """
    if own is None and task not in ORIGINALS:
        raise ValueError(f"task: {task!r} came, one of {', '.join(ORIGINALS)} expected")
    net = own or ORIGINALS[task]
    cell = (switches or VARIANTS["1997"])._replace(block=net.block)
    trials = Trials("1997", net.inputs, net.blocks * net.block, net.outputs, seeds=seeds, switches=cell)
    gates = len(cell.gates) * net.blocks
    matrix = trials.exists["matrix"]
    if net.biases == "none":
        matrix[net.inputs, :gates] = 0
    if net.biases in ("none", "gates"):
        matrix[net.inputs, gates:] = 0
    if net.biases != "all":
        trials.exists["readout"][-1] = 0
    for place, seed in enumerate(seeds):
        rng = np.random.default_rng([seed, 1997])
        for name, parameter in trials.parameters.items():
            drawn = rng.uniform(-net.spread, net.spread, parameter.shape[1:])
            parameter[place] = drawn * trials.exists[name]
    letter, bias = net.gate_bias
    if bias:
        first = cell.gates.index(letter) * net.blocks
        columns = slice(first, first + net.blocks)
        trials.parameters["matrix"][:, net.inputs, columns] = bias * np.arange(1, net.blocks + 1)
    return trials


def layered_weights(inputs: int, outputs: int, cells: int, gates: int) -> int:
    """Count the weights where each layer sees all layers below and nothing else, as in the paper's task 2a.

    Examples
    --------
    >>> layered_weights(101, 101, cells=1, gates=1)
    10504
    """
    return (cells + gates) * inputs + outputs * (inputs + cells)
