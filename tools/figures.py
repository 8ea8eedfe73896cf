"""The figures of a running chapter, drawn a second time with French words.

`tools/notebooks.py`, and nbval through `book/conftest.py`, load this file into the kernel. A figure that is shown then
has one more form, the French one, in the same output; they take it out again. So no cell runs twice and no chapter
knows of it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from babel.messages.pofile import read_po
from IPython.core.formatters import BaseFormatter

FRENCH = Path(__file__).resolve().parents[1] / "book" / "locale" / "fr"
FOLDER = FRENCH / "figures"
CATALOGUE = FRENCH / "LC_MESSAGES" / "book" / "figures.po"
FORM = "application/x-french-figure+json"
KEPT = re.compile(r"\$[^$]*\$|(?<![A-Za-z\d])(?:\u2212?\d+(?:\.\d+)?|nan\b)")
WORD = re.compile(r"[A-Za-z]{2}")


class Words:
    """Translate what a figure writes, and remember it: formulas stay, and `{}` stands for a number."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self.translations = translations
        self.used: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return the translation of a text, the text itself where there is none or no word."""
        if not WORD.search(KEPT.sub(" ", text)):
            return text
        entry = KEPT.sub(lambda m: m[0] if m[0].startswith("$") else "{}", text)
        translation = self.used[entry] = self.translations.get(entry) or entry
        for number in KEPT.findall(text):
            translation = translation if number.startswith("$") else translation.replace("{}", number, 1)
        return translation


def translations() -> dict[str, str]:
    """Return the catalogue of figures' words; a fuzzy translation counts as none."""
    if not CATALOGUE.is_file():
        return {}
    with CATALOGUE.open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and not m.fuzzy}


def draw(figure: Any, words: Words) -> bytes:
    """Return a figure as Jupyter draws it, with other words; the figure stays as it is."""
    # The kernel draws, and matplotlib is loaded when a chapter loads it.
    from IPython.core.pylabtools import print_figure  # noqa: PLC0415
    from matplotlib.text import Text  # noqa: PLC0415

    plain = Text.get_text

    def get_text(text: Text) -> str:
        return words(plain(text)) if text.get_visible() else plain(text)

    # Here every text passes: labels of ticks, which are written anew at each drawing, too.
    with mock.patch.object(Text, "get_text", get_text):
        png: bytes = print_figure(figure)
    return png


class French(BaseFormatter):
    """The French form of a figure, beside its picture."""

    format_type = FORM

    def __call__(self, shown: Any) -> dict[str, Any] | None:
        """Return picture and words of a figure, nothing for anything else."""
        if type(shown).__name__ != "Figure":
            return None
        words = Words(translations())
        return {"png": base64.b64encode(draw(shown, words)).decode(), "words": words.used}


def install(shell: Any) -> None:
    """Show figures in both languages from here on; the English picture is drawn first."""
    shell.display_formatter.formatters[FORM] = French(parent=shell.display_formatter)


# Run in the kernel before the first cell; it leaves no name there.
START = f"__import__('runpy').run_path({str(Path(__file__).resolve())!r})['install'](get_ipython())"


def take(notebook: Any) -> dict[str, bytes]:
    """Take the French forms out of a notebook's outputs and return them as small pictures, by name of the figure."""
    pictures = {}
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        pictures |= of(cell, outputs)
        for output in outputs:
            output.get("data", {}).pop(FORM, None)
    return pictures


def of(cell: Any, outputs: list[Any]) -> dict[str, bytes]:
    """Return the French pictures in a cell's outputs, by name of the figure."""
    name = cell.metadata.get("mystnb", {}).get("figure", {}).get("name")
    pictures = {}
    for output in outputs if name else ():
        if form := output.get("data", {}).get(FORM):
            english = base64.b64decode(output["data"]["image/png"])
            pictures[name] = shrink(base64.b64decode(form["png"]), english, form["words"])
    return pictures


def shrink(png: bytes, english: bytes, words: Mapping[str, str]) -> bytes:
    """Reduce a picture to 256 colours, and note in it whose twin it is and which words it shows."""
    from PIL import Image, PngImagePlugin  # noqa: PLC0415  the kernel does not need it

    notes = PngImagePlugin.PngInfo()
    notes.add_text("english", hashlib.sha256(english).hexdigest())
    notes.add_text("words", json.dumps(words))
    small, file = Image.open(io.BytesIO(png)).convert("RGB").quantize(dither=Image.Dither.NONE), io.BytesIO()
    small.save(file, "PNG", optimize=True, pnginfo=notes)
    return file.getvalue()


def notes(path: Path) -> tuple[str, dict[str, str]]:
    """Return what a French picture notes: the digest of its English twin, and its words with their translations."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(path) as picture:
        return picture.info["english"], json.loads(picture.info["words"])


def stored() -> dict[str, Path]:
    """Return the files of the French pictures by name of the figure."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.png"))}


def store(pictures: Mapping[str, bytes]) -> None:
    """Write French pictures, each under the name of its figure."""
    FOLDER.mkdir(exist_ok=True)
    for name, png in pictures.items():
        (FOLDER / f"{name}.png").write_bytes(png)
