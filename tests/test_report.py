from html.parser import HTMLParser
from pathlib import Path

from lstm.report import Report, Table

BOOK = Path(__file__).parents[1] / "book"


class Outline(HTMLParser):
    """Collects the cells of a table, its caption and the scopes of its headers."""

    def __init__(self, html):
        super().__init__()
        self.seen, self.scopes, self.langs = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        self.scopes += [value for name, value in attrs if name == "scope"]
        self.langs += [value for name, value in attrs if name == "lang"]


def test_a_table_has_a_caption_and_headers_for_columns_and_rows():
    outline = Outline(Table("Two", ("claim", "verdict"), (("C01", "a < b"), ("C02", "right")))._repr_html_())
    assert outline.seen.count("caption") == 1
    assert outline.scopes == ["col", "col", "row", "row"]
    assert outline.seen.count("td") == 2


def test_text_is_escaped():
    assert "a &lt; b" in Table("Two", ("x", "y"), (("C01", "a < b"),))._repr_html_()


def test_french_is_marked_as_french():
    report = Report(BOOK)
    assert Outline(report.sentences()._repr_html_()).langs == ["fr"] * len(report.sentences().rows)


def test_a_claim_without_a_chapter_is_open_and_its_correction_provisional():
    report = Report(BOOK)
    del report.verdicts["C03"]
    assert report.word("C03") == "open: chapter 1 is not written yet"
    assert report.corrected(1).rows[0][2].endswith("(provisional)")


def test_a_correction_stands_once_though_the_claim_spans_two_sentences():
    rows = Report(BOOK).corrected(4).rows
    assert [row[3] for row in rows].count("see above") == 3  # C10, C12, and C02 of the opening
    assert rows[-1][3] == "see above"
