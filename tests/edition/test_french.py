"""A page that is in French is so from end to end, is current, and says the same: no number or formula differs."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("french", ROOT / "tools" / "french.py")
french = importlib.util.module_from_spec(spec)
sys.modules["french"] = french
spec.loader.exec_module(french)

PAGES = sorted(
    path.relative_to(french.LOCALE).with_suffix("").as_posix() for path in french.LOCALE.rglob("*.po")
)


def glossary():
    """English term to the stem of the word that its French term ends in."""
    text = (ROOT / "book" / "notation.md").read_text(encoding="utf-8")
    terms = re.findall(r"(?m)^([a-z][^(\n]*?)(?:, [A-Z]+)? \(\*([^*]+)\*\)$", text)
    return {term: foreign.replace("'", " ").split()[-1] for term, foreign in terms}


GLOSSARY = glossary()
# "Cell" and "activation" have other meanings too: a cell of a notebook, the activity of a unit.
SETTLED = {k: v for k, v in GLOSSARY.items() if k not in {"cell", "activation", "batch", "overfitting"}}


def unsettled(text, translation):
    """The terms of the glossary that a translation renders by another word."""
    plain = french.LITERAL.sub(" ", text)
    return [
        term
        for term, word in SETTLED.items()
        if re.search(rf"\b{term}s?\b", plain, re.IGNORECASE)
        and word[: max(4, len(word) - 2)].lower() not in translation.lower()
    ]


def test_no_text_is_missing_fuzzy_or_stale_and_no_catalogue_is_left_of_a_page_that_is_gone(tmp_path):
    # Half a minute: made once for all pages, since each process of pytest would make its own.
    english = french.templates(tmp_path)
    assert set(PAGES) <= set(english)
    translated = {page: french.read(page) for page in PAGES}
    nothing: dict[str, list[str]] = {page: [] for page in PAGES}
    assert {p: [text for text in english[p] if not translated[p].get(text)] for p in PAGES} == nothing
    assert {p: [text for text in translated[p] if text not in english[p]] for p in PAGES} == nothing


@pytest.mark.parametrize("page", PAGES)
def test_numbers_formulas_and_references_are_those_of_the_english_text(page):
    wrong = {
        t: f
        for t, translation in french.read(page).items()
        if translation and (f := french.faults(t, translation))
    }
    assert wrong == {}


@pytest.mark.parametrize("page", PAGES)
def test_a_term_of_the_glossary_has_one_translation(page):
    wrong = {
        t: u
        for t, translation in french.read(page).items()
        if translation and (u := unsettled(t, translation))
    }
    assert wrong == {}


@pytest.mark.parametrize("page", PAGES)
def test_catalogues_are_in_normal_form(page, tmp_path, monkeypatch):
    stored = (french.LOCALE / f"{page}.po").read_bytes()
    known = french.read(page)
    monkeypatch.setattr(french, "LOCALE", tmp_path)
    french.write(page, list(known), known)
    assert (tmp_path / f"{page}.po").read_bytes() == stored


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("The gate is 0.5.", "La porte vaut 0,6."),
        ("See $h_t$.", "Voir $h_{t-1}$."),
        ("See {eq}`eq-05-cell`.", "Voir."),
        ("It took 1,000 steps.", "Cela prit 100 pas."),
        ("Run `make book`.", "Lancez `make test`."),
        ("> **C07** « Il existe »", "> **C07** « Il existent »"),
    ],
)
def test_a_planted_difference_is_found(text, translation):
    assert french.faults(text, translation)


def test_what_is_the_same_passes():
    assert (
        french.faults("A share of 0.5 of 1,000, see $f$.", "Une part de 0,5 sur 1\u202f000, voir $f$.") == []
    )


def test_two_translations_of_a_term_are_found():
    assert unsettled("The forget gate is open.", "La vanne d'omission est ouverte.") == [
        "forget gate",
        "gate",
    ]
    assert unsettled("The forget gates are open.", "Les portes d'oubli sont ouvertes.") == []


def test_a_computed_number_is_spelt_as_french_prose_spells_it():
    spelt = french.editions.number_in_french
    assert spelt("1,090 (69.5 to 17,000)") == "1\u202f090 (69,5 à 17\u202f000)"
    assert spelt("10 of 10, 50 % to 60 %") == "10 sur 10, 50 % à 60 %"
    assert spelt("4.5, 120, LSTM to go") == "4,5, 120, LSTM to go"
