"""A term of the glossary explains itself where it is the term, and not where it is another word."""

import importlib.util
from pathlib import Path

import pytest
from docutils import nodes

spec = importlib.util.spec_from_file_location(
    "glossary", Path(__file__).parents[2] / "book" / "_ext" / "glossary.py"
)
glossary = importlib.util.module_from_spec(spec)
spec.loader.exec_module(glossary)

KNOWN = {"porte d'oubli": "", "cell": "", "gate": "", "horizon": "", "porte": "", "cellule": ""}


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Such a layer is called a gate.", ["gate"]),
        ("Fit it behind a gate; a cell has a gate.", ["cell", "gate"]),
        ("It has no horizon, the forecast has a horizon.", ["horizon"]),
        ("A nerve cell fires.", []),
        ("Une telle couche s’appelle une porte.", ["porte"]),
        ("La ligne porte le nom de la cellule.", ["cellule"]),
        ("Un verdict porte sur une phrase, une porte sur un état.", ["porte"]),
        ("La porte d’oubli et les portes d’une cellule.", ["porte d'oubli", "porte", "cellule"]),
        ("L’état porte encore ce qu’il porte.", []),
        ("Elle consulte une porte de validation.", []),
    ],
)
def test_terms_are_found_in_their_own_sense(text, terms):
    pieces = glossary.split(nodes.Text(text), KNOWN, glossary.pattern(list(KNOWN)), set())
    assert [piece["name"] for piece in pieces if isinstance(piece, glossary.explained)] == terms
    assert "".join(piece.astext() for piece in pieces) in (text, "")
