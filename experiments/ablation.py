"""What matters: parts of the generator and of the network left out or replaced, several seeds each, equal CPU time.

    python experiments/ablation.py --set M3=m3_monthly.parquet:12:0 --set M4h=m4_hourly.parquet:24:168

Needs the public sets as Parquet files (columns unique_id, ds, y, split); only their training parts are read: the last
two seasons of each are forecast from what came before. A run that is done is not run again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import Tensor, nn
from torch.nn.functional import silu

from lstm.forecast.network import SeasonalLSTM, ordered, pinball
from lstm.forecast.pretraining import Batch, Pretraining, batch, examples
from lstm.forecast.quantiles import MIDDLE, QUANTILES
from lstm.forecast.seasons import BASES, INPUTS, NODES, from_nodes
from lstm.forecast.simulate import FAMILIES, invent

RESULTS = Path(__file__).resolve().parent / "results" / "ablation.json"
SEEDS = range(3)
Make = Callable[[int], nn.Module]


class Six(nn.Module):
    """A core without recurrence: a network of one hidden layer on the newest `seen` seasons."""

    def __init__(self, size: int, seen: int, width: int) -> None:
        super().__init__()
        self.seen, self.first, self.second = seen, nn.Linear(seen * size, width), nn.Linear(width, size)

    def forward(self, x: Tensor) -> tuple[Tensor, None]:
        """Return (S, N, H) from (S, N, H)."""
        padded = torch.cat([x.new_zeros(self.seen - 1, *x.shape[1:]), x])
        window = torch.cat([padded[k : k + len(x)] for k in range(self.seen)], dim=2)
        return self.second(silu(self.first(window))), None


class LinearMap(nn.Module):
    """No hidden layer and no memory of its own: quantiles and weights of the bases are linear in the newest season."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.random.manual_seed(seed)
            self.head = nn.Linear(INPUTS, 2 * NODES * len(QUANTILES) + 2 * BASES)
        with torch.no_grad():
            self.head.weight *= 0.1
            self.head.bias.zero_()
            self.head.bias[-2 * BASES :] = torch.tensor([0.0, 0.5, 0.5, *[0.0] * (BASES - 3)] * 2)

    def forward(self, inputs: Tensor, bases: Tensor) -> Tensor:
        """As the seasonal network."""
        return decoded(self.head(inputs), bases)


def decoded(out: Tensor, bases: Tensor) -> Tensor:
    """Turn what a head gives, (N, S, numbers), into quantiles, as the seasonal network does."""
    (N, S, _), m = out.shape, bases.shape[-1]
    nodes = ordered(out[..., : -2 * BASES].view(N, S, 2, len(QUANTILES), NODES))
    weights = out[..., -2 * BASES :].view(N, S, 2, 1, BASES)
    return nodes @ torch.as_tensor(from_nodes(m), dtype=out.dtype) + weights @ bases


def six(seed: int) -> nn.Module:
    """The seasonal network with a window of six seasons in place of the first LSTM, of one in place of the second."""
    sizes = itertools.cycle([(6, 147), (1, 512)])
    return SeasonalLSTM(seed=seed, core=lambda H, _: Six(H, *next(sizes)))  # type: ignore[arg-type]


NETWORKS: dict[str, Make] = {
    "LSTM": lambda seed: SeasonalLSTM(seed=seed),
    "GRU, equal parameters": lambda seed: SeasonalLSTM(143, seed=seed, core=nn.GRU),
    "tanh RNN, equal parameters": lambda seed: SeasonalLSTM(204, seed=seed, core=nn.RNN),
    "MLP on six seasons, equal parameters": six,
    "linear map": LinearMap,
    "LSTM, 64 units": lambda seed: SeasonalLSTM(64, seed=seed),
    "LSTM, 32 units": lambda seed: SeasonalLSTM(32, seed=seed),
}


def last_only(data: Batch) -> Batch:
    """Weigh the last origin of each series alone."""
    weight = torch.zeros_like(data.weight)
    weight[:, -1] = data.weight[:, -1] * data.weight.shape[1]
    return data._replace(weight=weight)


def in_errors(data: Batch) -> Batch:
    """Give outcomes and bases in units of the seasonal error alone, without the amplitude."""
    r = data.weight[..., None, None]
    return data._replace(
        bases=data.bases * r[..., None], outcome=data.outcome * r, weight=torch.ones_like(data.weight)
    )


def no_bases(data: Batch) -> Batch:
    """Leave only the two averaged patterns among the bases."""
    bases = data.bases.clone()
    bases[..., [0, 3, 4, 5, 6, 7], :] = 0
    return data._replace(bases=bases)


VIEWS: dict[str, Callable[[Batch], Batch]] = {
    "all": lambda data: data,
    "loss at the last origin only": last_only,
    "output in seasonal errors": in_errors,
    "averaged patterns the only bases": no_bases,
}

# Name -> network, families left out, what is changed in the batches, share of the time.
ARMS: dict[str, tuple[str, tuple[str, ...], str, float]] = {
    **{name: (name, (), "all", 1.0) for name in NETWORKS},
    **{f"without {family}": ("LSTM", (family,), "all", 1.0) for family in FAMILIES},
    "a sine, a line and noise": ("LSTM", tuple(FAMILIES), "all", 1.0),
    **{name: ("LSTM", (), name, 1.0) for name in VIEWS if name != "all"},
    "a quarter of the time": ("LSTM", (), "all", 0.25),
    "four times the time": ("LSTM", (), "all", 4.0),
}


