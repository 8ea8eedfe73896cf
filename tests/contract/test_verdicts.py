"""The ledger, the measurements and the pages must say the same."""

import json
from pathlib import Path

import pytest

from lstm.claims import load_claims
from lstm.report import Report
from lstm.verdicts import collect

BOOK = Path(__file__).parents[2] / "book"
CLAIMS = load_claims(BOOK / "claims.yml")
VERDICTS = collect(BOOK)


def page(name):
    cells = json.loads((BOOK / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [o for cell in cells for o in cell.get("outputs", [])]
    return "\n".join("".join(o.get("data", {}).get("text/plain", "")) for o in outputs)


def test_all_claims_of_the_report_are_in_the_ledger():
    assert list(CLAIMS) == [f"C{k:02d}" for k in range(1, 23)]


@pytest.mark.parametrize("claim", VERDICTS)
def test_each_stored_verdict_is_what_the_rule_makes_of_the_stored_numbers(claim):
    record = VERDICTS[claim]
    again = CLAIMS[claim].judge(**record["measured"])
    assert (again.word, again.rule) == (record["word"], record["rule"])


@pytest.mark.parametrize("claim", CLAIMS)
def test_each_claim_whose_chapter_exists_has_a_verdict_there_and_no_other_claim_has_one(claim):
    chapter = f"{CLAIMS[claim].chapter:02d}_"
    exists = [path.stem for path in BOOK.glob(f"{chapter}*.ipynb")]
    assert [VERDICTS[claim]["file"]] == exists if claim in VERDICTS else not exists


def test_no_claim_is_judged_in_two_places():
    text = "".join(path.read_text(encoding="utf-8") for path in BOOK.glob("*.ipynb"))
    assert text.count('"application/vnd.lstm.verdict+json"') == len(VERDICTS)


def test_each_claim_is_quoted_word_for_word_from_the_report():
    report = Report(BOOK)
    sentences = [s["fr"] for section in report.sections for s in section["sentences"]]
    text = " ".join(" ".join(sentences).split())
    for claim in CLAIMS.values():
        assert " ".join(claim.fr.split()) in text, claim.id


def test_the_sentences_of_the_report_name_every_claim():
    named = {c for section in Report(BOOK).sections for s in section["sentences"] for c in s["claims"]}
    assert named == set(CLAIMS)


def test_chapter_0_shows_what_the_chapters_stored():
    report, shown = Report(BOOK), page("00_report")
    assert str(report.sentences()) in shown
    assert str(report.ledger()) in shown


def test_chapter_19_shows_what_the_chapters_stored():
    report, shown = Report(BOOK), page("19_corrected")
    for section in (0, 1, 2, 4, 5, 6):
        assert str(report.corrected(section)) in shown


def test_every_claim_quoted_in_a_chapter_is_judged_in_that_chapter():
    for path in BOOK.glob("*.ipynb"):
        prose = "".join(
            "".join(c["source"])
            for c in json.loads(path.read_text())["cells"]
            if c["cell_type"] == "markdown"
        )
        quoted = {claim for claim in CLAIMS if f"> **{claim}**" in prose}
        assert quoted == {claim for claim, record in VERDICTS.items() if record["file"] == path.stem}, (
            path.stem
        )
