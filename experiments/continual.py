"""The continual embedded Reber grammar, with and without a forget gate; for chapter 9.

    python experiments/continual.py           # some minutes on one core; writes results/continual.json

Ten networks per condition, four blocks of two cells, learn online from one endless stream each with the truncated
gradient. A stream ends with the piece of ten symbols in which the network errs; then a new one begins, from an empty
memory. Every 50,000 symbols the network is tested on ten fresh streams of at most 10,000 symbols: it has succeeded
when it makes no error in any of them, and then stays as it is. This test is easier than the original's, which asks
for a million symbols in a row.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import record

from lstm.optim import SGD
from lstm.original import Original, original
from lstm.streams import Streams, emptied, go_on, nothing, until_wrong, wrong
from lstm.switches import VARIANTS
from lstm.trials import Trials

SEEDS = list(range(10))
# Condition -> forget gate, factor on the learning rate every 2,000 symbols, memory emptied at every string's end.
CONDITIONS: dict[str, tuple[bool, float, bool]] = {
    "forget gate": (True, 1.0, False),
    "no forget gate": (False, 1.0, False),
    "forget gate, learning rate decays": (True, 0.99, False),
    "no forget gate, learning rate decays": (False, 0.99, False),
    "no forget gate, reset from outside": (False, 1.0, True),
}
PIECE, LR, BUDGET, EVERY = 10, 0.5, 600_000, 50_000
STREAMS, LONGEST = 10, 10_000


def networks(forget_gate: bool, seeds: list[int]) -> Trials:
    """Return the networks: gates of blocks 1 to 4 biased by 0.5 to 2, forget gates open, the others shut."""
    cell = VARIANTS["1997"]._replace(forget_gate="sigmoid" if forget_gate else "none", gate_recurrence=False)
    trials = original("", seeds, switches=cell, own=Original(7, 7, 4, 2, "gates", 0.2))
    for place, gate in enumerate(cell.gates):
        bias = np.arange(1, 5) * (0.5 if gate == "f" else -0.5)
        trials.parameters["matrix"][:, 7, 4 * place : 4 * place + 4] = bias
    return trials


def examine(trials: Trials, seeds: list[int], round_: int, reset: bool, longest: int) -> np.ndarray:
    """Return the length before the first error of ten fresh streams per network, (S, 10)."""
    rngs = [np.random.default_rng([seed, 9, round_]) for seed in seeds]
    return until_wrong(trials, Streams(rngs, STREAMS), longest, reset=reset)


def learn(trials: Trials, streams: Streams, symbols: int, rate: Callable[[int], float], reset: bool) -> Any:
    """Learn online from so many symbols, as a generator that yields after every piece."""
    learner, memory = SGD(trials.parameters, lr=LR), nothing(trials, 1)
    for seen in range(0, symbols, PIECE):
        piece = streams.draw(PIECE)
        y, cache, memory = go_on(trials, piece.x, memory, piece.ends & reset)
        da = (y - piece.target) * y * (1 - y)
        learner.lr = rate(seen)
        learner.step(trials.backward(np.concatenate([0 * da[:1], da]), cache, truncated=True))
        over = wrong(y, piece).any(axis=0)
        streams.begin(over)
        memory = emptied(memory, over)
        yield seen + PIECE


def condition(
    name: str, seeds: list[int] = SEEDS, budget: int = BUDGET, every: int = EVERY, longest: int = LONGEST
) -> dict[str, Any]:
    """Train and test all networks of one condition."""
    forget_gate, decay, reset = CONDITIONS[name]
    trials = networks(forget_gate, seeds)
    streams = Streams([np.random.default_rng([seed, 8]) for seed in seeds], 1)
    succeeded, lengths = np.full(len(seeds), np.nan), []
    kept = {n: p.copy() for n, p in trials.parameters.items()}
    for seen in learn(trials, streams, budget, lambda at: LR * decay ** (at // 2000), reset):
        if seen % every:
            continue
        for place in np.flatnonzero(~np.isnan(succeeded)):  # what has succeeded stays as it was
            for n, p in trials.parameters.items():
                p[place] = kept[n][place]
        found = examine(trials, seeds, seen // every, reset, longest)
        lengths.append(record.numbers(np.median(found, axis=1)))
        for place in np.flatnonzero(np.isnan(succeeded) & (found == longest).all(axis=1)):
            succeeded[place] = seen
            for n, p in trials.parameters.items():
                kept[n][place] = p[place]
    about = {"weights": trials.size, "budget": budget, "every": every, "longest": longest, "seeds": seeds}
    return about | {"succeeded": record.numbers(succeeded), "lengths": lengths}


def jobs() -> dict[str, Callable[[], dict[str, Any]]]:
    """Name every job."""
    return {name: partial(condition, name) for name in CONDITIONS}


if __name__ == "__main__":
    record.run("continual", jobs())
