"""Exercises of chapter 0: the report and its verdict."""

from __future__ import annotations

from lstm.exercises.registry import exercise


@exercise("0.1")
def verdict_at_the_edge_of_a_rule() -> str:
    """Apply a rule to values of which one stands on its bound."""
    from lstm.claims import Claim, Rule  # noqa: PLC0415  PyYAML is loaded only where it is needed

    rules = (Rule("imprecise", {"a": ">= 2", "b": "> 0.1"}), Rule("right", {}))
    claim = Claim("C00", "", "", 0, "", "", {"a": "", "b": ""}, rules, "", "")
    return claim.judge(a=3, b=0.1).word


@exercise("0.2", tolerance=1e-9)
def claims_with_a_verdict() -> int:
    """Count the claims that a chapter has judged."""
    from lstm.report import find_report  # noqa: PLC0415  PyYAML is loaded only where it is needed

    report = find_report()
    return len(report.claims) - report.counts().get("open", 0)


@exercise("0.3", tolerance=1e-3)
def share_that_holds() -> float:
    """Divide the claims that hold, with or without a condition, by all."""
    from lstm.report import find_report  # noqa: PLC0415  PyYAML is loaded only where it is needed

    report = find_report()
    counts = report.counts()
    return (counts.get("right", 0) + counts.get("right-if", 0)) / len(report.claims)
