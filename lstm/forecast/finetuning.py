"""Fine-tuning behind a gate: kept only where it lowered the error on the last horizons of the training data."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

import numpy as np
import torch

from lstm.arrays import Array
from lstm.forecast.cuts import cut
from lstm.forecast.frozen import Frozen
from lstm.forecast.gate import Gate, helps
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.parallel import mine, shared, team
from lstm.forecast.pretraining import batch, loss
from lstm.forecast.quantiles import MIDDLE
from lstm.forecast.thaw import freeze, moved, thaw
from lstm.forecast.threads import one_thread
from lstm.forecast.widths import missed, needed
from lstm.forecast.zeroshot import Network, forecast

STOPS = (50, 100, 200, 400)  # updates after which the validation error is looked at
SIZE, LR, MOST = 64, 1e-3, 26
FEW, WINDOWS = 4, 8  # up to so many series are judged window by window, on so many windows at the most


def tuned(
    network: Network, series: Sequence[Array], season: int, long: int, h: int, *, seed: int = 0
) -> tuple[Network, Gate]:
    """Fine-tune on series, or return the network as it came where that does not surely help.

    The last two horizons of every series judge a first run that has not seen them; how many updates are best there
    decides a second run on everything. Of a few series, or one, more horizons are held back, up to eight or a third
    of the history, and each is judged on its own.

    Parameters
    ----------
    network : Frozen or SeasonalLSTM
        Left as it is.
    series : sequence of ndarray
        Histories (n,).
    season, long, h : int
        Season, longer period, horizon to judge by.
    seed : int
        Decides the windows.

    Returns
    -------
    network : Frozen or SeasonalLSTM
        A tuned copy of the same kind, or the same.
    gate : Gate
        What was gained and decided.
    """
    whole = 3 * max(season, 2) + 2 * h
    judges = [y for y in series if len(y) >= whole and np.ptp(y) > 0]
    if not judges:
        return network, Gate("fine-tuning", kept=False, gain=0.0, low=0.0, windows=0, updates=0)
    windows = 2
    if len(judges) <= FEW:
        shortest = min(map(len, judges))
        # What is left before them must still hold a window of three seasons to learn from.
        windows = max(2, min(WINDOWS, shortest // (3 * h), (shortest - 3 * max(season, 2)) // h))
    early = [y[: len(y) - windows * h] for y in judges]
    stops = _stops(early, season)
    trained = tune(network, early, season, long, stops[-1], stops, seed)
    before, _ = _judged(network, judges, season, long, h, windows)
    gates = []
    for updates, one in trained.items():
        after, widths = _judged(one, judges, season, long, h, windows)
        gates.append(helps("fine-tuning", before, after, updates=updates, widths=widths))
    best = max(gates, key=lambda gate: gate.gain)
    if not best.kept:
        return network, best
    made = tune(network, series, season, long, stops[-1], [best.updates], seed)[best.updates]
    return (freeze(made) if isinstance(network, Frozen) else made), best


def _stops(series: Sequence[Array], season: int) -> list[int]:
    """Choose when to look: few seasons are learned by heart soon, so no longer than a quarter of their number."""
    seasons = sum(len(y) // max(season, 1) for y in series)
    return [stop for stop in STOPS if stop <= max(STOPS[0], seasons // 4)]


def _judged(
    network: Network, series: Sequence[Array], season: int, long: int, h: int, windows: int
) -> tuple[Array, tuple[float, ...]]:
    """Judge a network on the last horizons of each series: scaled errors, and the widths it needs.

    One error for each series, or for each window where the series are few. What a tuned network missed of what it
    learned from says little: its intervals are checked here, all series as one.
    """
    errors, misses = np.empty((len(series), windows)), []
    scale = [np.abs(y[season:] - y[:-season]).mean() + 1e-12 * np.abs(y).max() for y in series]
    ends = [[len(y) - back for back in range(windows * h, 0, -h)] for y in series]
    seen = [y[:end] for y, some in zip(series, ends, strict=True) for end in some]
    made = iter(forecast(network, seen, season, long, h))
    for k, (y, some) in enumerate(zip(series, ends, strict=True)):
        for window, end in enumerate(some):
            q, came = next(made), y[end : end + h]
            errors[k, window] = np.abs(came - q[:, MIDDLE]).mean() / scale[k]
            misses.append(missed(q, came))
    each = errors.ravel() if len(series) <= FEW else errors.mean(axis=1)
    return each, needed(np.concatenate(misses))


def tune(
    network: Network,
    series: Sequence[Array],
    season: int,
    long: int,
    updates: int,
    stops: Sequence[int],
    seed: int,
    *,
    size: int = SIZE,
    lr: float = LR,
    logs: bool = False,
) -> dict[int, SeasonalLSTM]:
    """Train on windows of the series, `size` at a time; return the averaged network after each count in `stops`.

    A network that was never trained before also needs to see logarithms, in half of the batches: `logs`.
    """
    rng, tuned = np.random.default_rng(seed), moved(copy.deepcopy(thaw(network)), team().device)
    optimiser = torch.optim.AdamW(tuned.parameters(), lr=lr, weight_decay=0.01)
    average, out = copy.deepcopy(tuned), {}
    trained = shared(tuned)  # by all processes that torchrun started
    groups: dict[int, list[Array]] = {}
    how = cut(max(map(len, series)), season, long)
    for y in series:
        seasons = min(len(y) // how.m - 2, MOST)
        if seasons >= 1:
            groups.setdefault(seasons, []).append(y)
    sizes = sorted(groups)
    shares = np.array([len(groups[S]) for S in sizes], float)
    with one_thread():
        for update in range(updates):
            S = int(rng.choice(sizes, p=shares / shares.sum()))
            data = batch(
                _windows(rng, groups[S], (S + 2) * how.m, size, logs=logs).reshape(size, S + 2, how.m),
                how.long,
                seasonal=how.seasonal,
            )
            rate = min(1, (update + 1) / 20) * (0.5 * (1 + math.cos(math.pi * update / updates)) + 0.01)
            optimiser.param_groups[0]["lr"] = lr * rate
            value = loss(trained, mine(trained, data))
            optimiser.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(tuned.parameters(), 1.0)
            optimiser.step()
            with torch.no_grad():
                for ours, theirs in zip(average.parameters(), tuned.parameters(), strict=True):
                    ours.lerp_(theirs, 1 - 0.97)
            if update + 1 in stops:
                out[update + 1] = copy.deepcopy(average)
    return out


def _windows(
    rng: np.random.Generator, series: Sequence[Array], length: int, size: int, *, logs: bool
) -> Array:
    """Cut `size` windows, each from a series and an end drawn at random."""
    rows = []
    for pick in rng.integers(len(series), size=size):
        y = series[pick]
        end = len(y) - int(rng.integers(len(y) - length + 1))
        rows.append(y[end - length : end])
    Y = np.stack(rows)
    Y = Y / np.maximum(np.abs(Y).max(axis=1, keepdims=True), 1e-300)
    if logs and rng.random() < 0.5 and (Y.min(axis=1) > 1e-4).all():
        Y = np.log(Y)
    return np.asarray(Y)
