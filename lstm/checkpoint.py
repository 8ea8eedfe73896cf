"""Put the state of a long training on file and take it up again, so that a kill costs minutes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from lstm.arrays import Array
from lstm.atomic import write


def save(
    path: Path, update: int, arrays: Mapping[str, Array], rngs: Sequence[np.random.Generator] = ()
) -> None:
    """Write a state: the file that was there stays whole until the new one is.

    Parameters
    ----------
    path : Path
        The file.
    update : int
        The number of updates done.
    arrays : mapping
        Name to array: everything that an update changes.
    rngs : sequence of Generator
        The sources of chance that later updates draw from.

    Examples
    --------
    See :func:`restore`.
    """
    states = json.dumps([rng.bit_generator.state for rng in rngs])
    named = {f"array {name}": array for name, array in arrays.items()}
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, update=update, rngs=states, **named)
    write(path, content.getvalue())


def restore(path: Path, arrays: Mapping[str, Array], rngs: Sequence[np.random.Generator] = ()) -> int:
    """Bring a state back into arrays and generators, in place, and return the number of updates done.

    Parameters
    ----------
    path, arrays, rngs
        As for :func:`save`.

    Raises
    ------
    ValueError
        The file holds other arrays, or another number of generators.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> w, rng = np.zeros(2), np.random.default_rng(0)
    >>> with TemporaryDirectory() as folder:
    ...     save(Path(folder) / "state.npz", 7, {"w": w}, [rng])
    ...     w += rng.random(2)
    ...     restore(Path(folder) / "state.npz", {"w": w}, [rng]), w.tolist()
    (7, [0.0, 0.0])
    """
    with np.load(path, allow_pickle=False) as kept:
        states = json.loads(str(kept["rngs"]))
        found = {name: kept[name] for name in kept.files if name.startswith("array ")}
        update = int(kept["update"])
    shapes = {name.removeprefix("array "): array.shape for name, array in found.items()}
    expected = {name: array.shape for name, array in arrays.items()}
    if (shapes, len(states)) != (expected, len(rngs)):
        raise ValueError(
            f"{path}: the state of another training came, with {len(states)} generators and {shapes}; "
            f"{len(rngs)} and {expected} expected; remove the file to begin anew"
        )
    for name, array in arrays.items():
        array[...] = found[f"array {name}"]
    for rng, state in zip(rngs, states, strict=True):
        rng.bit_generator.state = state
    return update


def updates(
    number: int,
    path: Path | None,
    every: int,
    arrays: Mapping[str, Array],
    rngs: Sequence[np.random.Generator] = (),
) -> Iterator[int]:
    """Count the updates of a training, from the state on file if there is one, and put its state there now and then.

    Parameters
    ----------
    number : int
        Updates in all.
    path : Path or None
        The file; without one the training is only counted. It stays: the caller removes it.
    every : int
        Updates from one state to the next.
    arrays, rngs
        As for :func:`save`.

    Yields
    ------
    int
        The number of updates done before this one.

    Raises
    ------
    ValueError
        As :func:`restore`.

    Examples
    --------
    >>> list(updates(3, None, 1, {}))
    [0, 1, 2]
    """
    first = restore(path, arrays, rngs) if path and path.is_file() else 0
    for update in range(first, number):
        if path and update > first and update % every == 0:
            save(path, update, arrays, rngs)
        yield update
