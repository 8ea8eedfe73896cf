"""The ledger of claims: sentence, rule fixed in advance, measured value, verdict."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from lstm.verdicts import OPEN, WORDS, Verdict

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


@dataclass(frozen=True)
class Rule:
    """One line of a claim's rule: a verdict, and the comparisons that must all hold for it.

    Examples
    --------
    >>> Rule("right", {"maps": "== 4"}).holds({"maps": 4.0})
    True
    """

    verdict: str
    when: dict[str, str]

    def holds(self, measured: dict[str, float]) -> bool:
        """Tell whether every comparison holds; a rule without one always does."""
        return all(_compare(measured[name], comparison) for name, comparison in self.when.items())

    def __str__(self) -> str:
        """Spell the rule as a reader would."""
        tests = " and ".join(f"{name} {comparison}" for name, comparison in self.when.items())
        return f"{self.verdict} if {tests}" if tests else f"otherwise {self.verdict}"


def _compare(value: float, comparison: str) -> bool:
    """Evaluate a comparison such as ``"< 1e-12"``; nothing else can be written in the ledger."""
    sign, _, bound = comparison.partition(" ")
    if sign not in OPERATORS:
        raise ValueError(f"rule: {comparison!r} came, one of {' '.join(OPERATORS)} and a number expected")
    return OPERATORS[sign](value, float(bound))


@dataclass(frozen=True)
class Claim:
    """One claim of the report.

    Attributes
    ----------
    id, fr, en : str
        Its number, its words in the report, a translation.
    chapter : int
        The chapter that tests it.
    experiment, reason : str
        What is measured, and why the rule decides.
    quantities : dict
        Name of each measured quantity to its meaning.
    rules : tuple of Rule
        Tried in order; the first that holds decides.
    corrected_fr, corrected_en : str
        What the sentence should say.
    references : tuple of str
        Keys of the bibliography.
    """

    id: str
    fr: str
    en: str
    chapter: int
    experiment: str
    reason: str
    quantities: dict[str, str]
    rules: tuple[Rule, ...]
    corrected_fr: str
    corrected_en: str
    references: tuple[str, ...] = ()

    def judge(self, **measured: float) -> Verdict:
        """Apply the rule to measured values.

        Raises
        ------
        ValueError
            A quantity that is missing, unknown or not a finite number.

        Examples
        --------
        >>> rules = (Rule("right", {"gates": ">= 2"}), Rule("wrong", {}))
        >>> claim = Claim("C16", "", "", 5, "", "", {"gates": "number of gates"}, rules, "", "")
        >>> claim.judge(gates=3).word
        'right'
        """
        if set(measured) != set(self.quantities):
            raise ValueError(
                f"{self.id}: quantities {sorted(measured)} came, {sorted(self.quantities)} expected, as in claims.yml"
            )
        for name, value in measured.items():
            if not math.isfinite(value):
                raise ValueError(f"{self.id}: {name} = {value} came, a finite number expected")
        # The rounded value decides, so that the record alone reproduces the verdict.
        rounded = {name: float(f"{float(measured[name]):.4g}") for name in self.quantities}
        rule = next(rule for rule in self.rules if rule.holds(rounded))
        return Verdict(self.id, rule.verdict, rounded, str(rule))


def find_ledger() -> Path:
    """Return the path of ``claims.yml``, from the book's folder or from the project's.

    Raises
    ------
    ValueError
        It is in neither place.
    """
    for place in (Path("claims.yml"), Path("book/claims.yml")):
        if place.is_file():
            return place
    raise ValueError("claims.yml: not found here or in book/; run in the project's folder or pass its path")


def load_claims(path: Path | str | None = None) -> dict[str, Claim]:
    """Read the ledger and return the claims by id.

    Parameters
    ----------
    path : path, optional
        ``claims.yml``; looked for in the current folder and in ``book/`` where not given.

    Raises
    ------
    ValueError
        No ledger, or an entry that lacks a field, names an unknown verdict or has no last resort.

    Examples
    --------
    >>> len(load_claims("book/claims.yml"))
    22
    """
    entries = yaml.safe_load(Path(path or find_ledger()).read_text(encoding="utf-8"))
    return {entry["id"]: _claim(entry) for entry in entries}


def _claim(entry: dict[str, Any]) -> Claim:
    """Build a claim from its entry in the ledger and check that its rule can always decide."""
    name = entry.get("id", "a claim without id")
    names = [field.name for field in fields(Claim)]
    missing = [field for field in names if field not in entry and field != "references"]
    if missing:
        raise ValueError(f"claims.yml: {name} lacks {', '.join(missing)}")
    rules = tuple(Rule(line["verdict"], line.get("when") or {}) for line in entry["rules"])
    unknown = {q for rule in rules for q in rule.when} - set(entry["quantities"])
    if unknown or any(rule.verdict not in (*WORDS, OPEN) for rule in rules) or rules[-1].when:
        raise ValueError(
            f"claims.yml: {name}: every rule needs a verdict among {', '.join((*WORDS, OPEN))} and known quantities "
            f"(unknown: {sorted(unknown)}), and the last one no condition"
        )
    values = {field: entry[field] for field in names if field in entry}
    return Claim(**values | {"rules": rules, "references": tuple(entry.get("references", ()))})


def judge(claim: str, **measured: float) -> Verdict:
    """Judge a claim of the ledger from what a chapter measured.

    Parameters
    ----------
    claim : str
        Its id.
    **measured
        One finite number per quantity that the ledger names.

    Raises
    ------
    ValueError
        An unknown claim, or as :meth:`Claim.judge`.

    Examples
    --------
    >>> judge("C16", gates_lstm=3, gates_gru=2).word
    'right'
    """
    claims = load_claims()
    if claim not in claims:
        raise ValueError(f"claim: {claim!r} came, one of {', '.join(claims)} expected")
    return claims[claim].judge(**measured)
