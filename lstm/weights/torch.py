"""Weights to and from torch's ``state_dict``, without importing torch: its tensors convert themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm.arrays import Array, checked


def from_torch(state_dict: Mapping[str, Any]) -> dict[str, Array]:
    """Copy the values of a torch ``state_dict`` into NumPy arrays with the same names, shapes and gate order.

    Parameters
    ----------
    state_dict : mapping
        Name to tensor, on the CPU.

    Returns
    -------
    dict
        Name to array; nothing is shared with torch.

    Raises
    ------
    ValueError
        A tensor that is not floating point or not finite.

    Examples
    --------
    >>> from_torch({"bias_ih_l0": np.zeros(2)})["bias_ih_l0"].tolist()
    [0.0, 0.0]
    """
    return {name: checked(name, np.asarray(value).copy(), ("...",)) for name, value in state_dict.items()}


def to_torch(parameters: dict[str, Array], module: Any) -> None:
    """Copy NumPy parameters into a torch module that has the same names and shapes.

    Parameters
    ----------
    parameters : dict
        As :attr:`lstm.layer.Recurrent.parameters`.
    module : torch.nn.Module
        For example ``torch.nn.LSTM``; its values are replaced, rounded to its own precision.

    Raises
    ------
    ValueError
        Names or shapes that differ.

    Examples
    --------
    >>> import torch
    >>> from lstm.layer import Recurrent
    >>> layer, module = Recurrent("lstm", 2, 3), torch.nn.LSTM(2, 3, dtype=torch.float64)
    >>> to_torch(layer.parameters, module)
    >>> module.weight_ih_l0[0, 0].item() == layer.parameters["weight_ih_l0"][0, 0].item()
    True
    """
    targets = dict(module.named_parameters())
    if set(targets) != set(parameters):
        different = sorted(set(targets) ^ set(parameters))
        raise ValueError(
            f"parameters: names differ from the module's in {different}; build both with the same settings"
        )
    for name, target in targets.items():
        checked(name, parameters[name], tuple(target.shape))
    for name, target in targets.items():
        target.data.copy_(target.data.new_tensor(parameters[name]))
