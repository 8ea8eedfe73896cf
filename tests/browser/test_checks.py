"""The checks on the book find what they look for: a sound page has no fault, a page with one planted has it."""

from __future__ import annotations

from importlib.metadata import files
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>A page</title>
<meta name="viewport" content="width=device-width">
<style>[data-theme=dark] body {{ background: #111; color: #eee }}</style>
<script src="{mathjax}"></script>
<body><main><article><h1>A page</h1><p>Text and <span class="math">\\({tex}\\)</span>.</p>
<img src="{image}" alt="{alt}">
{more}</article></main></body></html>
"""
SOUND = {
    "tex": "c_t = f_t c_{t-1} + i_t g_t",
    "image": "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
    "alt": "One grey pixel",
    "more": "",
}
# The theme's script of icons, as the book keeps it: without an anchor, which no page shows.
ICONS = (Path(__file__).parents[2] / "_build" / "html" / "_static" / "scripts" / "fontawesome.js").as_uri()
WIDE = f"<table><tr><td>{'wide' * 200}</td></tr></table>"
PLANTED = {
    "outside image": ({"image": "https://example.org/a.png"}, "outside request: https://example.org/a.png"),
    "outside script": (
        {"more": "<script src='http://example.org/a.js'></script>"},
        "outside request: http://example.org/a.js",
    ),
    "prepared connection": (
        {"more": "<link rel=preconnect href='https://example.org'>"},
        "prepares a connection: https://example.org/",
    ),
    "missing image": ({"image": "nowhere.png"}, "image not loaded: nowhere.png"),
    "missing icon": (
        {"more": f"<script src='{ICONS}'></script><i class='fa-solid fa-anchor'></i>"},
        "icon missing: anchor",
    ),
    "missing file": ({"more": "<script src='nowhere.js'></script>"}, "failed request: file://"),
    "no alternative text": ({"alt": ""}, "image without alternative text"),
    "path as alternative text": ({"alt": "_images/a.png"}, "image without alternative text"),
    "wrong TeX": ({"tex": r"\frac{1}"}, r"MathJax error: \frac{1}"),
    "unknown TeX": ({"tex": r"\sigmoid(x)"}, r"unknown TeX command: \sigmoid"),
    "formula outside MathJax's reach": (
        {"more": "<p class='mathjax_ignore'><span class='math'>\\(x\\)</span></p>"},
        r"not typeset: \(x\)",
    ),
    "second heading at the top": ({"more": "<h1>Another</h1>"}, "not one heading at the top"),
    "skipped heading": ({"more": "<h3>Deep</h3>"}, "heading level skipped: 1,3"),
    "script error": ({"more": "<script>nothing.here</script>"}, "page error: nothing is not defined"),
    "console error": ({"more": "<script>console.error('oh')</script>"}, "console error: oh"),
    "wide table": ({"more": WIDE}, "the page is "),
    "wide table cut off": ({"more": f"<div style='overflow: hidden'>{WIDE}</div>"}, "sticks out: <table"),
    "wide table in a closed box": ({"more": f"<details>{WIDE}</details>"}, "the page is "),
    "pale text": ({"more": "<p style='color: #ddd'>Pale</p>"}, 'contrast 1.4: <p class=""> Pale (light'),
    "text for light mode only": (
        {"more": "<p style='color: #222'>Gone</p>"},
        'contrast 1.2: <p class=""> Gone (dark',
    ),
    "alternative text about the medium": (
        {"alt": "Plot of the loss"},
        "alternative text that names the medium",
    ),
    "texte de remplacement sur le genre": (
        {"alt": "Graphique montrant la perte"},
        "alternative text that names the medium",
    ),
    "long line of code": (
        {"more": f"<section><pre style='overflow-x: auto'>{'long ' * 60}</pre></section>"},
        "cut off on the right: long long",
    ),
    "long equation": (
        {
            "more": rf"<div class='math'>\[{'x + ' * 40} x\]</div><style>mjx-container {{ overflow-x: auto }}</style>"
        },
        "cut off on the right: ",
    ),
    "box for a laptop only": ({"more": "<p style='width: 500px'>Wide</p>"}, "the page is "),
    "button without a name": ({"more": "<button></button>"}, "axe, critical: button-name"),
    "button named otherwise": (
        {"more": "<button aria-label='Go'>Search</button>"},
        "axe, serious: label-content-name-mismatch",
    ),
    "grey text": ({"more": "<p style='color: #808080'>Grey</p>"}, "axe, serious: color-contrast"),
    "link like its text in dark mode": (
        {
            "more": "<style>p a { text-decoration: none; color: #00e } [data-theme=dark] p a { color: #eee }</style>"
            "<p>Text around a <a href='#'>link</a> in it</p>"
        },
        "axe, serious: link-in-text-block",
    ),
    "link like its text, alone elsewhere": (
        {
            "more": "<style>p a { text-decoration: none; color: #00a }</style>"
            "<p><a href='#'>Alone</a></p><p>Text around a <a href='#'>link</a> in it</p>"
        },
        "axe, serious: link-in-text-block",
    ),
    "ink of other text on another ground": (
        {"more": "<p>Text</p><p style='background: #777'>Text</p>"},
        "axe, serious: color-contrast: <p style",
    ),
    "order of the keyboard": ({"more": "<a href='#' tabindex='3'>First</a>"}, "axe, serious: tabindex"),
    "text outside the landmarks": ({"more": "</article></main><p>Lost</p>"}, "axe, moderate: region"),
}


@pytest.fixture
def page(tmp_path):
    """Write a page with some parts exchanged and return its path."""
    mathjax = next(f.locate() for f in files("sphinx-mathjax-offline") or [] if f.name == "tex-chtml.js")

    def write(**exchanged):
        path = tmp_path / "page.html"
        path.write_text(
            PAGE.format(mathjax=mathjax.resolve().as_uri(), **SOUND | exchanged), encoding="utf-8"
        )
        return path

    return write


def test_sound_page_has_no_fault(page, faults_of):
    assert faults_of(page()) == []


def test_wide_table_in_a_scrolling_box_is_no_fault(page, faults_of):
    assert faults_of(page(more=f"<div tabindex='0' style='overflow-x: auto'>{WIDE}</div>")) == []


@pytest.mark.parametrize("plant", PLANTED)
def test_planted_fault_is_found(page, faults_of, plant):
    exchanged, expected = PLANTED[plant]
    found = faults_of(page(**exchanged))
    assert any(fault.startswith(expected) for fault in found), found
