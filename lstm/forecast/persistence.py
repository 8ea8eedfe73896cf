"""What of a forecaster goes into its file, and back: numbers and names, never code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lstm.arrays import Array
from lstm.errors import ModelFileError
from lstm.forecast import store
from lstm.forecast.covariates import Regression
from lstm.forecast.device import choose, frozen, placed
from lstm.forecast.gate import Gate

TYPES: dict[str, tuple[type, ...]] = {
    "season_length": (int, type(None)),
    "freq": (str, int, type(None)),
    "non_negative": (bool, type(None)),
    "seed": (int,),
    "futr_exog": (list,),
    "hist_exog": (list,),
    "stat_exog": (list,),
}
SETTINGS = tuple(TYPES)


def pack(model: Any) -> tuple[dict[str, Array], dict[str, Any]]:
    """Return the tensors of a forecaster and what is to be known about them."""
    tensors = {f"network.{name}": value for name, value in frozen(model.network).weights.items()}
    about: dict[str, Any] = {name: getattr(model, name) for name in SETTINGS} | {"gate": model.gate_}
    if model.regression is not None:
        arrays, about["regression"] = model.regression.state()
        tensors |= {f"regression.{name}": value for name, value in arrays.items()}
    return tensors, about


def unpack(kind: type[Any], tensors: dict[str, Array], about: dict[str, Any], path: Path, device: str) -> Any:
    """Build the forecaster that :func:`pack` took apart.

    Raises
    ------
    ModelFileError
        Something is missing, or of another type than a forecaster's.
    """
    device = choose(device)  # before the file can be blamed for it
    parts: dict[str, dict[str, Array]] = {"network": {}, "regression": {}}
    try:
        for name, value in tensors.items():
            part, _, rest = name.partition(".")
            parts[part][rest] = value
        _settings(about)
        model = kind(**{name: about[name] for name in SETTINGS[:4]}, device=device)
        model.futr_exog, model.hist_exog, model.stat_exog = (
            [str(one) for one in about[name]] for name in SETTINGS[4:]
        )
        model.gate_ = _gate(about["gate"])
        model.network = placed(store.network(parts["network"], path), model.device)
        if "regression" in about:
            model.regression = Regression.of(parts["regression"], about["regression"])
    except ModelFileError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"{path}: not a saved forecaster ({error!s:.80}); save it again") from None
    return model


def _gate(values: list[Any] | None) -> Gate | None:
    """Build the gate; files of before 2026-11-25 have no widths, those of before 2026-12-01 no share."""
    if values is None:
        return None
    gate = Gate(*values)
    return gate._replace(widths=tuple(float(w) for w in gate.widths), share=float(gate.share))


def _settings(about: dict[str, Any]) -> None:
    for name, types in TYPES.items():
        if not isinstance(about[name], types):
            raise TypeError(f"{name} is {about[name]!r}")
