"""The layer beside its peers, in one process, interleaved, in CPU time of one thread.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 python benchmarks/layers.py --run 1 [--seconds 4]

ONNX Runtime and JAX take part when they are installed. Adds its run to benchmarks/layers.json.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch

import lstm.nn

SHAPES = [
    (24, 32, 8, 32),
    (48, 64, 8, 64),
    (96, 128, 16, 128),
    (168, 256, 16, 256),
    (168, 1, 8, 64),
    (1000, 16, 8, 64),
]
FLOORS = {
    "float64 training": 1.5,
    "float64 inference": 1.2,
    "float32 training": 0.97,
    "float32 inference": 0.97,
}
OUT = Path(__file__).with_suffix(".json")
# The high-water mark of a fresh process is set back once everything is loaded (Linux).
MEMORY = """
import pathlib, sys, numpy, torch, lstm.nn
torch.set_num_threads(1)
kind, work, *shape = sys.argv[1:]
T, B, I, H = map(int, shape)
module = (lstm.nn.LSTM if kind == "ours" else torch.nn.LSTM)(I, H, dtype=torch.float64)
x = torch.ones(T, B, I, dtype=torch.float64)
# Enough to load everything, too little to leave memory for a pass to reuse.
first = (8, 4) if work == "training" else (64, 1 + (I + H) // 64)
small = torch.ones(*first, I, dtype=torch.float64)
def step(x):
    if work == "training":
        module(x)[0].sum().backward()
    else:
        with torch.no_grad():
            module(x)
def mark():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024
step(small)
# Both libraries keep a buffer for products and touch it as far as the largest product so far.
square = numpy.ones((256, 256))
kept = square @ square, torch.from_numpy(square) @ torch.from_numpy(square)
pathlib.Path("/proc/self/clear_refs").write_text("5")
before = mark()
for _ in range(2):
    step(x)
print(mark() - before)
"""


class Loop(torch.nn.Module):
    """``torch.nn.LSTMCell`` in a loop, as the first code that one writes."""

    def __init__(self, inputs: int, hidden: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.cell = torch.nn.LSTMCell(inputs, hidden, dtype=dtype)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, Any]:
        """Run over x (T, B, I)."""
        state, outputs = None, []
        for x_t in x:
            state = self.cell(x_t, state)
            outputs.append(state[0])
        return torch.stack(outputs), state


def onnx_runtime(module: torch.nn.LSTM, x: torch.Tensor) -> Callable[[], Any]:
    """Return a call of ONNX Runtime's LSTM with the module's weights; float32, inference."""
    import onnxruntime  # noqa: PLC0415
    from onnx import TensorProto, helper, numpy_helper  # noqa: PLC0415

    order = [0, 3, 1, 2]  # torch's i, f, g, o -> ONNX's i, o, f, c
    w = {name: p.detach().numpy().reshape(4, -1)[order] for name, p in module.named_parameters()}
    hidden = module.hidden_size
    tensors = {
        "W": w["weight_ih_l0"].reshape(1, 4 * hidden, -1),
        "R": w["weight_hh_l0"].reshape(1, 4 * hidden, -1),
        "B": np.concatenate([w["bias_ih_l0"].ravel(), w["bias_hh_l0"].ravel()])[None],
    }
    node = helper.make_node("LSTM", ["x", *tensors], ["y"], hidden_size=hidden)
    graph = helper.make_graph(
        [node],
        "lstm",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(x.shape))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in tensors.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    made.ir_version = 8
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(made.SerializeToString(), options)
    given = {"x": x.detach().numpy()}
    return lambda: session.run(None, given)[0][:, 0]


def jax_scan(module: torch.nn.LSTM, x: torch.Tensor, *, training: bool) -> Callable[[], Any]:
    """Return a call of a compiled ``jax.lax.scan`` with the module's weights; the gradient is of the output's sum."""
    import jax  # noqa: PLC0415
    import jax.numpy as jnp  # noqa: PLC0415

    jax.config.update("jax_enable_x64", True)
    weights = [jnp.asarray(p.detach().numpy()) for p in module.parameters()]
    inputs = jnp.asarray(x.detach().numpy())

    def run(weights: Any, x: Any) -> Any:
        w_ih, w_hh, b_ih, b_hh = weights

        def step(state: Any, x_t: Any) -> Any:
            i, f, g, o = jnp.split(x_t @ w_ih.T + b_ih + state[0] @ w_hh.T + b_hh, 4, axis=-1)
            c = jax.nn.sigmoid(f) * state[1] + jax.nn.sigmoid(i) * jnp.tanh(g)
            h = jax.nn.sigmoid(o) * jnp.tanh(c)
            return (h, c), h

        start = jnp.zeros((x.shape[1], w_hh.shape[1]), x.dtype)
        return jax.lax.scan(step, (start, start), x)[1]

    call = jax.jit(jax.value_and_grad(lambda w, x: run(w, x).sum(), (0, 1)) if training else run)
    return lambda: jax.block_until_ready(call(weights, inputs))


def contestants(
    shape: tuple[int, ...], dtype: torch.dtype, *, training: bool
) -> dict[str, Callable[[], Any]]:
    """Return the calls to be timed."""
    steps, batch, inputs, hidden = shape
    torch.manual_seed(0)
    theirs = torch.nn.LSTM(inputs, hidden, dtype=dtype)
    mine, loop = lstm.nn.LSTM(inputs, hidden, dtype=dtype), Loop(inputs, hidden, dtype)
    mine.load_state_dict(theirs.state_dict())
    loop.cell.load_state_dict({name.removesuffix("_l0"): p for name, p in theirs.state_dict().items()})
    x = torch.randn(steps, batch, inputs, dtype=dtype, requires_grad=training)

    def call(module: torch.nn.Module) -> Callable[[], Any]:
        def infer() -> Any:
            with torch.no_grad():
                return module(x)[0]

        def train() -> Any:
            module.zero_grad()
            x.grad = None
            output = module(x)[0]
            output.sum().backward()
            return output

        return train if training else infer

    calls = {"ours": call(mine), "torch": call(theirs), "LSTMCell loop": call(loop)}
    if find_spec("jax"):
        calls["JAX scan"] = jax_scan(theirs, x, training=training)
    if find_spec("onnxruntime") and find_spec("onnx") and dtype == torch.float32 and not training:
        calls["ONNX Runtime"] = onnx_runtime(theirs, x)
    return calls


def timed(call: Callable[[], Any]) -> float:
    """CPU time of one call, in milliseconds."""
    start = time.process_time_ns()
    call()
    return (time.process_time_ns() - start) / 1e6


def race(calls: dict[str, Callable[[], Any]], seconds: float) -> dict[str, dict[str, float]]:
    """Time the calls in turn; return medians, ranges and ratios to torch, all over the same rounds."""
    for call in calls.values():
        call()
    spent: dict[str, list[float]] = {name: [] for name in calls}
    began, rounds, rng = time.perf_counter(), 0, np.random.default_rng(0)
    while rounds < 5 or (time.perf_counter() - began < seconds and rounds < 300):
        # Another order each round: whoever follows a peer of the same kernel finds its code and memory warm.
        for name in rng.permutation(list(calls)):
            spent[name].append(timed(calls[name]))
        rounds += 1
    base = float(np.median(spent["torch"]))
    lines = {}
    for name, times in spent.items():
        low, middle, high = np.percentile(times, [10, 50, 90])
        lines[name] = {"ms": middle, "from": low, "to": high, "over torch": base / middle, "rounds": rounds}
    return {name: {k: float(f"{v:.4g}") for k, v in line.items()} for name, line in lines.items()}


def roofline(shape: tuple[int, ...], dtype: str, *, training: bool) -> float:
    """Milliseconds that products and tanh alone would take at the peaks measured here and now."""
    steps, batch, inputs, hidden = shape
    kind = np.dtype(dtype)
    a = np.ones((512, 512), kind)
    out = np.empty_like(a)
    wide = np.linspace(-2, 2, 2**14, dtype=kind)
    squashed = np.empty_like(wide)
    product = min(timed(lambda: np.matmul(a, a, out=out)) for _ in range(15)) / (2 * 512**3)
    squash = min(timed(lambda: np.tanh(wide, out=squashed)) for _ in range(50)) / wide.size
    operations = 2 * steps * batch * 4 * hidden * (inputs + 1 + hidden)
    return operations * (3 if training else 1) * product + 5 * steps * batch * hidden * squash


def memory(shape: tuple[int, ...], work: str) -> dict[str, float]:
    """Peak megabytes above the start, each in a fresh process, float64."""
    peaks = {}
    for kind in ("ours", "torch"):
        command = [sys.executable, "-c", MEMORY, kind, work, *map(str, shape)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        peaks[kind] = round(float(done.stdout), 1)
    return peaks


def machine() -> dict[str, str]:
    """Describe the processor and the versions; no name of a host."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    fields = dict(
        line.split("\t: ", 1) for line in (each.replace("\t\t:", "\t:") for each in lines) if "\t: " in line
    )
    known = " ".join(f"{key} {fields[key]}" for key in ("cpu family", "model") if key in fields)
    return {
        "processor": f"{fields.get('model name', platform.machine())} ({known})",
        "threads": "1",
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def main() -> None:
    """Run everything and add it to what is on file."""
    parser = argparse.ArgumentParser(description="the layer beside its peers")
    parser.add_argument("--run", required=True, help="the name of this run")
    parser.add_argument("--seconds", type=float, default=4, help="for each shape, dtype and kind of work")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    for name in ("onnxruntime", "jax"):
        if not find_spec(name):
            print(f"{name} is not installed: left out")
    lines: dict[str, Any] = {}
    for shape in SHAPES:
        for dtype in ("float64", "float32"):
            for work in ("training", "inference"):
                training = work == "training"
                bound = roofline(shape, dtype, training=training)
                entry = race(contestants(shape, getattr(torch, dtype), training=training), chosen.seconds)
                for line in entry.values():
                    line["roofline %"] = round(100 * bound / line["ms"])
                key = f"{'x'.join(map(str, shape))} {dtype} {work}"
                lines[key] = entry
                held = (
                    "holds" if entry["ours"]["over torch"] >= FLOORS[f"{dtype} {work}"] else "BELOW THE FLOOR"
                )
                shown = "  ".join(f"{name} {line['ms']:g} ms" for name, line in entry.items())
                print(f"{key:36} x{entry['ours']['over torch']:<6} {held:16} {shown}", flush=True)
                if dtype == "float64":
                    lines[key + " memory"] = memory(shape, work)
                    print(f"{'':36} peak MB {lines[key + ' memory']}", flush=True)
                results = json.loads(OUT.read_text()) if OUT.is_file() else {}
                results[chosen.run] = {"machine": machine(), "floors": FLOORS, "results": lines}
                OUT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
