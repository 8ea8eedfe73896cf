"""What the book adds to its theme: a title page, meanings of terms, indexes, downloads, a card, a page for nothing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
CHAPTER = "book/05_cell.html"
# Milliseconds; a busy machine is no fault of the page.
PATIENCE = 120_000


@pytest.fixture
def open_page(book, browser):
    """Open a page on a desk, with the reader's choice of the mode."""
    opened = []

    def go(path, mode="light"):
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        tab.set_default_timeout(PATIENCE)
        opened.append(tab)
        tab.add_init_script(f"localStorage.mode = localStorage.theme = '{mode}'")
        page, _, query = path.partition("?")
        tab.goto((book / page).as_uri() + (query and f"?{query}"), wait_until="domcontentloaded")
        return tab

    yield go
    for tab in opened:
        tab.close()


@pytest.fixture(scope="module")
def ids(book):
    """All addresses inside a page."""
    known = {}

    def find(path):
        if path not in known:
            known[path] = set(
                re.findall(r'\bid="([^"]+)"', (book / "book" / path).read_text(encoding="utf-8"))
            )
        return known[path]

    return find


def test_title_page_shows_six_pictures_in_the_colours_of_the_mode(open_page):
    inks = {}
    for mode in ("light", "dark"):
        drawings = open_page("book/intro.html", mode).locator("svg.drawing[role=img][aria-label]")
        assert drawings.count() == 6
        inks[mode] = drawings.first.evaluate("element => getComputedStyle(element).color")
    assert inks["light"] != inks["dark"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_until_the_reader_chooses_the_system_decides_between_light_and_dark(browser, book, scheme):
    tab = browser.new_page(color_scheme=scheme)
    heard = []
    tab.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    tab.goto((book / "book" / "notation.html").as_uri())
    html = tab.locator("html")
    assert (html.get_attribute("data-mode"), html.get_attribute("data-theme")) == ("auto", scheme)
    assert heard == []
    tab.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_the_switch_between_the_editions_is_seen_and_leads_there_and_back(open_page, width):
    page = "book/notation.html"
    tab = open_page(page)
    tab.set_viewport_size({"width": width, "height": 900})
    for name, path in (("Français", f"/fr/{page}"), ("English", f"/{page}")):
        switch = tab.locator("a.edition")
        assert switch.inner_text() == name
        box = switch.bounding_box()
        assert 0 <= box["x"] < box["x"] + box["width"] <= width
        assert 0 <= box["y"] < 100
        switch.click()
        tab.wait_for_url(f"**{path}")


def test_the_parts_have_names_in_both_languages(book):
    names = {}
    for edition in ("", "fr/"):
        text = (book / edition / CHAPTER).read_text(encoding="utf-8")
        names[edition] = re.findall(r'role="heading"><span class="caption-text">([^<]+)<', text)
    assert len(names[""]) == len(names["fr/"]) == 7
    kept = [name for name in names[""] if name in names["fr/"]]
    assert kept == ["III. LSTM"]


def test_a_term_explains_itself_to_keyboard_and_mouse_and_escape_closes_it(open_page, book):
    tab = open_page(CHAPTER)
    term = tab.locator(".term").first
    meaning = term.locator("[role=tooltip]")
    assert not meaning.is_visible()
    assert term.locator("button").get_attribute("aria-describedby") == meaning.get_attribute("id")
    term.locator("button").focus()
    assert meaning.is_visible()
    assert meaning.inner_text() in re.sub(
        r"<[^>]+>", "", (book / "book/notation.html").read_text(encoding="utf-8")
    )
    tab.keyboard.press("Escape")
    assert not meaning.is_visible()
    term.locator("button").blur()
    term.hover()
    assert meaning.is_visible()


def test_a_term_explains_itself_to_a_finger_within_the_screen(browser, book):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE)
    tab.goto((book / CHAPTER).as_uri(), wait_until="domcontentloaded")
    tab.locator(".term button").first.tap()
    assert tab.locator(".meaning").first.is_visible()
    boxes = tab.locator(".term button").evaluate_all(
        """buttons => buttons.map((button) => {
          button.focus();
          const { left, right } = button.nextElementSibling.getBoundingClientRect();
          return [left, right];
        })"""
    )
    assert all(0 <= left < right <= 390 for left, right in boxes), boxes
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


@pytest.mark.parametrize("page", ["equations", "claims"])
def test_every_link_of_an_index_leads_to_its_place(book, ids, page):
    text = (book / "book" / f"{page}.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(\d\d_\w+\.html)#([^"]+)"', text)
    assert [(path, place) for path, place in links if place not in ids(path)] == []
    assert len(links) >= {"equations": 60, "claims": 40}[page]


