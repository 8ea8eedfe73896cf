"""LSTM, a report that runs: the cell and its gradients in NumPy, a seasonal forecaster, and tested claims.

Importing this package loads nothing but itself: each public name is fetched from its module when it is first
used.

Examples
--------
>>> import lstm
>>> layer = lstm.Recurrent("lstm", input_size=2, hidden_size=3)
>>> layer.hidden_size
3
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Public name -> the module that defines it.
_HOME = {
    "ACTIVATIONS": "activations",
    "mse": "losses",
    "neuron": "dense",
    "dense_forward": "dense",
    "dense_backward": "dense",
    "Network": "dense",
    "rnn_step": "cell",
    "rnn_step_backward": "cell",
    "lstm_step": "cell",
    "lstm_step_backward": "cell",
    "gru_step": "cell",
    "gru_step_backward": "cell",
    "Recurrent": "layer",
    "SGD": "optim",
    "Adam": "optim",
    "clip_by_norm": "optim",
    "central_difference": "gradcheck",
    "complex_step": "gradcheck",
    "relative_error": "gradcheck",
    "adding": "tasks",
    "toy": "tasks",
    "toy_weights": "tasks",
    "from_torch": "weights",
    "to_torch": "weights",
    "from_keras": "weights",
    "to_keras": "weights",
    "from_onnx": "weights",
    "to_onnx": "weights",
    "DataError": "errors",
    "ModelFileError": "errors",
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604  the names are strings


def __getattr__(name: str) -> Any:
    """Fetch a public name from its module on first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(
            f"module 'lstm' has no attribute {name!r}; public names: {', '.join(sorted(_HOME))}"
        )
    value = getattr(import_module(f"lstm.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names without loading them."""
    return sorted(__all__)
