"""Two editions of one book: a link from each page to its twin, and the words that Sphinx's catalogues do not reach.

Sphinx translates paragraphs, headings and captions. A notebook's figures and tables are made later, so their
alternative texts, the captions and heads of tables and the words of verdicts are translated here, from the same
catalogues. A figure is a picture: its French twin was drawn beside it, by `tools/notebooks.py`, and takes its place.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

NAMES = {"en": "English", "fr": "Français"}
# The French edition lies in this folder of the English one.
FOLDER = "fr/"
# Here lie the figures with words of this language, each under the name of the figure.
FIGURES = "book/locale/{}/figures/{}.png"
# Words in the HTML of outputs that readers see as text: heads and captions of tables, verdicts, labels of regions.
SHOWN = re.compile(
    r'(?P<before><caption>|<th scope="col">|<span class="(?:verdict|words)[^>]*>|<text class="word"[^>]*>|aria-label=")'
    r'(?P<words>[^<"]+)'
)


def catalogue(app: Any, *pages: str) -> Callable[[str], str]:
    """Return the translation of a text: that of the first page whose catalogue has it, else the text itself."""
    folders = [Path(app.srcdir) / folder for folder in app.config.locale_dirs]
    found = [
        gettext.translation(page, folder, [app.config.language], fallback=True)
        for page in pages
        for folder in folders
    ]

    def translate(text: str) -> str:
        return next((t for each in found if (t := each.gettext(text)) != text), text)

    return translate


class TranslatedFormulas(SphinxTransform):
    """Translate the words in equations.

    Sphinx's own way, which comes later and finds nothing left to do, asks the parser of the page for a literal block of
    reStructuredText; that of notebooks answers with the two colons, and they took the place of the equation.
    """

    default_priority = 19

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Put each equation's translation in its place."""
        if self.config.language in NAMES and self.config.language != "en":
            translate = catalogue(self.app, self.env.docname)
            for formula in self.document.findall(nodes.math_block):
                text = translate(formula.rawsource or formula.astext())
                formula.children, formula.rawsource = [nodes.Text(text)], text


def number_in_french(text: str) -> str:
    """Spell a computed number as French prose does: thousands apart, a comma, "à" and "sur" for "to" and "of"."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "\N{NARROW NO-BREAK SPACE}", text)
    text = re.sub(r"(?<=\d)\.(?=\d)", ",", text)
    return re.sub(
        r"(?<=[\d%]) (to|of) (?=[\d\N{MINUS SIGN}-])", lambda m: {"to": " à ", "of": " sur "}[m[1]], text
    )


def translate_outputs(app: Any, doctree: nodes.document, page: str) -> None:
    """Translate what a notebook's outputs show as words."""
    if app.config.language not in NAMES or app.config.language == "en":
        return
    translate = catalogue(app, page, "book/notation")
    for computed in doctree.findall(nodes.inline):
        if "pasted-text" in computed["classes"]:
            computed.children = [nodes.Text(number_in_french(computed.astext()))]
    for image in doctree.findall(nodes.image):
        if image.get("alt"):
            image["alt"] = translate(image["alt"])
        for name in image.parent["ids"]:
            twin = FIGURES.format(app.config.language, name)
            if (Path(app.srcdir) / twin).is_file():
                image["uri"], image["candidates"] = twin, {"*": twin}
                app.env.images.add_file(page, twin)
    for raw in doctree.findall(nodes.raw):
        if raw.get("format") == "html":
            text = SHOWN.sub(
                lambda m: m["before"] + escape(translate(unescape(m["words"])), quote=False), raw.astext()
            )
            raw.children, raw.rawsource = [nodes.Text(text)], text


def link_twin(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ARG001
    """Tell the template where the same page lies in the other edition."""
    language = app.config.language or "en"
    up = "../" * page.count("/")
    other = "fr" if language == "en" else "en"
    context["twin"] = (
        up + (FOLDER if other == "fr" else "../") + page + ".html" if doctree is not None else ""
    )
    context["twin_language"], context["twin_name"] = other, NAMES[other]


def setup(app: Any) -> dict[str, bool]:
    """Connect both to the build."""
    app.add_transform(TranslatedFormulas)
    app.connect("doctree-resolved", translate_outputs)
    app.connect("html-page-context", link_twin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
