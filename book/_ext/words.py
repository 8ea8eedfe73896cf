"""Words that the theme and the configuration leave in English, for the French edition."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
SETTINGS = {
    "project": "LSTM\u00a0: un rapport qui s'exécute",
    "html_title": "LSTM\u00a0: un rapport qui s'exécute",
    "nb_code_prompt_show": "Montrer le code et ce qu'il affiche",
    "nb_code_prompt_hide": "Cacher le code et ce qu'il affiche",
    "author": "les auteurs de «\u00a0LSTM\u00a0: un rapport qui s'exécute\u00a0»",
}
OPTIONS = {"search_bar_text": "Chercher dans ce livre\u2026"}
# The theme writes these into its templates, where no catalogue reaches them.
FIXED = {
    "Toggle primary sidebar": "Montrer ou cacher le plan du livre",
    "Toggle secondary sidebar": "Montrer ou cacher le plan de la page",
    "Main": "Plan du livre",
}

# The parts of the book, in _toc.yml.
PARTS = {
    "The report": "Le rapport",
    "I. Networks": "I. Réseaux",
    "II. Recurrence": "II. Récurrence",
    "III. LSTM": "III. LSTM",
    "IV. Seasons": "IV. Saisons",
    "V. Beyond": "V. Au-delà",
    "Appendices": "Annexes",
}


# Extensions put these together from words that are translated one by one, or not at all.
SENTENCES = (
    (
        re.compile(r'Solution de(<a class="reference internal" href="#[\w-]+">) Exercice'),
        "Solution de l\N{RIGHT SINGLE QUOTATION MARK}\\1exercice",
    ),
    # The authors of a work that is cited.
    (
        re.compile(
            r'(<a class="reference internal" href="[^"]*bibliography\.html#[^>]*>(?:<span>)?[^<]*?) and '
        ),
        r"\1 et ",
    ),
)
# What is no prose: markup, code and formulas.
LITERAL = re.compile(
    r"(<(script|style|pre|code|textarea)\b.*?</\2>|<!--.*?-->|<[^>]*>|\\\(.*?\\\)|\\\[.*?\\\])", re.DOTALL
)


def spaced(page: str) -> str:
    """Keep marks and the words that they belong to on one line, as French typesetting wants, in the text of a page.

    Examples
    --------
    >>> spaced("<p>« Vrai » ? À 95 % : <code>a ? b</code></p>").replace(NO_BREAK, "_").replace(NARROW, "~")
    '<p>«_Vrai_»~? À 95~%_: <code>a ? b</code></p>'
    """
    pieces = LITERAL.split(page)  # text, literal, name of its tag, text, ...
    for place in range(0, len(pieces), 3):
        text = pieces[place].replace("« ", f"«{NO_BREAK}").replace(" »", f"{NO_BREAK}»")
        text = re.sub(r"(?<=\d) %", f"{NARROW}%", text)
        text = re.sub(rf"(?:(?<=\S)|^)[ {NO_BREAK}]([;!?])(?=\s|$)", rf"{NARROW}\1", text)
        pieces[place] = re.sub(r"(?:(?<=\S)|^) :(?=\s|$)", f"{NO_BREAK}:", text)
        if place + 2 < len(pieces):
            pieces[place + 2] = ""
    return "".join(pieces)


def configure(app: Any, config: Any) -> None:  # noqa: ARG001
    """Give the book its French name."""
    if config.language == "fr":
        for name, value in SETTINGS.items():
            setattr(config, name, value)
        config.html_theme_options.update(OPTIONS)


def replace(app: Any, exception: Exception | None) -> None:
    """Replace the words that are fixed in templates, in every page that was written."""
    if exception is not None or app.builder.format != "html" or app.config.language != "fr":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = old = path.read_text(encoding="utf-8")
        for english, french in FIXED.items():
            text = text.replace(f'="{english}"', f'="{french}"')
        for english, french in PARTS.items():
            text = text.replace(f'"caption-text">{english}<', f'"caption-text">{french}<')
        # What the reference takes from the code stays English, and a screen reader should know.
        text = text.replace('<dl class="py ', '<dl lang="en" class="py ')
        for english, french in SENTENCES:
            text = english.sub(french, text)
        text = spaced(text)
        if text != old:
            path.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Any) -> dict[str, bool]:
    """Configure before the theme reads its options, replace when the pages are written."""
    app.connect("config-inited", configure, priority=100)
    app.connect("build-finished", replace)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
