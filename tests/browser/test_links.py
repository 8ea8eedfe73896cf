"""Links inside the book arrive."""

from __future__ import annotations

import pytest

from tools import links

pytestmark = pytest.mark.browser


def test_every_link_inside_the_book_arrives(book):
    assert links.broken(links.read(book)) == []


def test_a_planted_dead_link_is_found_and_an_outside_one_is_listed(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.html").write_text(
        "<h1 id='here'>A</h1><a href='b.html#there'>b</a><a href='#here'>up</a><a href='#nowhere'>x</a>"
        "<img src='none.png'><a href='c.html'>c</a><a href='https://example.org/'>out</a>",
        encoding="utf-8",
    )
    (tmp_path / "b.html").write_text("<p id='there'>B</p>", encoding="utf-8")
    assert links.broken(links.read(tmp_path)) == ["a.html: #nowhere", "a.html: none.png", "a.html: c.html"]
    monkeypatch.setattr("sys.argv", ["links.py", str(tmp_path)])
    assert links.main() == 0
    assert capsys.readouterr().out == "https://example.org/  (a.html)\n"


def test_without_a_book_one_line_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["links.py", str(tmp_path)])
    assert links.main() == 2
    assert capsys.readouterr().err.count("\n") == 1
