"""Between a network that forecasts, in NumPy, and one that learns or computes on a GPU, in torch."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import Tensor, nn

from lstm.arrays import Array
from lstm.forecast.frozen import Forecast, Frozen
from lstm.forecast.network import SeasonalLSTM
from lstm.forecast.threads import one_thread


def thaw(network: Frozen | SeasonalLSTM) -> SeasonalLSTM:
    """Return a network that can be trained: torch's own one is left as it is.

    Examples
    --------
    >>> network = SeasonalLSTM(8)
    >>> all(torch.equal(a, b) for a, b in zip(network.parameters(), thaw(freeze(network)).parameters()))
    True
    """
    if not isinstance(network, Frozen):
        return network
    made = SeasonalLSTM(len(network.weights["read.bias"]))
    made.load_state_dict({name: torch.tensor(value) for name, value in network.weights.items()})
    return made.eval()


def freeze(network: SeasonalLSTM) -> Frozen:
    """Return a trained network as one that only forecasts.

    Raises
    ------
    ValueError
        A network whose cores are not LSTMs.

    Examples
    --------
    >>> freeze(SeasonalLSTM(8)).parameters
    9488
    """
    other = _other(network)
    if other is not None:
        raise ValueError(
            f"network: a core of {type(other).__name__} came, LSTM expected; take a SeasonalLSTM with its own cores"
        )
    return Frozen({name: value.detach().cpu().numpy().copy() for name, value in network.state_dict().items()})


def exact(network: SeasonalLSTM) -> Forecast:
    """Return a network as a function of arrays, in 64 bits: digits must not depend on the processor.

    In NumPy where that can be; with other cells than LSTMs, or on a GPU, in torch.

    Examples
    --------
    >>> type(exact(SeasonalLSTM(8))).__name__, type(exact(SeasonalLSTM(8, core=nn.GRU))).__name__
    ('Frozen', 'function')
    """
    if network.read.weight.device.type == "cpu" and _other(network) is None:
        return freeze(network)
    double = copy.deepcopy(network).double()

    def run(inputs: Array, bases: Array, last: int) -> Array:
        with one_thread(), torch.no_grad():
            made: Array = double(torch.from_numpy(inputs), torch.from_numpy(bases), last=last).numpy()
        return made

    return run


def _other(network: SeasonalLSTM) -> nn.Module | None:
    """Return the first core that NumPy does not know: one that is no LSTM."""
    return next((core for core in network.cores if type(core) is not nn.LSTM), None)


def moved(network: SeasonalLSTM, device: str | torch.device) -> SeasonalLSTM:
    """Return a network that computes on a device, for who gives and takes tensors of the processor.

    On the processor it is the network itself, elsewhere a copy.

    Examples
    --------
    >>> network = SeasonalLSTM(8)
    >>> moved(network, "cpu") is network
    True
    """
    if torch.device(device).type == "cpu":
        return network
    network = copy.deepcopy(network).to(device)
    network.register_forward_pre_hook(_there)
    network.register_forward_hook(_back)
    return network


def _there(network: Any, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return tuple(x.to(network.read.weight.device) for x in inputs)


def _back(network: Any, inputs: tuple[Tensor, ...], output: Tensor) -> Tensor:  # noqa: ARG001  a hook's arguments
    return output.cpu()
