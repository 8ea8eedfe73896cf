"""The report with its verdicts, as tables for chapters 0 and 19; nothing is judged here, only shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

from lstm.claims import Claim, find_ledger, load_claims
from lstm.verdicts import OPEN, WORDS, badge, collect


@dataclass(frozen=True)
class Table:
    """Rows for readers as an HTML table that scrolls in its own box, and as text for the tests to compare.

    Examples
    --------
    >>> print(Table("Two", ("claim", "verdict"), (("C02", "right"),)))
    claim | verdict
    C02 | right
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    html_rows: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        """Spell the table, one line a row."""
        return "\n".join(" | ".join(row) for row in (self.head, *self.rows))

    def __repr__(self) -> str:
        """Show the text where there is no browser."""
        return str(self)

    def _repr_html_(self) -> str:
        """Return an accessible table: a caption, a header for each column, the first cell the row's header."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in self.head)
        body = ""
        for row in self.html_rows or tuple(tuple(escape(cell) for cell in row) for row in self.rows):
            first, *rest = row
            body += (
                f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>\n"
            )
        return (
            f'<div class="wide" tabindex="0" role="region" aria-label="{escape(self.caption)}"><table>'
            f"<caption>{escape(self.caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
        )


class Report:
    """The report, its claims, and what the chapters made of them.

    Parameters
    ----------
    folder : path
        The book's folder, with ``report.yml``, ``claims.yml`` and the chapters.

    Examples
    --------
    >>> report = Report("book")
    >>> len(report.claims)
    22
    """

    def __init__(self, folder: Path | str = ".") -> None:
        folder = Path(folder)
        self.claims: dict[str, Claim] = load_claims(folder / "claims.yml")
        self.verdicts = collect(folder)
        self.sections: list[dict[str, Any]] = yaml.safe_load(
            (folder / "report.yml").read_text(encoding="utf-8")
        )

        # A claim may span several sentences: its correction stands at the first.
        self._first: dict[str, str] = {}
        for sentence in (sentence for section in self.sections for sentence in section["sentences"]):
            for claim in sentence["claims"]:
                self._first.setdefault(claim, sentence["fr"])

    def _correction(self, sentence: dict[str, Any], claims: list[str]) -> tuple[str, str]:
        """Return what a sentence should say, in French and in English."""
        if claims:
            return (
                " ".join(self.claims[c].corrected_fr for c in claims),
                " ".join(self.claims[c].corrected_en for c in claims),
            )
        if sentence["claims"]:
            return "voir plus haut", "see above"
        return sentence.get("corrected_fr", sentence["fr"]), sentence.get("corrected_en", sentence["en"])

    def word(self, claim: str) -> str:
        """Return a claim's verdict, or why there is none yet.

        Examples
        --------
        >>> Report("book").word("C16")
        'right'
        """
        if claim in self.verdicts:
            return str(self.verdicts[claim]["word"])
        return f"open: chapter {self.claims[claim].chapter} is not written yet"

    def link(self, claim: str) -> str:
        """Return a claim's number, as a link to its chapter where there is one."""
        file = self.verdicts.get(claim, {}).get("file")
        return f'<a href="{file}.html">{claim}</a>' if file else claim

    def label(self, claim: str) -> str:
        """Return a claim's badge, followed by what an open claim waits for."""
        word, colon, reason = self.word(claim).partition(":")
        return badge(word) + colon + escape(reason)

    def counts(self) -> dict[str, int]:
        """Count the verdicts by word, from right to empty, then the open claims; words that no claim got are left out.

        Examples
        --------
        >>> sum(Report("book").counts().values())
        22
        """
        count = Counter(self.word(claim).split(":")[0] for claim in self.claims)
        return {word: count[word] for word in (*WORDS, OPEN) if count[word]}

    def sentences(self) -> Table:
        """List every sentence of the report with the verdicts on its claims."""
        rows, html = [], []
        for section in self.sections[:-1]:
            for sentence in section["sentences"]:
                verdicts, badges = self._judged(sentence["claims"])
                rows.append((sentence["fr"], sentence["en"], verdicts))
                html.append(
                    (f'<span lang="fr">{escape(sentence["fr"])}</span>', escape(sentence["en"]), badges)
                )
        head = ("the report says", "in English", "verdict")
        return Table("The report, sentence by sentence", head, tuple(rows), tuple(html))

    def _judged(self, claims: list[str]) -> tuple[str, str]:
        """Return the verdicts on the claims of a sentence, as text and as HTML."""
        if not claims:
            return "no claim", '<span class="words">no claim</span>'
        badges = "<br>".join(f"{self.link(claim)} {self.label(claim)}" for claim in claims)
        return "; ".join(f"{claim} {self.word(claim)}" for claim in claims), badges

    def ledger(self) -> Table:
        """List all claims with their rule, what was measured, and the verdict."""
        rows, html = [], []
        for name, claim in self.claims.items():
            rules = "; ".join(map(str, claim.rules))
            measured = self.verdicts.get(name, {}).get("measured", {})
            values = ", ".join(f"{q} = {v:.4g}" for q, v in measured.items()) or "nothing yet"
            rows.append((name, claim.experiment, rules, values, self.word(name)))
            # A line of the rule and a value each have their own line; long names may break at an underscore.
            rule = ";<br>".join(escape(line) for line in rules.split("; ")).replace("_", "_<wbr>")
            value = ",<br>".join(escape(part) for part in values.split(", ")).replace("_", "_<wbr>")
            words = f'<span class="words">{escape(claim.experiment)}</span>'  # as text, to be translated
            html.append((self.link(name), words, rule, value, self.label(name)))
        head = ("claim", "experiment", "rule", "measured", "verdict")
        return Table("The ledger of claims", head, tuple(rows), tuple(html))

    def corrected(self, section: int) -> Table:
        """Set one section of the report beside its corrected wording in both languages."""
        rows, html = [], []
        part = self.sections[section]
        for sentence in part["sentences"]:
            claims = sentence["claims"]
            tested = all(claim in self.verdicts for claim in claims)
            new = [claim for claim in claims if self._first[claim] == sentence["fr"]]
            fr, en = self._correction(sentence, new)
            mark = "" if tested else " (provisional)"
            verdicts, badges = self._judged(claims)
            rows.append((sentence["fr"], verdicts, fr + mark, en + mark))
            french = (f'<span lang="fr">{escape(text)}</span>' for text in (sentence["fr"], fr))
            html.append((next(french), badges, next(french) + mark, escape(en) + mark))
        head = ("the report says", "verdict", "corrected, in French", "corrected, in English")
        return Table(f"{part['heading']} ({part['en']})", head, tuple(rows), tuple(html))


def find_report() -> Report:
    """Return the report, from the book's folder or from the project's.

    Raises
    ------
    ValueError
        As :func:`lstm.claims.find_ledger`.

    Examples
    --------
    >>> len(find_report().claims)
    22
    """
    return Report(find_ledger().parent)