def test_the_index_has_every_numbered_equation_and_every_claim(book):
    equations = set()
    for path in (book / "_sources" / "book").glob("[0-9]*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            equations |= set(re.findall(r"\$\$ *\((eq-[\w-]+)\)", "".join(cell["source"])))
    shown = (book / "book" / "equations.html").read_text(encoding="utf-8")
    assert {label for label in equations if f'#equation-{label}"' not in shown} == set()
    numbers = {}  # as the chapters print them
    for path in sorted((book / "book").glob("[0-9]*.html")):
        printed = re.findall(
            r'class="eqno">\(([\d.]+)\)<a [^>]*href="(#equation-[\w-]+)"', path.read_text("utf-8")
        )
        numbers |= {f"{path.name}{place}": number for number, place in printed}
    listed = re.findall(r'href="(\d\d_\w+\.html#equation-[\w-]+)">\(([\d.]+)\)<', shown)
    assert dict(listed) == numbers
    text = (book / "book" / "claims.html").read_text(encoding="utf-8")
    assert len(set(re.findall(r"#claim-(c\d\d)", text))) == 22


def test_every_chapter_can_be_downloaded_and_leads_to_its_neighbours(book):
    for path in sorted((book / "book").glob("[0-9]*.html")):
        text = path.read_text(encoding="utf-8")
        link = re.search(r'href="(\.\./_sources/book/[^"]+\.ipynb)"', text)
        assert link, path.name
        assert json.loads((path.parent / link[1]).read_text(encoding="utf-8"))["nbformat"] == 4
        assert 'class="left-prev"' in text
        assert 'class="right-next"' in text
        assert "mybinder" not in text


@pytest.mark.parametrize(
    ("edition", "query", "found"),
    [
        ("", "forget gate", "Learning to forget"),
        ("", "backpropagation", "Notation and glossary"),
        ("fr/", "oubli", "Apprendre à oublier"),
        ("fr/", "rétropropagation", "Les gradients à la main"),
    ],
)
def test_search_finds_a_word_of_the_edition(open_page, edition, query, found):
    tab = open_page(f"{edition}search.html?q={query}")
    tab.locator("#search-results li a", has_text=found).first.wait_for()


def test_code_can_be_copied(open_page):
    tab = open_page(CHAPTER)
    cells = tab.locator(".cell_input .highlight, .cell_input pre")
    assert tab.locator("button.copybtn").count() > 5
    assert cells.count() > 5


def test_head_describes_the_page_and_names_no_address_of_its_own(book):
    described = {}
    for path in sorted((book / "book").glob("*.html")):
        text = path.read_text(encoding="utf-8")
        found = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)"', text))
        assert 40 < len(found["description"]) <= 200, path.name
        assert found["og:title"], path.name
        assert (path.parent / found["og:image"]).is_file(), path.name
        assert "og:url" not in found
        assert '<link rel="icon" href="../_static/favicon.svg"' in text
        described.setdefault(found["description"], []).append(path.name)
    assert [names for names in described.values() if len(names) > 1] == []


@pytest.mark.parametrize(
    ("asked", "start"),
    [
        ("/nothing.html", "/"),
        ("/name/book/nothing.html", "/name/"),
        ("/name/fr/book/nothing.html", "/name/"),
        ("/name/fr/nothing", "/name/"),
    ],
)
def test_page_for_nothing_leads_home_from_any_depth(browser, book, asked, start):
    tab = browser.new_page()
    body = (book / "404.html").read_text(encoding="utf-8")
    tab.route("**/*", lambda route: route.fulfill(status=404, content_type="text/html", body=body))
    tab.goto(f"http://book.test{asked}")
    links = tab.locator("a").evaluate_all("links => links.map(link => new URL(link.href).pathname)")
    assert links == [f"{start}book/intro.html", f"{start}fr/book/intro.html"]
    tab.close()


def test_scripts_and_styles_of_a_chapter_are_light_but_for_the_formulas(open_page):
    tab = open_page(CHAPTER)
    loaded = tab.evaluate(
        """[...document.querySelectorAll("script[src], link[rel=stylesheet]")]
          .map((e) => new URL(e.src || e.href).pathname)"""
    )
    sizes = {Path(path).name: Path(path).stat().st_size for path in loaded if "mathjax" not in path}
    assert sizes["fontawesome.js"] > 20_000, "the icons are there"
    assert sum(sizes.values()) < 1_000_000, sizes


def test_text_has_a_readable_measure(open_page):
    tab = open_page(CHAPTER)
    letters = tab.evaluate(
        """() => [...document.querySelectorAll("article section > p")].map((p) => {
          const range = document.createRange();
          range.selectNodeContents(p);
          const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8)));
          return p.innerText.length > 400 && !p.querySelector(".math") ? p.innerText.length / lines.size : 0;
        }).filter(Boolean)"""
    )
    assert letters
    assert 60 < sum(letters) / len(letters) < 80


def test_paper_shows_the_text_alone(open_page):
    tab = open_page(CHAPTER)
    tab.emulate_media(media="print")
    for part in (".bd-sidebar-primary", ".bd-sidebar-secondary", ".prev-next-area", ".bd-header-article"):
        assert not tab.locator(part).first.is_visible(), part
    assert tab.locator("h1:visible").count() == 1


LAYOUT = r"\\text\w*\{[^{}]*\}|\\\\|&amp;|\\q?quad|\\[,;!]|\{\}|\s"


def test_equations_are_those_of_the_english_edition_but_for_their_words(book):
    def shown(path):
        formulas = re.findall(r"\\\[(.*?)\\\]", path.read_text(encoding="utf-8"), re.DOTALL)
        # A line that French words make too long is broken elsewhere.
        return [re.sub(LAYOUT, "", formula) for formula in formulas]

    pages = [path for path in sorted((book / "book").glob("*.html")) if shown(path)]
    assert len(pages) >= 15
    for path in pages:
        assert shown(book / "fr" / "book" / path.name) == shown(path), path.name


def test_no_word_of_the_theme_or_of_a_cell_stays_english_in_the_french_edition(book):
    words = "Show code|Hide code|Toggle |Click to|Print to|Download|Fullscreen|Color mode|Skip to|Hint|Exercise |Back to top"
    for path in sorted((book / "fr" / "book").glob("[0-9pi]*.html")):
        text = path.read_text(encoding="utf-8")
        assert re.findall(rf'(?:>\s*|(?:aria-label|title)=")(?:{words})[^<"]*', text) == [], path.name
