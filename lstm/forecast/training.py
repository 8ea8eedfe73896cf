"""The loop: windows drawn at random from the past, one thread, a generator of its own."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch

from lstm.arrays import Array
from lstm.forecast.network import CovariateLSTM, pinball
from lstm.forecast.seasons import Series
from lstm.forecast.windows import Window, cut, targets


class Plan(NamedTuple):
    """How long and how fast to train.

    Examples
    --------
    >>> Plan().updates
    300
    """

    updates: int = 300
    batch: int = 32
    lr: float = 5e-3
    hidden_size: int = 32


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Use one thread within: the order of a sum, and so its last digits, must not depend on the cores.

    Examples
    --------
    >>> with one_thread():
    ...     torch.get_num_threads()
    1
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def tensors(window: Window) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return what the network reads of a window.

    Examples
    --------
    >>> one = np.zeros((1, 2, 3))
    >>> [t.shape[0] for t in tensors(Window(one, one, one[0], one[0], one[0]))]
    [1, 1, 2]
    """
    return torch.from_numpy(window.past), torch.from_numpy(window.future), torch.from_numpy(window.base)


def train(
    series: Sequence[Series],
    cutoffs: Sequence[Array],
    h: int,
    lookback: int,
    plan: Plan,
    *,
    seed: int,
) -> tuple[CovariateLSTM, list[float]]:
    """Train one network and return it with its losses.

    Parameters
    ----------
    series : sequence of Series
        What to learn from.
    cutoffs : sequence of ndarray
        For each series, the cutoffs that training may use; h observations follow each.
    h, lookback : int
        Steps to forecast, steps to see.
    plan : Plan
        How long, how fast.
    seed : int
        Decides the initial weights and the order of the windows.

    Returns
    -------
    network : CovariateLSTM
        Ready to forecast.
    losses : list of float
        Mean quantile loss of each update, in units of the seasonal naive error.
    """
    rng = np.random.default_rng(seed)
    probe = cut(series[0], cutoffs[0][:1], h, lookback)
    network = CovariateLSTM(probe.past.shape[2], probe.future.shape[2], plan.hidden_size, seed=seed)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.lr, weight_decay=0.01)
    weights = np.array([len(c) for c in cutoffs]) / sum(len(c) for c in cutoffs)
    losses = []
    with one_thread():
        for update in range(plan.updates):
            # Warm-up, then half a cosine down to zero.
            rate = min(1, (update + 1) / 20) * 0.5 * (1 + math.cos(math.pi * update / plan.updates))
            optimiser.param_groups[0]["lr"] = plan.lr * rate
            pick = int(rng.choice(len(series), p=weights))
            cutoff = rng.choice(cutoffs[pick], plan.batch)
            window = cut(series[pick], cutoff, h, lookback)
            y = torch.from_numpy(targets(series[pick], cutoff, h, window))
            loss = pinball(network(*tensors(window)), y)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
    return network, losses
