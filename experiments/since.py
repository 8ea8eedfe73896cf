"""State tracking and adding with what came after 1997: sLSTM, minLSTM, one attention head; for chapter 18.

    python experiments/since.py            # everything, some minutes on one core
    python experiments/since.py parity     # only the jobs whose names hold this word

State tracking: after each bit, say whether the number of ones so far is odd (parity); after each move, say in which of
six orders three things lie (S3; the moves are a swap and a rotation). Networks learn on 16 steps and are tried on other
lengths; a sequence counts where every one of its answers is right. Adding: as in chapter 8, always 100 steps. All
networks of a task have about as many weights. Every job's networks run side by side, one seed each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import record

from lstm.attention import Heads
from lstm.learning import School, draw_each, learn
from lstm.starts import open_wide, sized
from lstm.tasks import adding
from lstm.tasks.episodes import Episode, Task
from lstm.trials import Trials

SEEDS = list(range(10))
STEPS, LENGTHS = 16, (8, 16, 32, 64, 128, 256)
# Task -> kinds of networks, the weights that each has about, sequences that each may see.
KINDS = {
    "parity": ["LSTM", "sLSTM", "rnn_tanh", "minLSTM", "attention"],
    "S3": ["LSTM", "sLSTM", "rnn_tanh", "minLSTM"],
    "adding": ["LSTM", "sLSTM", "attention", "minLSTM"],
}
WEIGHTS = {"parity": 146, "S3": 328, "adding": 223}
BUDGET = {"parity": 48_000, "S3": 64_000, "adding": 60_000}
FEWER = {("adding", "minLSTM"): 5}  # seeds: it has four times the units, and here they run step by step
# Orders of three things: row k of MOVE[m] is the order that move m makes of order k.
ORDERS = [(0, 1, 2), (1, 2, 0), (2, 0, 1), (1, 0, 2), (0, 2, 1), (2, 1, 0)]
MOVE = np.array(
    [[ORDERS.index((o[1], o[0], o[2])) for o in ORDERS], [ORDERS.index((*o[1:], o[0])) for o in ORDERS]]
)


def parity(n_steps: int, batch: int, rng: np.random.Generator) -> Episode:
    """Draw bits; the target after each is 1 where the number of ones so far is odd."""
    bits = rng.integers(2, size=(n_steps, batch))
    target = (bits.cumsum(axis=0) % 2)[..., None].astype(float)
    return Episode(bits[..., None].astype(float), target, np.ones((n_steps, batch), bool), target > 0.5)


def orders(n_steps: int, batch: int, rng: np.random.Generator) -> Episode:
    """Draw moves, one-hot; the target after each is the order of the three things, one-hot of six."""
    moves, order = rng.integers(2, size=(n_steps, batch)), np.zeros(batch, int)
    target = np.zeros((n_steps, batch, len(ORDERS)))
    for t, move in enumerate(moves):
        order = MOVE[move, order]
        target[t, np.arange(batch), order] = 1
    return Episode(np.eye(2)[moves], target, np.ones((n_steps, batch), bool), target > 0.5)


def sums(n_steps: int, batch: int, rng: np.random.Generator) -> Episode:
    """Draw the adding problem at one length; the target counts at the last step."""
    x, y = adding(n_steps, batch, rng)
    target, where = np.zeros((n_steps, batch, 1)), np.zeros((n_steps, batch), bool)
    target[-1], where[-1] = y, True
    return Episode(x, target, where, target > 0.5)


def task_of(name: str, n_steps: int) -> Task:
    """Return a task at a length; parity is right within 0.5, an order where it ranks first, a sum within 0.04."""
    inputs, outputs, draw, tolerance = {
        "parity": (1, 1, parity, 0.5),
        "S3": (2, 6, orders, 0.0),
        "adding": (2, 1, sums, 0.04),
    }[name]
    return Task(inputs, outputs, lambda batch, rng: draw(n_steps, batch, rng), tolerance, "")


def network(name: str, kind: str, seeds: list[int]) -> Trials | Heads:
    """Return networks of a kind with about the task's number of weights; for adding, gates start by its length."""
    task, weights = task_of(name, STEPS), WEIGHTS[name]
    sizes = (task.input_size, task.output_size)
    if kind == "attention":
        units = range(1, 100)
        size = [Heads(sizes[0], H, sizes[1], seeds=[0]).size for H in units]
        hidden = min(units, key=lambda H: abs(size[H - 1] - weights))
        return Heads(sizes[0], hidden, sizes[1], seeds=seeds, last=name == "adding")
    trials = Trials(kind, sizes[0], sized(kind, *sizes, weights), sizes[1], seeds=seeds)
    if name == "adding":
        open_wide(trials, 100, seeds)
    return trials


def right(trials: Trials | Heads, name: str, n_steps: int, seeds: list[int]) -> np.ndarray:
    """Return for each network the share of 256 fresh sequences of this length whose every answer is right."""
    task, rngs = task_of(name, n_steps), [np.random.default_rng([seed, n_steps]) for seed in seeds]
    good = np.zeros(len(seeds))
    for _ in range(8):
        episode = draw_each(task, 32, rngs)
        good += task.right(trials.forward(episode.x)[0], episode).sum(axis=-1)
    return good / 256


def trained(name: str, kind: str, seeds: list[int], budget: int) -> tuple[Trials | Heads, np.ndarray]:
    """Train networks of a kind; return them and after how many sequences each had learned, NaN where it had not."""
    trials = network(name, kind, seeds)
    school = School(batch=20) if name == "adding" else School(batch=32)
    sequences = learn(trials, task_of(name, 100 if name == "adding" else STEPS), school, seeds, budget)
    return trials, sequences


def track(name: str, kind: str, seeds: list[int] = SEEDS, budget: int | None = None) -> dict[str, Any]:
    """Train on 16 steps, try on every length."""
    trials, sequences = trained(name, kind, seeds, budget or BUDGET[name])
    shares = {n: record.numbers(right(trials, name, n, seeds)) for n in LENGTHS}
    return about(trials, name, seeds) | {"sequences": record.numbers(sequences), "right": shares}


def add(kind: str, seeds: list[int] = SEEDS, budget: int | None = None) -> dict[str, Any]:
    """Train on the adding problem."""
    trials, sequences = trained("adding", kind, seeds, budget or BUDGET["adding"])
    share = record.numbers(right(trials, "adding", 100, seeds))
    return about(trials, "adding", seeds) | {"sequences": record.numbers(sequences), "right": {100: share}}


def about(trials: Trials | Heads, name: str, seeds: list[int]) -> dict[str, Any]:
    """Say what was trained."""
    return {"units": trials.hidden_size, "weights": trials.size, "budget": BUDGET[name], "seeds": seeds}


def jobs() -> dict[str, Callable[[], dict[str, Any]]]:
    """Name every job."""
    named: dict[str, Callable[[], dict[str, Any]]] = {}
    for name, kinds in KINDS.items():
        for kind in kinds:
            seeds = SEEDS[: FEWER.get((name, kind), len(SEEDS))]
            job = partial(add, kind, seeds) if name == "adding" else partial(track, name, kind, seeds)
            named[f"{name} | {kind}"] = job
    return named


if __name__ == "__main__":
    words = sys.argv[1:]
    record.run("since", {key: job for key, job in jobs().items() if all(word in key for word in words)})
