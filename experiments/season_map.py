"""Where an LSTM learns a season: cycles seen, noise, one season for all series or one for each; for claim C19.

    nice python experiments/season_map.py     # a quarter of an hour on one core; can be stopped and resumed

A field of the map is a panel of eight series of one season length (lstm/tasks/seasons.py). In each of ten seeds a small
LSTM is trained from nothing on what was seen, in five ways (lstm/lessons.py), and forecasts the season that follows.
Beside it stand forecasts without a network, and the shipped network that never saw these series. What is kept is
the mean absolute error of each, per seed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import record

from lstm.forecast import store, zeroshot
from lstm.forecast.quantiles import MIDDLE
from lstm.lessons import WAYS, forecast, learn, lesson
from lstm.tasks.seasons import M, Panel, panel, peers

CYCLES, NOISES, KINDS = (2, 3, 5, 8, 12), (0.1, 0.2, 0.4, 0.8, 1.6), ("homogeneous", "mixed")
SEEDS = tuple(range(10))
CODE = ["lstm/lessons.py", "lstm/tasks/seasons.py", *record.FORECASTS]


def fields(
    kind: str, cycles: int, noises: Sequence[float] = NOISES, seeds: Sequence[int] = SEEDS
) -> list[Panel]:
    """Invent the panels of a kind and a number of cycles: all seeds at the first noise, then at the next."""
    return [panel(seed, cycles, noise, mixed=kind == "mixed") for noise in noises for seed in seeds]


def errors(
    made: Sequence[np.ndarray], panels: Sequence[Panel], noises: Sequence[float]
) -> dict[str, list[Any]]:
    """Return the mean absolute error of each panel's forecast: noise to one number per seed."""
    each = [np.abs(forecast - data.future).mean() for forecast, data in zip(made, panels, strict=True)]
    rows = np.reshape(each, (len(noises), -1))
    return {str(noise): record.numbers(row) for noise, row in zip(noises, rows, strict=True)}


def trained(
    kind: str, way: str, cycles: int, noises: Sequence[float] = NOISES, seeds: Sequence[int] = SEEDS
) -> dict[str, Any]:
    """Train a network per noise and seed, side by side, and score its forecasts."""
    panels = fields(kind, cycles, noises, seeds)
    data = lesson(np.stack([one.seen for one in panels]), way)
    networks = learn(data, [*seeds] * len(noises), *WAYS[way])
    return {"error": errors([*forecast(networks, data)], panels, noises)}


def untrained(
    kind: str, cycles: int, noises: Sequence[float] = NOISES, seeds: Sequence[int] = SEEDS
) -> dict[str, Any]:
    """Score the forecasts without a network, and those of the shipped network, which never saw the series."""
    panels = fields(kind, cycles, noises, seeds)
    made = [peers(one) for one in panels]
    out = {name: errors([each[name] for each in made], panels, noises) for name in made[0]}
    rows = [row for one in panels for row in one.seen.reshape(len(one.seen), -1)]
    shipped = np.stack([q[:, MIDDLE] for q in zeroshot.forecast(store.pretrained(), rows, M, 0, M)])
    out["shipped network"] = errors([*shipped.reshape(len(panels), -1, M)], panels, noises)
    return {"error": out}


def jobs() -> dict[str, Callable[[], dict[str, Any]]]:
    """Name every job, the quick ones first."""
    named: dict[str, Callable[[], dict[str, Any]]] = {}
    for cycles in CYCLES:
        for kind in KINDS:
            named[f"{kind} | untrained | {cycles}"] = partial(untrained, kind, cycles)
            for way in WAYS:
                named[f"{kind} | {way} | {cycles}"] = partial(trained, kind, way, cycles)
    return named


if __name__ == "__main__":
    words = sys.argv[1:]
    chosen = {key: job for key, job in jobs().items() if all(word in key for word in words)}
    record.run("season_map", chosen, CODE)
