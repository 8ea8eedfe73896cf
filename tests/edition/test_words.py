"""The theme's own words are French in the French edition, and English in the English one."""

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

spec = importlib.util.spec_from_file_location(
    "words", Path(__file__).parents[2] / "book" / "_ext" / "words.py"
)
words = importlib.util.module_from_spec(spec)
spec.loader.exec_module(words)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_words_fixed_in_templates_follow_the_language(tmp_path, language):
    page = tmp_path / "book" / "page.html"
    page.parent.mkdir()
    page.write_text('<button title="Toggle primary sidebar"></button>', encoding="utf-8")
    app = SimpleNamespace(
        builder=SimpleNamespace(format="html"), config=SimpleNamespace(language=language), outdir=tmp_path
    )
    words.replace(app, None)
    assert ("Toggle" in page.read_text(encoding="utf-8")) == (language == "en")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_name_of_the_book_follows_the_language(language):
    config = SimpleNamespace(language=language, project="LSTM: a report that runs", html_theme_options={})
    words.configure(None, config)
    assert ("rapport" in config.project) == (language == "fr")
    assert bool(config.html_theme_options) == (language == "fr")
