"""What is off about an answer, in one sentence that does not give the reference away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from lstm.arrays import Array

KINDS = {str: "text", bool: "a truth value", dict: "a dict", type(None): "nothing (None)"}


def hint(answer: Any, reference: Any, tolerance: float) -> str:
    """Return "" for a right answer, else one sentence about it.

    Parameters
    ----------
    answer : Any
        Whatever the reader came up with.
    reference : number, array, bool, str or dict
        What is right.
    tolerance : float
        Largest error accepted, relative to the largest entry of the reference. Whole numbers must be equal.

    Returns
    -------
    str
        Empty, or a sentence.

    Examples
    --------
    >>> hint(2.0, 2.0, 1e-3)
    ''
    >>> hint([1.0, -2.0], np.array([-1.0, 2.0]), 1e-3)
    'The size is right, the sign is flipped.'
    >>> hint(np.eye(2)[:1], np.eye(2), 1e-3)
    'Shape (1, 2) came, (2, 2) is expected.'
    """
    if isinstance(reference, Mapping):
        return _entries(answer, reference, tolerance)
    if isinstance(reference, str):
        return _word(answer, reference)
    if isinstance(reference, bool | np.bool_):
        return _truth(answer, bool(reference))
    return _array(answer, reference, tolerance)


def _array(answer: Any, reference: Any, tolerance: float) -> str:
    """Compare numbers: kind, then shape, then size."""
    values = _numbers(answer, scalar=np.ndim(reference) == 0)
    if isinstance(values, str):
        return values
    expected = np.asarray(reference)
    if values.shape != expected.shape:
        return _shape(values, expected, tolerance)
    if expected.dtype.kind in "iu":
        return _whole(values, expected)
    return _size(values, expected.astype(np.float64), tolerance)


def _entries(answer: Any, reference: Mapping[str, Any], tolerance: float) -> str:
    """Check a dict entry by entry and speak about the first that is off."""
    names = ", ".join(map(repr, reference))
    if not isinstance(answer, Mapping):
        return f"A dict with the keys {names} is expected, {_kind(answer)} came."
    if set(answer) != set(reference):
        return f"The keys {', '.join(map(repr, answer)) or 'none'} came, {names} are expected."
    for name, expected in reference.items():
        said = hint(answer[name], expected, tolerance)
        if said:
            return f"{name}: {said[0].lower()}{said[1:]}"
    return ""


def _word(answer: Any, reference: str) -> str:
    """Compare words without regard to case and blanks."""
    if not isinstance(answer, str):
        return f"A text in quotes is expected, {_kind(answer)} came."
    return "" if answer.strip().lower() == reference.strip().lower() else f"{answer!r} is not it."


def _truth(answer: Any, reference: bool) -> str:
    """Compare truth values; numbers are not taken for them."""
    if not isinstance(answer, bool | np.bool_):
        return f"True or False is expected, {_kind(answer)} came."
    return "" if bool(answer) == reference else "It is the other way round."


def _numbers(answer: Any, *, scalar: bool) -> Array | str:
    """Return the answer as an array of finite real numbers, or a sentence that says why it is none."""
    want = "A number is" if scalar else "An array of numbers is"
    if isinstance(answer, tuple(KINDS)):
        return f"{want} expected, {_kind(answer)} came."
    try:
        values = np.asarray(answer)
    except (ValueError, TypeError, RuntimeError):
        return f"{want} expected, a list with rows of unequal length came."
    if values.dtype.kind not in "fiu":
        came = "complex numbers" if values.dtype.kind == "c" else _kind(answer)
        return f"{want} expected, {came} came."
    if not values.size or not np.isfinite(values).all():
        return "Finite numbers are expected, NaN, infinity or nothing came."
    return values.astype(np.float64)


def _kind(answer: Any) -> str:
    """Name the kind of an answer in words."""
    return next((name for kind, name in KINDS.items() if isinstance(answer, kind)), type(answer).__name__)


def _error(values: Array, expected: Array) -> float:
    """Largest difference over the largest entry of what is expected."""
    return float(np.abs(values - expected).max()) / (float(np.abs(expected).max()) or 1.0)


def _roughly(error: float) -> str:
    """Put an error of a single number into words: exact, it would be the answer."""
    words = {0.1: "by less than a tenth", 0.5: "by less than half", 1.0: "by half or more"}
    return next((said for bound, said in words.items() if error < bound), "by its whole size or more")


def _shape(values: Array, expected: Array, tolerance: float) -> str:
    """Speak about a wrong shape, and about right numbers in it."""
    said = f"Shape {values.shape} came, {expected.shape} is expected"
    if expected.ndim == 0:
        said = f"One number is expected, an array of shape {values.shape} came"
    if values.T.shape == expected.shape and _error(values.T, expected) <= tolerance:
        return f"The array is transposed: {said[0].lower()}{said[1:]}."
    if values.size == expected.size and _error(values.reshape(expected.shape), expected) <= tolerance:
        return f"The numbers are right. {said}."
    return f"{said}."


def _whole(values: Array, expected: Array) -> str:
    """Compare whole numbers exactly."""
    wrong = values != expected
    if not wrong.any():
        return ""
    if expected.ndim == 0:
        return f"The number is too {'large' if values > expected else 'small'}."
    return f"{int(wrong.sum())} of {wrong.size} numbers are wrong."


def _size(values: Array, expected: Array, tolerance: float) -> str:
    """Speak about the sign, the order or the scale of numbers that are off."""
    error = _error(values, expected)
    if error <= tolerance:
        return ""
    if _error(-values, expected) <= tolerance:
        return "The size is right, the sign is flipped."
    if expected.ndim == 2 and values.T.shape == expected.shape and _error(values.T, expected) <= tolerance:
        return "The numbers are right but the array is transposed."
    if expected.ndim == 0:
        side = "large" if values > expected else "small"
        return f"The number is too {side}, {_roughly(error)}."
    scale = float((values * expected).sum() / (expected * expected).sum()) if expected.any() else 0.0
    if scale > 0 and _error(values / scale, expected) <= tolerance:
        many = f"{scale:.2g} times too large" if scale > 1 else f"{1 / scale:.2g} times too small"
        return f"Every number is {many}."
    wrong = np.abs(values - expected) > tolerance * (float(np.abs(expected).max()) or 1.0)
    return (
        f"{int(wrong.sum())} of {wrong.size} numbers are off, "
        f"by up to {error:.1g} times the largest right number."
    )
