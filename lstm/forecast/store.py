"""Networks and models as files: safetensors and JSON, whole or not at all, checked, and never code."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as parse
from safetensors.numpy import save as dump

from lstm.arrays import Array
from lstm.atomic import write
from lstm.errors import ModelFileError
from lstm.forecast.frozen import Frozen, shapes

FORMAT = 1
SHIPPED = Path(__file__).parent / "weights" / "seasonal"
LARGEST = 64 * 2**20  # bytes: no file of ours comes near, so a larger one is not ours
KEY = "lstm"  # where safetensors keeps what is not a tensor


def save(path: str | Path, tensors: dict[str, Array], about: dict[str, Any]) -> Path:
    """Save tensors with what is to be known about them in one file, ``path`` with the ending ``.safetensors``.

    Parameters
    ----------
    path : path
        Where; the ending is added where it is missing.
    tensors : dict
        By name.
    about : dict
        Anything JSON can hold.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = save(Path(folder) / "mine", {"a": np.ones(2, np.float32)}, {"season": 12})
    ...     load(file)[1]["season"]
    12
    """
    path = named(path)
    body = {name: np.ascontiguousarray(value) for name, value in sorted(tensors.items())}
    header = {"format": FORMAT, "sha256": digest(body), "about": about, "about sha256": _of(about)}
    write(path, dump(body, {KEY: json.dumps(header)}))
    return path


def _of(about: Any) -> str:
    """Hash what is not a tensor."""
    return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def named(path: str | Path) -> Path:
    """Add the ending.

    Examples
    --------
    >>> named("shop").name
    'shop.safetensors'
    """
    path = Path(path)
    return path if path.suffix == ".safetensors" else path.with_name(path.name + ".safetensors")


def digest(tensors: dict[str, Array]) -> str:
    """Hash names, shapes and values.

    Examples
    --------
    >>> digest({"a": np.ones(2, np.float32)})[:6]
    'cc0e7e'
    """
    sha = hashlib.sha256()
    for name, value in sorted(tensors.items()):
        sha.update(
            f"{name} torch.{value.dtype} {value.shape} ".encode()
        )  # as files have said it from the first
        sha.update(value.tobytes())
    return sha.hexdigest()


def load(path: str | Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Load what :func:`save` wrote; nothing in the file is executed, and no other file is read.

    Raises
    ------
    ModelFileError
        No such file, not such a file, of a later format, cut short or changed.
    """
    path = named(path)
    content = _content(path)
    try:
        size = int.from_bytes(content[:8], "little")
        header = json.loads(json.loads(content[8 : 8 + size])["__metadata__"][KEY])
        version, expected, about = header["format"], header["sha256"], header["about"]
        tensors = parse(content)
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelFileError(
            f"{path}: not a model saved by this package ({error!s:.80}); save it again"
        ) from None
    if version != FORMAT:
        raise ModelFileError(
            f"{path}: format {version!r} came, {FORMAT} expected; load it with a newer version"
        )
    # Files of before 2026-11-29 have a checksum of their tensors alone.
    known = header.get("about sha256", _of(about)) == _of(about)
    if digest(tensors) != expected or not known or not isinstance(about, dict):
        raise ModelFileError(
            f"{path}: the contents do not match their checksum; the file was changed, save it again"
        )
    return tensors, about


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise ModelFileError(f"{path}: no such file; the path of a saved model expected")
    if path.stat().st_size > LARGEST:
        raise ModelFileError(
            f"{path}: {path.stat().st_size} bytes came, at most {LARGEST} expected; not a model of ours"
        )
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileError(f"{path}: cannot be read ({error.strerror}); check its permissions") from None


@lru_cache(maxsize=4)
def pretrained(path: Path | None = None) -> Frozen:
    """Return the shipped network; weights whose checksum differs from the manifest's are refused.

    Examples
    --------
    >>> pretrained().parameters
    404768
    """
    path = path or SHIPPED
    weights, manifest = path.with_suffix(".safetensors"), path.with_suffix(".json")
    content = _content(weights)
    try:
        expected = json.loads(_content(manifest))["sha256"]
    except (ValueError, KeyError, TypeError):
        raise ModelFileError(f"{manifest}: not a manifest; install the package again") from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelFileError(f"{weights}: does not match its manifest; install the package again")
    return network(parse(content), weights)


def network(tensors: dict[str, Array], path: Path) -> Frozen:
    """Build the network that tensors belong to.

    Raises
    ------
    ModelFileError
        Names or shapes that are not the network's, or values that are not finite.
    """
    width = (
        tensors["read.weight"].shape[0]
        if "read.weight" in tensors and tensors["read.weight"].ndim == 2
        else 0
    )
    if not 1 <= width <= 1024:
        raise ModelFileError(f"{path}: holds no seasonal network; save it again")
    expected = {name: (shape, np.dtype(np.float32)) for name, shape in shapes(width).items()}
    if expected != {name: (value.shape, value.dtype) for name, value in tensors.items()}:
        raise ModelFileError(
            f"{path}: tensors of other names, shapes or types than the network's; save it again"
        )
    if not all(np.isfinite(value).all() for value in tensors.values()):
        raise ModelFileError(f"{path}: weights that are not finite; save it again")
    return Frozen(tensors)
