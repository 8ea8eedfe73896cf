"""Exercises of chapter 19: the report, corrected."""

from __future__ import annotations

from lstm.exercises.registry import exercise


@exercise("19.1", tolerance=1e-9)
def claims_of_the_last_sentence() -> int:
    """Count the claims of the last sentence before the report's sources."""
    from lstm.report import find_report  # noqa: PLC0415  PyYAML is loaded only where it is needed

    return len(find_report().sections[6]["sentences"][-1]["claims"])


@exercise("19.2", tolerance=1e-9)
def sentences_without_a_claim() -> int:
    """Count the sentences of the report that make no claim."""
    from lstm.report import find_report  # noqa: PLC0415  PyYAML is loaded only where it is needed

    sections = find_report().sections
    return sum(not sentence["claims"] for section in sections for sentence in section["sentences"])


@exercise("19.3")
def verdict_on_one_gate() -> str:
    """Apply the rule of C16 to an LSTM with one gate."""
    from lstm.claims import load_claims  # noqa: PLC0415  PyYAML is loaded only where it is needed

    return load_claims()["C16"].judge(gates_lstm=1, gates_gru=2).word
