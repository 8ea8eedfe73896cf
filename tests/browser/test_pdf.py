"""The book on paper: every chapter in the outline, pages with numbers, mathematics set."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import pytest
from pypdf import PdfReader

from tools import pdf

pytestmark = pytest.mark.browser


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "fr"])
def test_outline_contents_page_numbers_and_mathematics(book, tab, tmp_path, monkeypatch, language):
    """To print a whole edition takes a minute: of the French one some chapters, with all kinds of content, stand in."""
    if language == "fr":
        monkeypatch.setattr(
            pdf, "chapters", lambda: ["intro", "04_forgetting", "05_cell", "06_by_hand", "published"]
        )
    folder = {"en": book / "book", "fr": book / "fr" / "book"}[language]
    pdf.write(tab, folder, language, tmp_path / "book.pdf")
    reader = PdfReader(tmp_path / "book.pdf")
    texts = {name: (folder / f"{name}.html").read_text(encoding="utf-8") for name in pdf.chapters()}
    titles = [unescape(pdf.article(text, name, [])[0]) for name, text in texts.items()]
    tops = [entry for entry in reader.outline if not isinstance(entry, list)][1:]
    assert len(tops) == len(titles)
    # Letters that are set as one, ffi, count as three.
    contents = unicodedata.normalize("NFKC", "".join(reader.pages[0].extract_text().split()))
    numbers = [reader.get_destination_page_number(entry) + 1 for entry in tops]
    for entry, title, number in zip(tops, titles, numbers, strict=True):
        assert "".join(entry.title.split()) == "".join(title.split())
        assert f"{''.join(title.split())}{number}" in contents
        assert reader.pages[number - 1].extract_text().rstrip().endswith(str(number))
    cell = pdf.chapters().index("05_cell")
    text = "\n".join(page.extract_text() for page in reader.pages[numbers[cell] - 1 : numbers[cell + 1] - 1])
    # Code may draw a label in TeX; only a formula that was not set stands between these.
    assert re.findall(r"\\[(\[]|\\begin\{", text) == []
    assert "σ" in text


def test_a_formula_that_is_not_set_is_said(book, tab, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "document", lambda *_: "<article><span class=math>x^2</span></article>")
    with pytest.raises(RuntimeError, match=r"1 formulas were not set, the first is x\^2"):
        pdf.write(tab, tmp_path, "en", tmp_path / "book.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_another_chapter_stays_inside_and_one_to_the_reference_goes():
    html = (
        '<article class="bd-article"><h1>A &amp; B<a class="headerlink" href="#a">#</a></h1><p id="a">'
        '<a href="two.html#x">two</a><a href="api.html">api</a><a href="https://example.org">out</a></p></article>'
    )
    title, text = pdf.article(html, "one", ["one", "two"])
    assert title == "A &amp; B"
    assert 'id="one--a"' in text
    assert 'href="#two--x"' in text
    assert "api.html" not in text
    assert 'href="https://example.org"' in text


def test_without_a_book_one_line_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pdf.py", str(tmp_path)])
    assert pdf.main() == 2
    assert capsys.readouterr().err.count("\n") == 1
