"""Every figure has a French twin, drawn from the same values and with the words of the present catalogue."""

import base64
import hashlib
import importlib.util
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from docutils import nodes
from matplotlib import pyplot as plt
from PIL import Image

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "book").glob("*.ipynb"))


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


figures = load("figures", ROOT / "tools" / "figures.py")
editions = load("editions", ROOT / "book" / "_ext" / "editions.py")


def english():
    """The digest of each stored English picture, by name of its figure."""
    found = {}
    for path in CHAPTERS:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if "image/png" in output.get("data", {}):
                    png = base64.b64decode("".join(output["data"]["image/png"]))
                    name = cell["metadata"]["mystnb"]["figure"]["name"]
                    found[name] = hashlib.sha256(png).hexdigest()
    return found


ENGLISH, TWINS = english(), figures.stored()


def test_every_figure_has_a_twin_and_no_twin_is_left_of_a_figure_that_is_gone():
    assert set(TWINS) == set(ENGLISH), "run tools/notebooks.py on the chapter, or delete the picture"


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_was_drawn_beside_the_stored_picture(name):
    assert figures.notes(TWINS[name])[0] == ENGLISH[name], "run tools/notebooks.py on the chapter"


@pytest.mark.parametrize("name", TWINS)
def test_a_twin_says_what_the_catalogue_says_now(name):
    words, catalogue = figures.notes(TWINS[name])[1], figures.translations()
    assert {w: t for w, t in words.items() if not catalogue.get(w)} == {}, "untranslated"
    assert {w: t for w, t in words.items() if catalogue[w] != t} == {}, (
        "run tools/notebooks.py on the chapter"
    )


def test_twins_are_small():
    assert sum(path.stat().st_size for path in TWINS.values()) < 2_000_000


@pytest.mark.parametrize(
    ("text", "translation", "entry"),
    [
        ("step 2", "pas 2", "step {}"),
        ("after 0.5 of 16 steps", "après 0.5 des 16 pas", "after {} of {} steps"),
        ("gate $f_2$", "porte $f_2$", "gate $f_2$"),
        ("LSTM1", "LSTM1", "LSTM1"),
    ],
)
def test_numbers_and_formulas_stay(text, translation, entry):
    words = figures.Words(
        {
            "step {}": "pas {}",
            "after {} of {} steps": "après {} des {} pas",
            "gate $f_2$": "porte $f_2$",
        }
    )
    assert words(text) == translation
    assert list(words.used) == [entry]


@pytest.mark.parametrize("text", ["", "0.5", "x", "$\\mathdefault{10^{2}}$", "\u22123", "1e6", "nan"])
def test_what_has_no_word_needs_no_translation(text):
    words = figures.Words({})
    assert words(text) == text
    assert words.used == {}


def drawing():
    """A figure with words in each kind of place, those that are written anew at each drawing too."""
    fig, ax = plt.subplots(layout="constrained")
    ax.plot([0, 1], [1, 2], label="label")
    ax.set(title="title 1", xlabel="across", ylabel="upward")
    ax.set_xticks([0, 1], ["left", "right"])
    ax.annotate("note", (0.5, 1.5))
    ax.text(0.2, 1.2, "hidden", visible=False)
    ax.legend(title="heading")
    return fig


def test_every_word_of_a_figure_is_drawn_in_french_and_then_the_figure_is_as_before():
    fig = drawing()
    before = figures.draw(fig, lambda text: text)
    words = figures.Words({"left": "à gauche"})
    twin = figures.draw(fig, words)
    assert set(words.used) == {"label", "title {}", "across", "upward", "left", "right", "note", "heading"}
    assert twin != before
    assert figures.draw(fig, lambda text: text) == before
    plt.close(fig)


def test_the_french_form_is_taken_out_of_the_output():
    fig = drawing()
    plain = base64.b64encode(figures.draw(fig, lambda text: text)).decode()
    form = figures.French()(fig)
    plt.close(fig)
    output = nbformat.v4.new_output("display_data", {"image/png": plain, figures.FORM: form})
    cell = nbformat.v4.new_code_cell(outputs=[output], metadata={"mystnb": {"figure": {"name": "fig-here"}}})
    pictures = figures.take(nbformat.v4.new_notebook(cells=[cell]))
    assert list(cell.outputs[0].data) == ["image/png"]
    png = pictures["fig-here"]
    assert Image.open(io.BytesIO(png)).size == Image.open(io.BytesIO(base64.b64decode(form["png"]))).size
    assert len(png) < 0.6 * len(base64.b64decode(form["png"]))


def test_only_a_figure_has_a_french_form():
    assert figures.French()("text") is None


@pytest.mark.parametrize(("language", "swapped"), [("fr", True), ("en", False)])
def test_the_french_page_shows_the_twin(language, swapped):
    name = next(iter(TWINS))
    image = nodes.image(uri="english.png", candidates={"*": "english.png"})
    page = nodes.section("", nodes.figure("", image, ids=[name]))
    added = []
    app = SimpleNamespace(
        srcdir=ROOT,
        config=SimpleNamespace(language=language, locale_dirs=["book/locale"]),
        env=SimpleNamespace(images=SimpleNamespace(add_file=lambda *file: added.append(file))),
    )
    editions.translate_outputs(app, page, "book/page")
    assert (image["uri"] == f"book/locale/fr/figures/{name}.png") is swapped
    assert (added == [("book/page", image["uri"])]) is swapped
