"""Pre-training on invented series: the diet, the loss at every season, and a loop that can be stopped and resumed."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from lstm.arrays import Array
from lstm.forecast.network import SeasonalLSTM, pinball
from lstm.forecast.seasons import describe
from lstm.forecast.simulate import invent

CHUNK = 16  # kinds of series drawn at a time; four batches come of each


class Kind(NamedTuple):
    """One kind of series in the diet: season, longer period, share of the batches, fewest and most seasons."""

    m: int
    long: int
    share: float
    fewest: int = 3
    most: int = 22
    seasonal: bool = True


# Season 0 stands for one drawn anew for every batch.
DIET = (
    Kind(12, 0, 0.25),
    Kind(24, 168, 0.22, 8, 26),
    Kind(4, 0, 0.12),
    Kind(7, 0, 0.09),
    Kind(0, 0, 0.10),
    Kind(24, 0, 0.05),
    Kind(13, 52, 0.06, 4, 26, seasonal=False),  # weeks, a quarter at a time
    Kind(0, 0, 0.05, 3, 22, seasonal=False),
    Kind(7, 364, 0.03, 10, 70),
    Kind(48, 336, 0.02, 8, 20),
    Kind(96, 672, 0.01, 8, 12),
)


class Batch(NamedTuple):
    """A batch ready for the network; the outcome is in units from the level, the weight makes the loss a MASE."""

    inputs: Tensor
    bases: Tensor
    outcome: Tensor
    weight: Tensor


def batch(Y: Array, long: int, *, seasonal: bool = True) -> Batch:
    """Describe all seasons of Y (N, S + 2, m) but the last two, with the two that followed each.

    Examples
    --------
    >>> batch(np.random.default_rng(0).normal(size=(3, 6, 12)), 0).outcome.shape
    torch.Size([3, 4, 2, 12])
    """
    seen = describe(Y[:, :-2], long, seasonal=seasonal)
    after = np.stack([Y[:, 1:-1], Y[:, 2:]], axis=2)  # (N, S, 2, m)
    outcome = np.clip((after - seen.level[..., None, None]) / seen.unit[..., None, None], -30, 30)
    weight = np.minimum(seen.unit / seen.error, 25)
    return Batch(
        *(torch.from_numpy(a.astype(np.float32)) for a in (seen.inputs, seen.bases, outcome, weight))
    )


def loss(network: SeasonalLSTM, data: Batch) -> Tensor:
    """Return the mean quantile loss after every season, in units of the seasonal error so far; outliers count less.

    Examples
    --------
    >>> one = batch(np.random.default_rng(0).normal(size=(3, 6, 12)), 0)
    >>> loss(SeasonalLSTM(8), one).shape
    torch.Size([])
    """
    each = 2 * pinball(network(data.inputs, data.bases), data.outcome).mean(dim=(2, 3, 4)) * data.weight
    return torch.minimum(each, 5 + 0.1 * each).mean()


def examples(
    seed: int, *, size: int = 64, diet: Collection[Kind] = DIET, without: Collection[str] = (), start: int = 0
) -> Iterator[Batch]:
    """Yield batches without end; the k-th batch depends on the seed and on k alone.

    Parameters
    ----------
    seed : int
        Decides everything.
    size : int
        Series in a batch.
    diet : collection of Kind
        What to invent.
    without : collection of str
        Families of :func:`lstm.forecast.simulate.invent` to leave out.
    start : int
        First batch: how training goes on where it stopped.
    """
    kinds = tuple(diet)
    shares = np.array([kind.share for kind in kinds]) / sum(kind.share for kind in kinds)
    chunk, skip = divmod(start, 4 * CHUNK)
    while True:
        rng = np.random.default_rng([seed, chunk])
        drawn = []
        for pick in rng.choice(len(kinds), CHUNK, p=shares):
            Y, long = _some(rng, kinds[pick], 4 * size, without)
            drawn += [(Y[k * size : (k + 1) * size], long, kinds[pick].seasonal) for k in range(4)]
        for place in rng.permutation(len(drawn))[skip:]:
            Y, long, seasonal = drawn[place]
            yield batch(Y, long, seasonal=seasonal)
        chunk, skip = chunk + 1, 0


def _some(rng: np.random.Generator, kind: Kind, n: int, without: Collection[str]) -> tuple[Array, int]:
    """Invent n series of a kind, (n, S + 2, m), and say how many seasons its longer period has."""
    m, S = kind.m, int(rng.integers(kind.fewest, kind.most + 1))
    if not m:  # short seasons more often than long ones
        m = (
            int(2 * 183.5 ** (rng.random() ** 1.5))
            if kind.seasonal
            else int(rng.choice([1, 2, 3, 4, 6, 8, 12]))
        )
    S = max(3, min(S, 1200 // m))
    if kind.long and not kind.seasonal:  # patches of a longer season
        years = -(-(S + 2) * m // kind.long)
        Y = invent(rng, n, kind.long, years, without=without)[:, : (S + 2) * m]
    else:
        Y = invent(rng, n, m, S + 2, long=kind.long, seasonal=kind.seasonal, without=without)
    return Y.reshape(n, S + 2, m), kind.long // m


class Pretraining:
    """AdamW with warm-up and a cosine, clipped gradients, and a moving average of the weights as the result.

    Parameters
    ----------
    network : SeasonalLSTM
        Trained in place.
    updates : int
        Updates in all; the learning rate falls to zero over them.
    lr : float
        Highest learning rate.

    Attributes
    ----------
    average : SeasonalLSTM
        The moving average: what is used.
    losses : list of float
        Loss of each update so far.

    Examples
    --------
    >>> run = Pretraining(SeasonalLSTM(8), updates=2)
    >>> run.go(examples(0, size=4))
    >>> len(run.losses)
    2
    """

    def __init__(self, network: SeasonalLSTM, updates: int, *, lr: float = 2.5e-3) -> None:
        self.network, self.updates, self.lr = network, updates, lr
        self.optimiser = torch.optim.AdamW(network.parameters(), lr=lr, weight_decay=0.01)
        self.average = {name: value.clone() for name, value in network.state_dict().items()}
        self.losses: list[float] = []

    def go(
        self, batches: Iterator[Batch], until: int | None = None, tell: Callable[[int], None] | None = None
    ) -> None:
        """Update until a count of updates is reached; tell somebody after each."""
        while len(self.losses) < min(until or self.updates, self.updates):
            self.update(next(batches))
            if tell is not None:
                tell(len(self.losses))

    def update(self, data: Batch) -> None:
        """Make one update."""
        done = len(self.losses)
        rate = min(1, (done + 1) / 200) * (0.5 * (1 + math.cos(math.pi * done / self.updates)) + 0.01)
        self.optimiser.param_groups[0]["lr"] = self.lr * rate
        value = loss(self.network, data)
        self.optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.losses.append(value.item())
        keep = min(0.998, 1 - 1 / (done + 2))  # a plain mean at first
        with torch.no_grad():
            for name, tensor in self.network.state_dict().items():
                self.average[name].lerp_(tensor, 1 - keep)

    def state(self) -> dict[str, Tensor]:
        """Return everything that goes on from here, by name."""
        out = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        out |= {f"average.{name}": value for name, value in self.average.items()}
        for number, slot in self.optimiser.state_dict()["state"].items():
            out |= {f"adam.{number}.{name}": value for name, value in slot.items()}
        out["losses"] = torch.tensor(self.losses, dtype=torch.float64)
        return {name: value.detach().clone().contiguous() for name, value in out.items()}

    def resume(self, state: dict[str, Tensor]) -> None:
        """Go on from what :meth:`state` returned."""
        part: dict[str, dict[str, Tensor]] = {kind: {} for kind in ("network", "average", "adam")}
        for name, value in state.items():
            kind, _, rest = name.partition(".")
            if rest:
                part[kind][rest] = value
        self.network.load_state_dict(part["network"])
        self.average = {name: value.clone() for name, value in part["average"].items()}
        slots: dict[int, dict[str, Tensor]] = {}
        for name, value in part["adam"].items():
            number, _, rest = name.partition(".")
            slots.setdefault(int(number), {})[rest] = value
        self.optimiser.load_state_dict({**self.optimiser.state_dict(), "state": slots})
        self.losses = state["losses"].tolist()
