"""The built book, read offline: every page, in light and dark, on a desk and on a phone."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_page_reads_well_and_asks_nothing_outside(book, faults_of, page_path):
    assert faults_of(book / page_path) == []


def test_start_page_leads_into_the_book(book, tabs):
    tab = tabs["light"]
    tab.goto((book / "index.html").as_uri())
    tab.wait_for_url(lambda url: not url.endswith("/index.html"))
    assert tab.locator("article h1").is_visible()
