"""Where a network computes: on the processor, or on a GPU that is there."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor

from lstm.forecast.network import SeasonalLSTM


def choose(device: str = "auto") -> torch.device:
    """Return the device of a name; "auto" is a GPU where torch finds one, else the processor.

    Raises
    ------
    ValueError
        Another name, or a GPU that is not there.

    Examples
    --------
    >>> choose("cpu")
    device(type='cpu')
    """
    if device not in ("auto", "cpu") and device.partition(":")[0] != "cuda":
        raise ValueError(f"device: {device!r} came; 'auto', 'cpu' or 'cuda' expected")
    found = torch.cuda.is_available()
    if device.startswith("cuda") and not found:
        raise ValueError(f"device: {device!r} came, but torch finds no GPU here; use 'auto' or 'cpu'")
    return torch.device(("cuda" if found else "cpu") if device == "auto" else device)


def placed(network: SeasonalLSTM, device: torch.device) -> SeasonalLSTM:
    """Return a network that computes on a device, for who gives and takes tensors of the processor.

    On the processor it is the network itself, elsewhere a copy.

    Examples
    --------
    >>> network = SeasonalLSTM(8)
    >>> placed(network, torch.device("cpu")) is network
    True
    """
    if device.type == "cpu":
        return network
    network = copy.deepcopy(network).to(device)
    network.register_forward_pre_hook(_there)
    network.register_forward_hook(_back)
    return network


def _there(network: Any, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return tuple(x.to(network.read.weight.device) for x in inputs)


def _back(network: Any, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:  # noqa: ARG001  a hook's arguments
    return output.cpu()
