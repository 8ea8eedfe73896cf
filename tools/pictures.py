"""When two pictures show the same. A curve that was computed on another processor moves by its last digits."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image

# Pictures look the same where less than a share of pixels find no such colour, to a tolerance, within some pixels.
STRANGE, COLOUR, REACH = 1e-3, 0.12, 2


def same_size(one: bytes, other: bytes) -> bool:
    """Whether two pictures have the same size: fonts are drawn differently on another system, figures are not."""
    return _pixels(one).shape == _pixels(other).shape


def alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures show the same: nearly every pixel has one of its colour within `REACH` in the other.

    Where a curve moves by a hair, so does the frame around it.
    """
    if one == other:
        return True
    first, second = _pixels(one), _pixels(other)
    return first.shape == second.shape and max(_strange(first, second), _strange(second, first)) < STRANGE


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.float32) / 255


def _strange(image: np.ndarray, other: np.ndarray) -> float:
    """The share of pixels of an image whose colour is not found near the same place of another."""
    height, width, _ = image.shape
    wide = np.pad(other, ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
    least = np.ones((height, width), np.float32)
    for down, right in np.ndindex(2 * REACH + 1, 2 * REACH + 1):
        gap = np.abs(image - wide[down : down + height, right : right + width]).max(axis=2)
        least = np.minimum(least, gap)
    return float((least > COLOUR).mean())


# By look; by size alone where the system draws fonts differently.
IMAGES: dict[str, Callable[[bytes, bytes], bool]] = {"look": alike, "size": same_size}
