"""Two processes under torchrun give the losses of one, with slices of unequal length and after a worker was killed."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch

from lstm.forecast import device, thaw
from lstm.forecast.finetuning import tune
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.parallel import Team
from lstm.forecast.pretraining import Pretraining, batch, examples, loss
from lstm.forecast.threads import one_thread

ROOT = Path(__file__).parents[2]
SERIES = [
    10 + np.sin(np.arange(60) * np.pi / 6) + np.random.default_rng(k).normal(0, 0.3, 60) for k in range(9)
]
UPDATES, SIZE = 12, 5  # five series for two processes: slices of two and of three

# Rank 1 of the first run kills itself in the middle of its fine-tuning.
WORK = f"""
import json, os, signal, sys
sys.path.insert(0, {str(ROOT)!r})
import numpy as np, torch
from lstm.forecast.finetuning import tune
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.parallel import TeamPretraining, team
from lstm.forecast.pretraining import batch, examples, loss

torch.set_num_threads(1)
run = TeamPretraining(SeasonalLSTM(8), {UPDATES})
run.go(examples(0, size={SIZE}))
series = [np.array(y) for y in json.loads(sys.argv[1])]
network, calls = SeasonalLSTM(8, seed=1), []

def die(*_):
    calls.append(1)
    if len(calls) == 3:
        open(died, "x").close()
        os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)

died = f"{{sys.argv[2]}}/died"
if team().rank == 1 and not os.path.exists(died):
    network.register_forward_pre_hook(die)
tuned = tune(network, series, 12, 0, 6, [6], 0)[6]
after = loss(tuned, batch(np.stack(series).reshape(-1, 5, 12), 0)).item()
bits = [p.detach().double().sum().item() for net in (run.network, tuned) for p in net.parameters()]
with open(f"{{sys.argv[2]}}/{{team().rank}}.json", "w") as file:
    json.dump({{"losses": run.losses, "after": after, "bits": bits}}, file)
"""


def torchrun(*arguments):
    """Start two processes; when one of them dies, the run ends, to be started again.

    torchrun's own restart in place is not used: after it, gloo's processes now and then wait for each other for ever.
    """
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "USE_LIBUV": "0" if os.name == "nt" else "1"}
    return subprocess.Popen(
        [*command, *map(str, arguments)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_give_the_losses_of_one_though_a_worker_dies(tmp_path):
    (tmp_path / "work.py").write_text(WORK)
    work = (tmp_path / "work.py", json.dumps([y.tolist() for y in SERIES]), tmp_path)
    agent = torchrun(*work)
    agent.communicate(timeout=300)
    assert agent.returncode != 0, "no worker was killed"
    assert (tmp_path / "died").exists()
    agent = torchrun(*work)
    _, errors = agent.communicate(timeout=300)
    assert agent.returncode == 0, errors
    first, second = (json.loads((tmp_path / f"{rank}.json").read_text()) for rank in (0, 1))
    assert first == second, "the processes came apart"
    with one_thread():
        run = Pretraining(SeasonalLSTM(8), UPDATES)
        run.go(examples(0, size=SIZE))
        tuned = tune(SeasonalLSTM(8, seed=1), SERIES, 12, 0, 6, [6], 0)[6]
        after = loss(tuned, batch(np.stack(SERIES).reshape(-1, 5, 12), 0)).item()
    np.testing.assert_allclose(first["losses"], run.losses, rtol=1e-6)
    np.testing.assert_allclose(first["after"], after, rtol=1e-6)


def test_pretraining_resumes_from_its_checkpoint_when_a_worker_is_killed(tmp_path):
    script = ROOT / "experiments" / "pretrain.py"
    agent = torchrun(script, "--updates", 20, "--every", 5, "--out", tmp_path)
    deadline = time.monotonic() + 200
    while not (tmp_path / "checkpoint.safetensors").is_file() and time.monotonic() < deadline:
        time.sleep(0.02)
    psutil.Process(agent.pid).children()[1].kill()
    agent.communicate(timeout=300)
    assert agent.returncode != 0
    agent = torchrun(script, "--updates", 20, "--every", 5, "--out", tmp_path)
    _, errors = agent.communicate(timeout=300)
    assert agent.returncode == 0, errors
    assert "| 0/20 " not in errors, "the second run began anew"
    assert not (tmp_path / "checkpoint.safetensors").exists()
    manifest = json.loads((tmp_path / "seasonal.json").read_text())
    with one_thread():
        run = Pretraining(SeasonalLSTM(seed=0), 20)
        run.go(examples(0))
    np.testing.assert_allclose(manifest["first losses"], run.losses, rtol=1e-6)


def test_slices_share_out_every_series_once():
    for n, size in ((5, 2), (64, 3), (7, 7)):
        whole = [k for rank in range(size) for k in range(n)[Team(rank, size, torch.device("cpu")).slice(n)]]
        assert whole == list(range(n))
    with pytest.raises(ValueError, match="2 series in a batch for 3 processes"):
        Team(0, 3, torch.device("cpu")).slice(2)


def test_auto_takes_a_gpu_where_there_is_one(monkeypatch):
    for found, expected in ((True, "cuda"), (False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda found=found: found)
        assert device.choose("auto") == expected
        assert device.choose("cpu") == "cpu"
    with pytest.raises(ValueError, match="torch finds no GPU here; use 'auto' or 'cpu'"):
        device.choose("cuda")
    with pytest.raises(ValueError, match="'gpu' came; 'auto', 'cpu' or 'cuda' expected"):
        device.choose("gpu")


def test_a_network_elsewhere_takes_its_inputs_there():
    network, x = SeasonalLSTM(8).to("meta"), torch.zeros(2)
    assert [one.device.type for one in thaw._there(network, (x, x))] == ["meta", "meta"]
