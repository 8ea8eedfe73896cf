"""What it is worth that one step is a season: the same network with one observation per step, pre-trained alike.

    python experiments/steps.py --set M3=m3_monthly.parquet:12:0 --set M4h=m4_hourly.parquet:24:168

Both read the same numbers, have as many parameters, and forecast after each season. The network of single steps trains
for the same processor time as that of seasons, and for as many updates. Half an hour or more on one core; writes
experiments/results/steps.json. Of the public sets only the training parts are read.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from typing import Any

import record
import torch
from ablation import SEEDS, averaged, decoded, report, validation, within
from pretrain import CODE as TRAINED
from torch import Tensor, nn
from torch.nn.functional import silu

from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.pretraining import Batch, examples
from lstm.forecast.seasons import CHANNELS, NODES, SCALARS, from_nodes

UNITS = 137  # for as many parameters as the network of seasons has with 128
CODE = ["experiments/ablation.py", *(f"lstm/forecast/{name}.py" for name in TRAINED)]


class SingleSteps(nn.Module):
    """The seasonal network, but for its steps: the points of a season, 24 at most, come one after the other.

    A step holds what the eight channels say of a point, and the numbers about the whole season. The head sees the
    state after the last step of a season, and that step.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        plain = SeasonalLSTM(UNITS, seed=seed)
        self.cores, self.norms, self.head = plain.cores, plain.norms, plain.head
        with torch.random.fork_rng(devices=[]):
            torch.random.manual_seed(seed)
            self.read = nn.Linear(CHANNELS + SCALARS, UNITS)
            self.mix = nn.Linear(UNITS + CHANNELS + SCALARS, UNITS)

    def forward(self, inputs: Tensor, bases: Tensor) -> Tensor:
        """As the seasonal network."""
        (N, S, _), n = inputs.shape, min(bases.shape[-1], NODES)
        channels = inputs[..., : CHANNELS * NODES].view(N, S, CHANNELS, NODES)
        points = channels @ torch.as_tensor(from_nodes(n), dtype=inputs.dtype)
        about = inputs[..., None, CHANNELS * NODES :].expand(N, S, n, SCALARS)
        steps = torch.cat([points.transpose(2, 3), about], dim=3)  # (N, S, n, numbers)
        state = silu(self.read(steps)).view(N, S * n, UNITS).transpose(0, 1)
        for core, norm in zip(self.cores, self.norms, strict=True):
            state = norm(state + core(state)[0])
        after = state.transpose(0, 1).view(N, S, n, UNITS)[:, :, -1]
        return decoded(self.head(silu(self.mix(torch.cat([after, steps[:, :, -1]], dim=2)))), bases)


def judged(seed: int, seconds: float, parts: dict[str, list[Batch]]) -> dict[str, Any]:
    """Train a network of seasons for a time, one of single steps for as long, and one for as many updates."""
    makes: dict[str, Callable[[int], nn.Module]] = {
        "seasons": lambda seed: SeasonalLSTM(seed=seed),
        "steps": SingleSteps,
    }
    updates = {name: within(seconds, make(seed), examples(seed)) for name, make in makes.items()}
    arms = {
        "seasons": ("seasons", updates["seasons"]),
        "steps, equal time": ("steps", updates["steps"]),
        "steps, equal updates": ("steps", updates["seasons"]),
    }
    return {
        arm: report(averaged(makes[name](seed), examples(seed), n), n, parts)
        for arm, (name, n) in arms.items()
    }


def main() -> None:
    """Judge each seed that has no result yet."""
    parser = argparse.ArgumentParser(description="seasons or single steps")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=FILE:SEASON:LONG")
    parser.add_argument("--seconds", type=float, default=50.0, help="CPU seconds of a run")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    parts = validation(chosen.set)
    record.run("steps", {str(seed): partial(judged, seed, chosen.seconds, parts) for seed in SEEDS}, CODE)


if __name__ == "__main__":
    main()
