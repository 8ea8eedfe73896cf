"""Pre-train the shipped network on invented series.

    python experiments/pretrain.py     # about an hour on one core; writes lstm/forecast/weights/
    torchrun --standalone --nproc-per-node 2 experiments/pretrain.py     # the same, as a team

A checkpoint is kept beside the results. A run that was stopped, at any moment, goes on from it to the same bits; a
team whose worker dies stops, and does the same when it is started again.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import platform
import time
import tokenize
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save
from tqdm import tqdm

from lstm.atomic import write
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.parallel import TeamPretraining, team
from lstm.forecast.pretraining import Pretraining, examples

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "lstm" / "forecast" / "weights"
UPDATES, SEED, EVERY = 60_000, 0, 500
CODE = ("simulate", "seasons", "quantiles", "network", "pretraining")


def code_hash() -> str:
    """Hash what decides the weights: the code without comments, docstrings and line breaks."""
    digest, layout = hashlib.sha256(), {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT}
    for name in CODE:
        source = (ROOT / "lstm" / "forecast" / f"{name}.py").read_text(encoding="utf-8")
        first = True  # a string that begins a line is a docstring
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in layout or (first and token.type == tokenize.STRING):
                continue
            first = token.type == tokenize.NEWLINE
            digest.update(token.string.strip().encode())
    return digest.hexdigest()


def train(updates: int, seed: int, checkpoint: Path, every: int) -> tuple[Pretraining, float]:
    """Train from the start or from the checkpoint; return the run and its CPU seconds."""
    run, seconds = TeamPretraining(SeasonalLSTM(seed=seed), updates), 0.0
    if checkpoint.is_file():
        state = load_file(checkpoint)
        seconds = float(state.pop("seconds"))
        run.resume(state)
    first = team().rank == 0  # who shows and writes
    with tqdm(
        total=updates, initial=len(run.losses), unit="update", smoothing=0.02, disable=not first
    ) as bar:
        started = time.process_time()

        def tell(done: int) -> None:
            bar.update()
            if done % every == 0:
                bar.set_postfix(loss=f"{np.mean(run.losses[-every:]):.4f}")
                spent = torch.tensor(seconds + team().sum(time.process_time() - started))
                if first:
                    write(checkpoint, save({**run.state(), "seconds": spent}))

        run.go(examples(seed, start=len(run.losses)), tell=tell)
    return run, seconds + team().sum(time.process_time() - started)


def main() -> None:
    """Train as asked."""
    parser = argparse.ArgumentParser(description="pre-train the shipped network")
    parser.add_argument("--updates", type=int, default=UPDATES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--every", type=int, default=EVERY, help="updates between checkpoints")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    chosen.out.mkdir(parents=True, exist_ok=True)
    checkpoint = chosen.out / "checkpoint.safetensors"
    run, seconds = train(chosen.updates, chosen.seed, checkpoint, chosen.every)
    if team().rank == 0:
        finish(run, seconds, chosen)
        checkpoint.unlink(missing_ok=True)


def finish(run: Pretraining, seconds: float, chosen: argparse.Namespace) -> None:
    """Write the weights and their manifest."""
    data = save({name: value.contiguous() for name, value in sorted(run.average.items())})
    manifest = {
        "format": 1,
        "sha256": hashlib.sha256(data).hexdigest(),
        "parameters": sum(value.numel() for value in run.average.values()),
        "seed": chosen.seed,
        "updates": chosen.updates,
        "cpu seconds": round(seconds),
        "code sha256": code_hash(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__.split("+")[0],
        "first losses": run.losses[:20],
        f"mean loss of every {chosen.every} updates": [
            round(float(np.mean(run.losses[k : k + chosen.every])), 5)
            for k in range(0, len(run.losses), chosen.every)
        ],
    }
    write(chosen.out / "seasonal.safetensors", data)
    write(chosen.out / "seasonal.json", (json.dumps(manifest, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
