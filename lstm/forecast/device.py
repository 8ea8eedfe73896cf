"""Where a network computes: in NumPy on the processor, or in torch on a GPU that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lstm.forecast.frozen import Frozen

if TYPE_CHECKING:
    from lstm.forecast.network import SeasonalLSTM


def choose(device: str = "auto") -> str:
    """Return the device of a name; "auto" is a GPU where torch finds one, else the processor.

    Raises
    ------
    ValueError
        Another name, or a GPU that is not there.

    Examples
    --------
    >>> choose("cpu")
    'cpu'
    """
    if device == "cpu":
        return device
    if device != "auto" and device.partition(":")[0] != "cuda":
        raise ValueError(f"device: {device!r} came; 'auto', 'cpu' or 'cuda' expected")
    found = _gpu()
    if device != "auto" and not found:
        raise ValueError(f"device: {device!r} came, but torch finds no GPU here; use 'auto' or 'cpu'")
    return ("cuda" if found else "cpu") if device == "auto" else device


def _gpu() -> bool:
    try:
        import torch  # noqa: PLC0415  heavy, and on the processor nobody needs it
    except ImportError:
        return False
    return bool(torch.cuda.is_available())


def placed(network: Frozen, device: str) -> Frozen | SeasonalLSTM:
    """Return a network that computes on a device: on the processor it is the network itself, on a GPU torch's.

    Examples
    --------
    >>> from lstm.forecast import store
    >>> placed(store.pretrained(), "cpu") is store.pretrained()
    True
    """
    if device == "cpu":
        return network
    from lstm.forecast.thaw import moved, thaw  # noqa: PLC0415

    return moved(thaw(network), device)


def frozen(network: Frozen | SeasonalLSTM) -> Frozen:
    """Return a network in NumPy, wherever it computes.

    Examples
    --------
    >>> from lstm.forecast import store
    >>> frozen(store.pretrained()).parameters
    404768
    """
    if isinstance(network, Frozen):
        return network
    from lstm.forecast.thaw import freeze  # noqa: PLC0415

    return freeze(network)
