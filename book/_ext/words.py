"""Words that the theme and the configuration leave in English, for the French edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
        if text != old:
            path.write_text(text, encoding="utf-8", newline="\n")


def setup(app: Any) -> dict[str, bool]:
    """Configure before the theme reads its options, replace when the pages are written."""
    app.connect("config-inited", configure, priority=100)
    app.connect("build-finished", replace)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
