"""The shipped weights can be made again: their first losses, their code, and a run that is stopped and resumed."""

import importlib.util
import itertools
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from lstm.forecast import store
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.pretraining import DIET, Pretraining, batch, examples, loss
from lstm.forecast.threads import one_thread

ROOT = Path(__file__).parents[2]
MANIFEST = json.loads(store.SHIPPED.with_suffix(".json").read_text())


def script():
    spec = importlib.util.spec_from_file_location("pretrain", ROOT / "experiments" / "pretrain.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manifest_is_of_this_code():
    assert MANIFEST["code sha256"] == script().code_hash()


def test_the_first_steps_give_the_logged_losses():
    with one_thread():
        run = Pretraining(SeasonalLSTM(seed=MANIFEST["seed"]), MANIFEST["updates"])
        run.go(examples(MANIFEST["seed"]), until=8)
    np.testing.assert_allclose(run.losses, MANIFEST["first losses"][:8], rtol=2e-4)


def test_the_losses_fell():
    curve = MANIFEST["mean loss of every 500 updates"]
    assert len(curve) == MANIFEST["updates"] / 500
    assert np.mean(curve[-10:]) < 0.85 * curve[0]


def test_a_run_that_is_resumed_gives_the_same_bits():
    with one_thread():
        whole = Pretraining(SeasonalLSTM(8), 6)
        whole.go(examples(1, size=8))
        first = Pretraining(SeasonalLSTM(8), 6)
        first.go(examples(1, size=8), until=3)
        second = Pretraining(SeasonalLSTM(8, seed=9), 6)
        second.resume(first.state())
        second.go(examples(1, size=8, start=3))
    assert whole.losses == second.losses
    for name, value in whole.state().items():
        assert torch.equal(value, second.state()[name]), name


def test_a_killed_run_goes_on_to_the_same_bits(tmp_path):
    def start(folder):
        command = [
            sys.executable,
            ROOT / "experiments" / "pretrain.py",
            "--updates",
            "16",
            "--every",
            "4",
            "--out",
            folder,
        ]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    assert start(tmp_path / "whole").wait(120) == 0
    killed, deadline = start(tmp_path / "killed"), time.monotonic() + 60
    while not (tmp_path / "killed" / "checkpoint.safetensors").is_file() and time.monotonic() < deadline:
        time.sleep(0.02)
    killed.kill()
    assert killed.wait(30) != 0
    assert not (tmp_path / "killed" / "seasonal.safetensors").exists()
    assert start(tmp_path / "killed").wait(120) == 0
    one, two = ((tmp_path / name / "seasonal.safetensors").read_bytes() for name in ("whole", "killed"))
    assert one == two


def test_batches_depend_on_the_seed_and_their_number_alone():
    fourth = list(itertools.islice(examples(0, size=4), 4))[3]
    again = next(examples(0, size=4, start=3))
    other = next(examples(1, size=4, start=3))
    assert all(torch.equal(a, b) for a, b in zip(fourth, again, strict=True))
    assert fourth.inputs.shape != other.inputs.shape or not torch.equal(fourth.inputs, other.inputs)


def test_the_diet_holds_every_kind():
    assert sum(kind.share for kind in DIET) == pytest.approx(1, abs=0.02)
    assert {kind.m for kind in DIET} >= {0, 4, 7, 12, 24, 48}
    assert any(not kind.seasonal for kind in DIET)


def test_the_outcome_is_what_followed_each_season():
    Y = np.random.default_rng(0).normal(10, 1, (2, 6, 12))
    data = batch(Y, 0)
    level = Y[:, 2].mean(axis=1)
    unit = np.abs(Y[:, 3] - level[:, None]) / np.abs(data.outcome[:, 2, 0].numpy())
    assert np.allclose(unit, unit[:, :1], rtol=1e-3)
    assert torch.isfinite(loss(SeasonalLSTM(8), data))
