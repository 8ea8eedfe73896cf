"""Recall across a lag: LSTM and plain RNN at equal parameters, several seeds; for claim C20.

    python experiments/long_lag.py     # some minutes on one core; writes experiments/results/long_lag.json

The first of T = 101 steps shows +1 or -1, the other hundred show noise; the answer is the first step. A run succeeds
when the sign of its answer is right for 95 % of 400 fresh sequences after 600 updates.
"""

from __future__ import annotations

import json
import platform
from pathlib import Path

import numpy as np

from lstm.readout import Reader, train

RESULTS = Path(__file__).resolve().parent / "results" / "long_lag.json"
LAG, UPDATES, SEEDS = 100, 600, range(10)
# Name -> kind, hidden units, bias added to the forget gate at the start. Parameters: 361, 358, 361.
NETWORKS = {
    "LSTM, forget gate open": ("lstm", 8, 4.0),
    "plain RNN": ("rnn_tanh", 17, 0.0),
    "LSTM, usual start": ("lstm", 8, 0.0),
}


def recall(rng: np.random.Generator, batch: int = 32, lag: int = LAG) -> tuple[np.ndarray, np.ndarray]:
    """Draw sequences (T, B, 1) and answers (B, 1)."""
    x = rng.uniform(-0.2, 0.2, (lag + 1, batch, 1))
    x[0] = rng.choice([-1.0, 1.0], (batch, 1))
    return x, x[0].copy()


def succeeds(name: str, seed: int, updates: int = UPDATES, lag: int = LAG) -> float:
    """Train one network and return the share of right signs."""
    kind, H, bias = NETWORKS[name]
    reader = Reader(kind, 1, H, seed=seed)
    if bias:
        reader.parameters["bias_ih_l0"][H : 2 * H] += bias  # rows of the gates: i, f, g, o
    train(reader, lambda rng: recall(rng, lag=lag), updates, lr=5e-3, seed=seed)
    x, y = recall(np.random.default_rng(10**6 + seed), 400, lag)
    return float((np.sign(reader(x)) == y).mean())


def main() -> None:
    """Run all seeds and write the shares of right signs."""
    results = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {"right": {}}
    results["made with"] = {"python": platform.python_version(), "numpy": np.__version__}
    results["lag"], results["updates"] = LAG, UPDATES
    for seed in SEEDS:
        for name in NETWORKS:
            done = results["right"].setdefault(name, {})
            if str(seed) not in done:
                done[str(seed)] = succeeds(name, seed)
                RESULTS.write_text(json.dumps(results, indent=1) + "\n")
                print(seed, name, done[str(seed)], flush=True)


if __name__ == "__main__":
    main()
