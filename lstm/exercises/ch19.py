"""Exercises of chapter 19: the report, corrected."""

from __future__ import annotations

from lstm.exercises.registry import exercise


@exercise("19.1", tolerance=1e-9)
def claims_of_the_last_sentence() -> int:
    """Count the claims of the report's last sentence."""
    from lstm.claims import find_ledger  # noqa: PLC0415  PyYAML is loaded only where it is needed
    from lstm.report import Report  # noqa: PLC0415

    return len(Report(find_ledger().parent).sections[6]["sentences"][-1]["claims"])
