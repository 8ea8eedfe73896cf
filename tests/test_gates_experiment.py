"""The committed results about the gates have all their runs, and a slice of them runs again alike."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1] / "experiments"
RUNS = json.loads((ROOT / "results" / "gates.json").read_text())["runs"]


def load(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    spec = importlib.util.spec_from_file_location("gates", ROOT / "gates.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def numbers(run):
    """Every list in a run."""
    for value in run.values():
        if isinstance(value, dict):
            yield from numbers(value)
        elif isinstance(value, list):
            yield value


def test_all_runs_are_there_with_ten_networks_each(monkeypatch):
    gates = load(monkeypatch)
    expected = {f"{name} | {kind}" for name in gates.TASKS for kind in ("trained", "labels shuffled")}
    expected |= {f"{name} | without | {what}" for name in gates.TASKS for what in gates.CHANGES}
    assert set(RUNS) == expected
    for run in RUNS.values():
        assert len(run["made with"]["code"]) == 16
        lists = list(numbers({key: value for key, value in run.items() if key != "made with"}))
        assert lists
        assert all(len(values) == 10 and np.isfinite(values).all() for values in lists)


def test_networks_that_carry_nothing_on_learn_as_little_again(monkeypatch):
    gates = load(monkeypatch)
    again = gates.without("adding", "nothing carried on")["errors"]
    assert again == pytest.approx(RUNS["adding | without | nothing carried on"]["errors"], rel=1e-3)
