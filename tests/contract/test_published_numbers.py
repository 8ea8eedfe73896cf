"""Numbers from papers: each has its place in the paper, a known paper, and a claim that it bears on."""

import csv
import re
from pathlib import Path

from lstm.claims import load_claims

BOOK = Path(__file__).parents[2] / "book"
STATUS = {"read in the paper", "read in the abstract", "recomputed from the text", "second-hand"}


def rows():
    with (BOOK / "published_numbers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_number_stands_twice():
    ids = [row["id"] for row in rows()]
    assert len(set(ids)) == len(ids)


def test_each_number_names_a_paper_of_the_bibliography_and_the_place_in_it():
    keys = set(
        re.findall(r"^@\w+\{(\w+),", (BOOK / "references.bib").read_text(encoding="utf-8"), re.MULTILINE)
    )
    for row in rows():
        assert row["reference"] in keys, row["id"]
        assert row["locator"], row["id"]


def test_each_number_says_how_well_it_was_verified():
    assert {row["status"] for row in rows()} <= STATUS


def test_each_number_bears_on_a_claim():
    claims = load_claims(BOOK / "claims.yml")
    for row in rows():
        assert row["claims"], row["id"]
        assert set(row["claims"].split()) <= set(claims), row["id"]