def train(arm: str, seed: int, seconds: float) -> tuple[nn.Module, int]:
    """Train one arm for a CPU time and return the averaged network and its updates."""
    name, without, view, share = ARMS[arm]

    def batches() -> Iterator[Batch]:
        return map(VIEWS[view], examples(seed, without=without))

    updates = within(seconds * share, NETWORKS[name](seed), batches())
    return averaged(NETWORKS[name](seed), batches(), updates), updates


def within(seconds: float, network: nn.Module, batches: Iterator[Batch]) -> int:
    """Return how many updates a CPU time allows, by the time of the first ones."""
    start = time.process_time()
    Pretraining(network, 10**6).go(batches, until=64)  # type: ignore[arg-type]
    return int(64 * seconds / (time.process_time() - start))


def averaged(network: nn.Module, batches: Iterator[Batch], updates: int) -> nn.Module:
    """Train a network and give it the moving average of its weights."""
    run = Pretraining(network, updates)  # type: ignore[arg-type]
    run.go(batches)
    network.load_state_dict(run.average)
    return network


def validation(sets: list[str]) -> dict[str, list[Batch]]:
    """Cut validation batches: invented series of another seed, and the ends of training parts of public sets."""
    rng, out = np.random.default_rng(10**6), {}
    for name, m, long in (
        ("invented, 12", 12, 0),
        ("invented, 24 with weeks", 24, 168),
        ("invented, 17", 17, 0),
    ):
        S = 20 if long else 12
        out[name] = [batch(invent(rng, 512, m, S, long=long).reshape(512, S, m), long // m)]
    for text in sets:
        name, _, rest = text.partition("=")
        path, m, long = rest.split(":")
        out[name] = list(_ends(Path(path), int(m), int(long) // int(m)))
    return out


def _ends(path: Path, m: int, long: int) -> Iterator[Batch]:
    """Batches of series of equal length, cut from the end of the training part."""
    frame = pd.read_parquet(path)
    groups: dict[int, list[Any]] = {}
    for _, part in frame[frame["split"] == "train"].groupby("unique_id"):
        y = part["y"].to_numpy(float)
        S = min(len(y) // m, 24)
        if S >= 4:
            groups.setdefault(S, []).append(y[-S * m :].reshape(S, m))
    for series in groups.values():
        yield batch(np.stack(series), long)


def error(network: nn.Module, batches: list[Batch], view: Callable[[Batch], Batch]) -> dict[str, float]:
    """Mean absolute error of the median at the last origin, quantile loss and coverage, in seasonal errors."""
    misses, losses, held = [], [], []
    with torch.no_grad():
        for plain in batches:
            scale = plain.weight[:, -1]
            data = view(plain)
            q, y = network(data.inputs, data.bases)[:, -1:], data.outcome[:, -1:]
            unit = scale[:, None, None, None] if data.outcome is plain.outcome else 1.0
            misses.append(((q[..., MIDDLE, :] - y).abs() * unit).mean(dim=(1, 2, 3)))
            losses.append((2 * pinball(q, y).mean(dim=3) * unit).mean(dim=(1, 2, 3)))
            held.append(((y >= q[..., 2, :]) & (y <= q[..., -3, :])).float().mean(dim=(1, 2, 3)))
    values = {"error": misses, "loss": losses, "coverage 80": held}
    return {name: round(float(torch.cat(parts).mean()), 4) for name, parts in values.items()}


def report(
    network: nn.Module,
    updates: int,
    parts: dict[str, list[Batch]],
    view: Callable[[Batch], Batch] = VIEWS["all"],
) -> dict[str, Any]:
    """Score a trained network on each set, beside its size and its updates."""
    scores = {name: error(network, batches, view) for name, batches in parts.items()}
    size = sum(p.numel() for p in network.parameters())
    return {"parameters": size, "updates": updates, "scores": scores}


def main() -> None:
    """Run what is missing and write the results after every run."""
    parser = argparse.ArgumentParser(description="ablation of generator and network")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=FILE:SEASON:LONG")
    parser.add_argument("--seconds", type=float, default=35.0, help="CPU seconds of a run")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    parts = validation(chosen.set)
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {"runs": {}}
    results["made with"] = {
        "cpu seconds": chosen.seconds,
        "sets": sorted(parts),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__.split("+")[0],
    }
    for seed, arm in itertools.product(SEEDS, ARMS):
        done = results["runs"].setdefault(arm, {})
        if str(seed) in done:
            continue
        network, updates = train(arm, seed, chosen.seconds)
        view = VIEWS[ARMS[arm][2]] if arm != "loss at the last origin only" else VIEWS["all"]
        done[str(seed)] = report(network, updates, parts, view)
        new = RESULTS.with_suffix(".new")
        new.write_text(json.dumps(results, indent=1) + "\n")
        new.replace(RESULTS)
        scores = done[str(seed)]["scores"]
        print(seed, arm, updates, {name: value["error"] for name, value in scores.items()}, flush=True)


if __name__ == "__main__":
    main()
