"""What a rule made of what was measured: shown to readers as a badge, left in the chapter as a record."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = ("right", "right-if", "imprecise", "wrong", "empty")
# No verdict yet, or none at all: the experiment did not show what its rule needs.
OPEN = "open"
RECORD = "application/vnd.lstm.verdict+json"
# White on each of these has a contrast above 4.5, on a light page and on a dark one.
COLOURS = {
    "right": "#00694d",
    "right-if": "#005a8f",
    "imprecise": "#7a5600",
    "wrong": "#a63d00",
    "empty": "#5f5f5f",
}


def badge(word: str) -> str:
    """Return a verdict as a small HTML label: a word first, a colour second.

    Examples
    --------
    >>> badge("right")
    '<span class="verdict verdict-right" style="background:#00694d">right</span>'
    """
    colour = COLOURS.get(word, "#5f5f5f")
    name = word if word in WORDS else OPEN
    return f'<span class="verdict verdict-{name}" style="background:{colour}">{html.escape(word)}</span>'


@dataclass(frozen=True)
class Verdict:
    """What a rule made of what was measured.

    Attributes
    ----------
    claim : str
        The claim's id.
    word : str
        One of :data:`WORDS`, or ``open``.
    measured : dict
        Quantity to value, to four significant digits.
    rule : str
        The line of the rule that decided.

    Examples
    --------
    >>> print(Verdict("C02", "right", {"maps": 4.0}, "right if maps == 4"))
    C02: right (right if maps == 4; measured: maps = 4)
    """

    claim: str
    word: str
    measured: dict[str, float]
    rule: str

    def __str__(self) -> str:
        """Spell the verdict in one line."""
        values = ", ".join(f"{name} = {value:.4g}" for name, value in self.measured.items())
        return f"{self.claim}: {self.word} ({self.rule}; measured: {values})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002
        """Show a badge to readers and leave a record for chapters 0 and 19."""
        values = ", ".join(f"{html.escape(n)} = {v:.4g}" for n, v in self.measured.items())
        page = f"<p><strong>{self.claim}</strong> {badge(self.word)} {html.escape(self.rule)}; measured: {values}</p>"
        record = {"claim": self.claim, "word": self.word, "measured": self.measured, "rule": self.rule}
        return {"text/plain": str(self), "text/html": page, RECORD: record}


def collect(folder: Path | str) -> dict[str, dict[str, Any]]:
    """Read the verdicts that the chapters stored in their outputs: claim id to record, with its chapter's file.

    Examples
    --------
    >>> sorted(collect("book").get("C02", {"claim": "", "file": "", "measured": "", "rule": "", "word": ""}))
    ['claim', 'file', 'measured', 'rule', 'word']
    """
    found = {}
    for path in sorted(Path(folder).glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in (o for cell in cells for o in cell.get("outputs", [])):
            record = output.get("data", {}).get(RECORD)
            if record:
                found[record["claim"]] = {**record, "file": path.stem}
    return found
