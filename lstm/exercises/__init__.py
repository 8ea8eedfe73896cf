"""Exercises that check themselves: one file per chapter, references that the package computes.

Examples
--------
>>> from lstm.exercises import check
>>> check("3.1", 1)
The number is too small.
"""

from __future__ import annotations

from lstm.exercises.registry import check, exercise, exercises

__all__ = ["check", "exercise", "exercises"]
