"""What each part of the LSTM is worth on adding and on temporal order: ten networks each; for claims C10 and C17.

    python experiments/gates.py     # two minutes on one core; writes experiments/results/gates.json

Every result is one number per network. Chapter 7 measures most of the adding problem again, but neither temporal order
nor the squashed path: some of those networks carry a difference in the last digit into the first as they train, so that
another processor gives another network.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import record

from lstm import interventions as hand
from lstm.influence import by_relevance, effects, error, exchange, influence, lesions, written
from lstm.learning import School, learn
from lstm.tasks import adding, temporal_order
from lstm.tasks.episodes import adding_task, order_task
from lstm.trials import Trials

SEEDS, UPDATES = range(10), 400
# Task, sequences in a batch, steps after which the cells are erased.
TASKS = {
    "adding": (adding_task(30), 16, {"after first step": 0, "halfway": 15, "before last": 28}),
    "order": (order_task(2, 20), 32, {"after first step": 0, "halfway": 7, "before last": 18}),
}
CHANGES = {
    "nothing carried on": partial(hand.clamped, gate="f", is_open=False),
    "path squashed": hand.squashed,
    "feedback cut": hand.cut_off,
}
SINGLE = {
    "before": 1,
    "between": 7,
    "after": 15,
}  # in temporal order; X and Y stand within steps 2-4 and 10-12


def fresh(name: str) -> Trials:
    """Return ten untrained LSTMs for a task."""
    task = TASKS[name][0]
    return Trials("LSTM", task.input_size, 8, task.output_size, seeds=SEEDS, forget_bias=3.0)


def taught(trials: Trials, name: str, *, shuffle: bool = False, updates: int = UPDATES) -> Trials:
    """Train all networks for equally long: the window is too long for anybody to stop early."""
    task, batch, _ = TASKS[name]
    school = School(batch=batch, lr=3e-2, window=2 * batch * updates)
    learn(trials, hand.shuffled(task) if shuffle else task, school, SEEDS, batch * updates)
    return trials


def unseen() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Draw the sequences that all networks are tried on."""
    rng = np.random.default_rng(1)
    return {"adding": adding(30, 256, rng), "order": temporal_order(20, 256, 2, rng)}


def watched(trials: Trials, name: str) -> dict[str, Any]:
    """Measure networks as they are, and with a hand in the cell."""
    x, answer = unseen()[name]
    other, relevant = exchange(x, np.random.default_rng(2))
    found = {
        "alone": error(trials, x, answer),
        **effects(trials, x, answer, TASKS[name][2]),
    }
    for word, (counts, noise) in {
        "written": written(trials, x, relevant),
        "influence": by_relevance(influence(trials, x, other), relevant),
    }.items():
        found |= {f"{word}, relevant": counts, f"{word}, irrelevant": noise}
    return {what: record.numbers(values) for what, values in found.items()}


def single_cells(trials: Trials) -> dict[str, Any]:
    """Erase one cell at one time: which weighs most is chosen on one half of the sequences, measured on the other."""
    x, answer = unseen()["order"]
    halves = [(x[:, half], answer[half]) for half in (slice(0, 128), slice(128, 256))]
    choose, measure = (lesions(trials, *half) for half in halves)
    found = {"alone": error(trials, *halves[1])}
    for when, step in SINGLE.items():
        for weight, pick in (("heaviest", np.argmax), ("lightest", np.argmin)):
            found[f"{weight} cell, {when}"] = measure[step, SEEDS, pick(choose[step], axis=1)]
    return {what: record.numbers(values) for what, values in found.items()}


def without(name: str, what: str) -> dict[str, Any]:
    """Let ten networks learn with one part missing from the start."""
    nets = taught(CHANGES[what](fresh(name)), name)
    return {"errors": record.numbers(error(nets, *unseen()[name]))}


def full(name: str, *, shuffle: bool = False) -> dict[str, Any]:
    """Let ten networks learn with all parts, and take them apart."""
    nets = taught(fresh(name), name, shuffle=shuffle)
    cells = {} if shuffle or name != "order" else {"single cells": single_cells(nets)}
    return {"watched": watched(nets, name), **cells}


if __name__ == "__main__":
    jobs = {f"{name} | trained": partial(full, name) for name in TASKS}
    jobs |= {f"{name} | labels shuffled": partial(full, name, shuffle=True) for name in TASKS}
    jobs |= {f"{name} | without | {what}": partial(without, name, what) for name in TASKS for what in CHANGES}
    record.run("gates", jobs)
