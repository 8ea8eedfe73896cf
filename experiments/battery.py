"""The battery of 1997: the exact cell, its modern twin, other networks of equal size, and guessing; for chapter 8.

    python experiments/battery.py            # everything, some hours on one core
    python experiments/battery.py adding     # only the jobs whose names hold these words

Every job's ten networks run side by side. Killed and started again, it goes on where it was: a long job keeps its state
every 5,000 sequences in a file beside the results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import record

from lstm.guessing import guess
from lstm.learning import School, examine, learn, school_1997, travel
from lstm.original import ORIGINALS, original
from lstm.starts import open_wide, sized
from lstm.tasks import TASKS
from lstm.tasks.episodes import Task, adding_task
from lstm.trials import Trials

SEEDS = list(range(10))
# Name -> kind, forget bias; "chrono" starts the gates by the length of the task.
MODERN: dict[str, tuple[str, float | str]] = {
    "LSTM, forget bias 0": ("LSTM", 0.0),
    "LSTM, forget bias 1": ("LSTM", 1.0),
    "LSTM, forget bias 3": ("LSTM", 3.0),
    "LSTM, chrono": ("LSTM", "chrono"),
    "GRU": ("gru", 0.0),
    "GRU, chrono": ("gru", "chrono"),
    "minLSTM": ("minLSTM", 3.0),
    "tanh RNN": ("rnn_tanh", 0.0),
    "orthogonal RNN": ("orthogonal RNN", 0.0),
    "identity RNN": ("identity RNN", 0.0),
}
# Sequences that a modern network may see. The paper's own network takes most of them on the adding problem.
BATCH, BUDGET, MORE = 20, 40_000, {"adding, 100": 100_000}
# Here the networks with the chrono start were still learning when the budget ended, and only they: they got more.
LATE = {"multiplication, 100": 100_000, "temporal order, 3": 100_000}
# Task -> sequences that the exact network of 1997 may see; wrong answers that its rule for stopping allows.
EXACT = {
    "embedded Reber": (40_000, 0),
    "embedded Reber, 4 blocks of 1": (40_000, 0),
    "adding, 100": (300_000, 0),
    "temporal order, 2": (150_000, 0),
    "distractors, 50": (100_000, 0),
    "multiplication, 100": (500_000, 140),
    "temporal order, 3": (700_000, 0),
}
# The paper asks for 256 training and 256 test strings of the grammar, not for 2,000 sequences in a row, and allows
# 140 wrong products of 2,000.
STRINGS = ("embedded Reber", "embedded Reber, 4 blocks of 1")
RULES = {name: {"window": 512, "wrong": 5} for name in STRINGS} | {"multiplication, 100": {"wrong": 140}}
LONG = {"adding, 400": 400, "adding, 1000": 1000}
LAG = {"embedded Reber": 12, "distractors, 50": 60}


def task_of(name: str) -> Task:
    """Return a task by its name, also those that only this experiment has."""
    return adding_task(LONG[name]) if name in LONG else TASKS[name.removesuffix(", 4 blocks of 1")]


def modern(
    task: str,
    name: str,
    lr: float,
    seeds: list[int] = SEEDS,
    budget: int | None = None,
    state: Path | None = None,
) -> dict[str, Any]:
    """Train ten networks of a kind, as many weights each as an LSTM of six units."""
    kind, bias = MODERN[name]
    t = task_of(task)
    weights = Trials("LSTM", t.input_size, 6, t.output_size, seeds=[0]).size
    hidden = sized(kind, t.input_size, t.output_size, weights)
    forget = 0.0 if isinstance(bias, str) else bias
    trials = Trials(kind, t.input_size, hidden, t.output_size, seeds=seeds, forget_bias=forget)
    if bias == "chrono":
        open_wide(trials, LONG.get(task, LAG.get(task, 110)), seeds)
    most = MORE | LATE if bias == "chrono" else MORE
    budget = budget or most.get(task, BUDGET)
    school = School(batch=BATCH, lr=lr)._replace(**RULES.get(task, {}))
    sequences = learn(trials, t, school, seeds, budget, state)
    about = {"units": hidden, "weights": trials.size, "lr": lr, "budget": budget, "seeds": seeds}
    return about | outcome(sequences, examine(trials, t, seeds))


def exact(
    task: str, seeds: list[int] = SEEDS, budget: int | None = None, state: Path | None = None
) -> dict[str, Any]:
    """Train ten networks as in 1997."""
    most, wrong = EXACT[task]
    trials = original(task, seeds)
    school = school_1997(ORIGINALS[task].lr, wrong)._replace(window=512 if task in STRINGS else 2000)
    t = task_of(task)
    sequences = learn(trials, t, school, seeds, budget or most, state)
    about = {"weights": trials.size, "budget": budget or most, "seeds": seeds}
    return about | outcome(sequences, examine(trials, t, seeds))


def outcome(sequences: np.ndarray, wrong: np.ndarray) -> dict[str, Any]:
    """Spell after how many sequences each network had learned, and how many of 2,560 fresh ones it answered wrong."""
    return {"sequences": record.numbers(sequences), "wrong": record.numbers(wrong)}


def early(task: str, budget: int = 300) -> dict[str, Any]:
    """Say how far the first two exact networks travel in few sequences: a slice that the chapter runs again."""
    seeds = SEEDS[:2]
    moved = travel(
        original(task, seeds), task_of(task), school_1997(ORIGINALS[task].lr), seeds=seeds, budget=budget
    )
    return {"travel": record.numbers(moved), "budget": budget, "seeds": seeds}


def guessing(task: str, guesses: int = 20_000, seeds: list[int] = SEEDS) -> dict[str, Any]:
    """Draw networks at random until one solves the task."""
    found = [float(guess(TASKS[task], guesses, 5, spread=10.0, seed=seed)) for seed in seeds]
    return {"guesses": record.numbers(found), "budget": guesses, "seeds": seeds}


def jobs() -> dict[str, Callable[[], dict[str, Any]]]:
    """Name every job, the most telling first and the slowest last."""
    named: dict[str, Callable[[], dict[str, Any]]] = {}
    for task in ("adding, 100", "temporal order, 2", "embedded Reber", "distractors, 50"):
        named[f"exact | {task}"] = partial(exact, task)
        for name in MODERN:
            named[f"modern | {task} | {name} | 0.01"] = partial(modern, task, name, 0.01)
            if name.endswith("RNN") and task == "adding, 100":
                named[f"modern | {task} | {name} | 0.001"] = partial(modern, task, name, 0.001)
    for task in ("embedded Reber, 4 blocks of 1",):
        named[f"exact | {task}"] = partial(exact, task)
    for task in LONG:
        named[f"modern | {task} | LSTM, chrono | 0.01"] = partial(modern, task, "LSTM, chrono", 0.01)
    for task in ("adding, 100", "temporal order, 2", "embedded Reber"):
        named[f"guessing | {task}"] = partial(guessing, task)
    for task in ("multiplication, 100", "temporal order, 3"):
        for name in MODERN:
            named[f"modern | {task} | {name} | 0.01"] = partial(modern, task, name, 0.01)
        named[f"exact | {task}"] = partial(exact, task)
    for task in EXACT:
        named[f"early | {task}"] = partial(early, task)
    return dict(sorted(named.items(), key=lambda job: "minLSTM" in job[0]))


def resumed(key: str, job: Callable[..., dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Give a training job a file for its state; the other jobs are short."""
    if not key.startswith(("exact", "modern")):
        return job
    return partial(job, state=record.RESULTS / f"battery, {key.replace(' | ', ', ')}.npz")


if __name__ == "__main__":
    named = {key: job for key, job in jobs().items() if all(word in key for word in sys.argv[1:])}
    record.run("battery", {key: resumed(key, job) for key, job in named.items()})
