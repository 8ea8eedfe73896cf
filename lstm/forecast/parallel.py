"""Training on several processes that ``torchrun`` started: each takes its slice of a batch, all make the same step.

    torchrun --nproc-per-node 2 experiments/pretrain.py

Every process draws the same batches, works on its slice, and the gradients are averaged (DDP; gloo between
processors, NCCL between GPUs). A process on its own is a team of one, for which nothing changes.
"""

from __future__ import annotations

import atexit
import os
from functools import cache
from typing import Any, NamedTuple, cast

import torch
import torch.distributed as dist
from torch import Tensor
from torch.nn.parallel import DistributedDataParallel

from lstm.forecast.device import choose
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.pretraining import Batch, Pretraining
from lstm.forecast.thaw import moved


class Team(NamedTuple):
    """The processes that train together: this one's number, how many there are, where this one computes.

    Examples
    --------
    >>> Team(1, 2, torch.device("cpu")).slice(5)
    slice(2, 5, None)
    """

    rank: int
    size: int
    device: torch.device

    def slice(self, n: int) -> slice:
        """Return this process's slice of n series; slices may differ by one.

        Raises
        ------
        ValueError
            Fewer series than processes.
        """
        if n < self.size:
            raise ValueError(
                f"{n} series in a batch for {self.size} processes; at most one process per series expected"
            )
        return slice(n * self.rank // self.size, n * (self.rank + 1) // self.size)

    def sum(self, value: float) -> float:
        """Add up a number over all processes."""
        if self.size == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64, device=self.device)
        dist.all_reduce(total)
        return total.item()


@cache
def team() -> Team:
    """Join the processes that ``torchrun`` started; without it, a team of one on the processor.

    Examples
    --------
    >>> team().size
    1
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Team(0, 1, torch.device("cpu"))
    device = torch.device(choose("auto"))
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    if not dist.is_initialized():
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
        atexit.register(dist.destroy_process_group)
    return Team(dist.get_rank(), size, device)


class Shared(DistributedDataParallel):
    """A network whose gradients are the team's, each slice weighted by its length; names stay the network's.

    Attributes
    ----------
    weight : float
        Length of this process's slice in units of an equal one: DDP takes the plain mean over processes.
    """

    weight = 1.0

    def forward(self, *inputs: Any, **options: Any) -> Tensor:
        """Run the network on this process's slice."""
        quantiles: Tensor = super().forward(*inputs, **options)  # type: ignore[no-untyped-call]
        if quantiles.requires_grad:
            weight = self.weight
            quantiles.register_hook(lambda gradient: gradient * weight)  # type: ignore[no-untyped-call]
        return quantiles

    def state_dict(self, *args: Any, **options: Any) -> Any:
        """Return the network's own state."""
        return self.module.state_dict(*args, **options)

    def load_state_dict(self, *args: Any, **options: Any) -> Any:
        """Load the network's own state."""
        return self.module.load_state_dict(*args, **options)


def shared(network: SeasonalLSTM) -> SeasonalLSTM:
    """Return a network to train as a team: the same where there is one process.

    Examples
    --------
    >>> network = SeasonalLSTM(8)
    >>> shared(network) is network
    True
    """
    return network if team().size == 1 else cast("SeasonalLSTM", Shared(network))


def mine(network: SeasonalLSTM, data: Batch) -> Batch:
    """Return this process's slice of a batch that every process drew.

    Examples
    --------
    >>> from lstm.forecast.pretraining import examples
    >>> len(mine(SeasonalLSTM(8), next(examples(0, size=4))).inputs)
    4
    """
    if not isinstance(network, Shared):
        return data
    n, part = len(data.inputs), team().slice(len(data.inputs))
    network.weight = (part.stop - part.start) * team().size / n
    return Batch(*(x[part] for x in data))


class TeamPretraining(Pretraining):
    """Pre-training as a team: losses and gradients are those of the whole batch, in every process.

    Parameters
    ----------
    network, updates, lr
        As :class:`lstm.forecast.pretraining.Pretraining`.

    Examples
    --------
    >>> from lstm.forecast.pretraining import examples
    >>> run = TeamPretraining(SeasonalLSTM(8), updates=2)
    >>> run.go(examples(0, size=4))
    >>> len(run.losses)
    2
    """

    def __init__(self, network: SeasonalLSTM, updates: int, *, lr: float = 2.5e-3) -> None:
        super().__init__(shared(moved(network, team().device)), updates, lr=lr)

    def update(self, data: Batch) -> None:
        """Make one update with this process's slice of a batch."""
        part = mine(self.network, data)
        super().update(part)
        self.losses[-1] = team().sum(self.losses[-1] * (len(part.inputs) / len(data.inputs)))

    def resume(self, state: dict[str, Tensor]) -> None:
        """Go on from what ``state`` returned, once every process has read it."""
        super().resume(state)
        self.average = {name: value.to(team().device) for name, value in self.average.items()}
        team().sum(0.0)  # the first process may remove its file when all have it
