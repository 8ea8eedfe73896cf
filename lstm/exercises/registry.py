"""The register of exercises, and the check that a reader calls."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from lstm.exercises.hints import hint


class Exercise(NamedTuple):
    """One exercise: its id, the function that computes the reference, and the relative tolerance."""

    id: str
    reference: Callable[[], Any]
    tolerance: float


def _name(function: Callable[[], Any]) -> str:
    """Full name of a function."""
    return f"{function.__module__}.{function.__qualname__}"


_REGISTER: dict[str, Exercise] = {}


def exercise(exercise_id: str, tolerance: float = 1e-3) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Register the function below as the reference of an exercise; it runs only when an answer is checked.

    Parameters
    ----------
    exercise_id : str
        "chapter.number"; the function stands in the chapter's file, "5.1" in ``ch05.py``.
    tolerance : float
        Largest error accepted, relative to the largest entry of the reference. The default accepts four
        digits copied from a page.

    Returns
    -------
    callable
        A decorator. The function takes nothing and returns a number, an array, a truth value, a word, or a
        dict of these.

    Raises
    ------
    ValueError
        An id that is taken.

    Examples
    --------
    >>> @exercise("0.0")
    ... def two():
    ...     return 1.0 + 1.0
    >>> check("0.0", 2)
    Right.
    >>> del _REGISTER["0.0"]
    """

    def register(reference: Callable[[], Any]) -> Callable[[], Any]:
        taken = _REGISTER.get(exercise_id)
        # Reloading a chapter's file registers its own exercises again; only another function is a clash.
        if taken and _name(taken.reference) != _name(reference):
            raise ValueError(
                f"exercise_id: {exercise_id!r} is taken by {taken.reference.__name__}; choose another"
            )
        _REGISTER[exercise_id] = Exercise(exercise_id, reference, tolerance)
        return reference

    return register


def exercises() -> dict[str, Exercise]:
    """Load every chapter's exercises and return them by id, in the order of the book.

    Examples
    --------
    >>> "3.1" in exercises()
    True
    """
    for file in sorted(Path(__file__).parent.glob("ch*.py")):
        import_module(f"lstm.exercises.{file.stem}")
    return dict(sorted(_REGISTER.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def check(exercise_id: str, answer: Any) -> None:
    """Print "Right.", or one sentence that says what is off; the answer itself is never shown.

    Parameters
    ----------
    exercise_id : str
        Number of the exercise, such as "3.1".
    answer : number, array, bool, str or dict
        What the exercise asks for. Lists count as arrays.

    Raises
    ------
    ValueError
        An id that no exercise has. A wrong answer, of whatever type, raises nothing.

    Examples
    --------
    >>> check("3.1", "many")
    A number is expected, text came.
    """
    if not isinstance(exercise_id, str) or exercise_id not in (known := exercises()):
        raise ValueError(
            f"exercise_id: {exercise_id!r} came, one of {', '.join(map(repr, exercises()))} expected"
        )
    found = known[exercise_id]
    print(hint(answer, found.reference(), found.tolerance) or "Right.")  # noqa: T201  printing is its purpose
