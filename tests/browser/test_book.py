"""The built book, read offline: every page, in light and dark, from a narrow phone to a laptop."""

from __future__ import annotations

import itertools
import re

import pytest

pytestmark = pytest.mark.browser

# What a page of a listing has for itself.
LISTING = re.compile(r'<div class="highlight">.*?</pre></div>', re.DOTALL)
# Where the keyboard is: what has the focus, how far down the page, and whether an outline or a ring shows it.
FOCUS = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return {
    words: (element.ariaLabel ?? element.textContent).trim().slice(0, 60),
    article: Boolean(element.closest("article")),
    top: element.getBoundingClientRect().top + window.scrollY,
    shown: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}"""


def test_page_reads_well_and_asks_nothing_outside(book, faults_of, page_path):
    assert faults_of(book / page_path) == []


def widest(listing):
    return max(map(len, re.sub(r"<[^>]+>", "", listing).splitlines()))


@pytest.mark.long
def test_listings_of_the_package_read_well(book, faults_of):
    """Their pages have one frame, which the theme made: one page stands for them, with a listing of each kind.

    Of all listings, some hold all kinds of words that are coloured between them, and one the longest line.
    """
    one, *others = sorted((book / "_modules" / "lstm").rglob("*.html"))
    every = [LISTING.search(path.read_text(encoding="utf-8"))[0] for path in others]
    listings, seen = [max(every, key=widest)], set()
    for listing in every:
        kinds = set(re.findall(r'class="(\w+)"', listing))
        if not kinds <= seen:
            listings.append(listing)
            seen |= kinds
    page = one.with_name("_all.htm")  # not .html: whoever goes through the pages meanwhile does not see it
    try:
        page.write_text(
            LISTING.sub(lambda own: "".join([own[0], *listings]), one.read_text(encoding="utf-8")),
            encoding="utf-8",
        )
        assert faults_of(page) == []
    finally:
        page.unlink(missing_ok=True)


def test_start_page_leads_into_the_book(book, tab):
    tab.goto((book / "index.html").as_uri())
    tab.wait_for_url(lambda url: not url.endswith("/index.html"))
    assert tab.locator("article h1").is_visible()


def test_dark_mode_once_chosen_is_kept(book, tab):
    try:
        for mode in ("dark", "light"):
            tab.goto((book / "book" / "notation.html").as_uri())
            # A busy machine may open the page again before the choice is on its disk; `tab` then puts light there.
            for _ in range(5):
                tab.evaluate("mode => { localStorage.mode = localStorage.theme = mode }", mode)
                tab.reload()
                if tab.locator("html").get_attribute("data-theme") == mode:
                    break
            assert tab.locator("html").get_attribute("data-theme") == mode
    finally:
        tab.evaluate("localStorage.clear()")


def test_keys_walk_down_the_page_and_show_where_they_are(book, tab):
    tab.set_viewport_size({"width": 1440, "height": 900})
    tab.goto((book / "book" / "05_cell.html").as_uri())
    places = []
    for _ in range(250):
        tab.keyboard.press("Tab")
        places.append(tab.evaluate(FOCUS))
    assert "skip" in places[0]["words"].lower()
    inside = [place for place in places if place["article"]]
    assert len(inside) > 20
    # The buttons of a listing stand in its upper corner, beside what had the focus before.
    downwards = [after["top"] - before["top"] for before, after in itertools.pairwise(inside)]
    assert [step for step in downwards if step < -100] == []
    assert [place["words"] for place in inside if not place["shown"]] == []


def test_no_page_is_heavy(book):
    """A page itself: its figures are files of their own, and the theme's and MathJax's come once for all pages."""
    heavy = {
        path.name: path.stat().st_size for path in book.rglob("*.html") if path.stat().st_size > 1_000_000
    }
    assert heavy == {}
