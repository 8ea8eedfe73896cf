"""The ledger, the measurements and the pages must say the same."""

import json
import re
from pathlib import Path

import pytest

from lstm.claims import load_claims
from lstm.report import Report
from lstm.verdicts import RECORD, WORDS, badge, collect

BOOK = Path(__file__).parents[2] / "book"
CLAIMS = load_claims(BOOK / "claims.yml")
VERDICTS = collect(BOOK)
CHAPTERS = sorted(BOOK.glob("*.ipynb"))


def joined(text):
    return text if isinstance(text, str) else "".join(text)


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def outputs(path):
    return [output.get("data", {}) for cell in cells(path) for output in cell.get("outputs", [])]


def prose(path):
    return "\n\n".join(joined(cell["source"]) for cell in cells(path) if cell["cell_type"] == "markdown")


def shown(name):
    """The tables of a chapter, as text and as readers see them."""
    return [
        (joined(o.get("text/plain", "")), joined(o.get("text/html", "")))
        for o in outputs(BOOK / f"{name}.ipynb")
    ]


def words(text):
    """Words only: no marks of quotation or emphasis, no kinds of space."""
    return " ".join(re.sub(r"[*«»>\s]+", " ", text).split())


def test_all_claims_of_the_report_are_in_the_ledger():
    assert list(CLAIMS) == [f"C{k:02d}" for k in range(1, 23)]


@pytest.mark.parametrize("claim", VERDICTS)
def test_each_stored_verdict_is_what_the_rule_makes_of_the_stored_numbers(claim):
    record = VERDICTS[claim]
    again = CLAIMS[claim].judge(**record["measured"])
    assert (again.word, again.rule) == (record["word"], record["rule"])


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_badge_that_a_chapter_shows_is_the_verdict_that_it_stored(path):
    for output in outputs(path):
        if RECORD in output:
            record, html = output[RECORD], joined(output["text/html"])
            assert joined(output["text/plain"]).startswith(
                f"{record['claim']}: {record['word']} ({record['rule']};"
            )
            assert re.findall(r"<span.*?</span>", html) == [badge(record["word"])]
            assert f"<strong>{record['claim']}</strong>" in html


@pytest.mark.parametrize("claim", CLAIMS)
def test_each_claim_whose_chapter_exists_has_a_verdict_there_and_no_other_claim_has_one(claim):
    chapter = f"{CLAIMS[claim].chapter:02d}_"
    exists = [path.stem for path in BOOK.glob(f"{chapter}*.ipynb")]
    assert [VERDICTS[claim]["file"]] == exists if claim in VERDICTS else not exists


def test_no_claim_is_judged_in_two_places():
    assert sum(RECORD in output for path in CHAPTERS for output in outputs(path)) == len(VERDICTS)


def test_each_claim_is_quoted_word_for_word_from_the_report():
    report = Report(BOOK)
    sentences = [s["fr"] for section in report.sections for s in section["sentences"]]
    text = " ".join(" ".join(sentences).split())
    for claim in CLAIMS.values():
        assert " ".join(claim.fr.split()) in text, claim.id


def test_the_sentences_of_the_report_name_every_claim():
    named = {c for section in Report(BOOK).sections for s in section["sentences"] for c in s["claims"]}
    assert named == set(CLAIMS)


def test_each_reference_of_the_ledger_is_in_the_bibliography():
    keys = set(
        re.findall(r"^@\w+\{(\w+),", (BOOK / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {key for claim in CLAIMS.values() for key in claim.references} <= keys
    assert all(claim.references for claim in CLAIMS.values())


def test_chapter_0_shows_what_the_chapters_stored():
    report, tables = Report(BOOK), shown("00_report")
    for table in (report.sentences(), report.ledger()):
        assert (str(table), table._repr_html_()) in tables


def test_chapter_19_shows_what_the_chapters_stored():
    report, tables = Report(BOOK), shown("19_corrected")
    for number, section in enumerate(report.sections[:-1]):
        if section["sentences"]:
            table = report.corrected(number)
            assert (str(table), table._repr_html_()) in tables, section["heading"]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_claim_quoted_in_a_chapter_is_judged_there_and_quoted_word_for_word(path):
    quoted = dict(re.findall(r"^> \*\*(C\d\d)\*\* (.*)$", prose(path), re.MULTILINE))
    assert set(quoted) == {claim for claim, record in VERDICTS.items() if record["file"] == path.stem}
    for claim, text in quoted.items():
        assert words(text) == words(CLAIMS[claim].fr)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_sentence_that_names_one_claim_and_one_verdict_names_the_computed_one(path):
    for sentence in re.split(r"(?<=[.?!;:])\s+|\n\n", prose(path)):
        claims = set(re.findall(r"\bC\d\d\b", sentence))
        verdicts = set(re.findall(rf"(?<![\w-])({'|'.join(sorted(WORDS, reverse=True))})(?![\w-])", sentence))
        if len(claims) == len(verdicts) == 1:
            claim, verdict = claims.pop(), verdicts.pop()
            assert Report(BOOK).word(claim) == verdict, sentence
