"""A browser without a window, and the pages of the built book."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BOOK = Path(os.environ.get("BOOK_HTML", ROOT / "_build" / "html"))
CHECKS = Path(__file__).with_name("checks.js").read_text(encoding="utf-8")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def pages() -> list[str]:
    """All pages of the book, without the start page, which only leads to the first of them.

    In _static lie pieces that the theme copies and no page shows.
    """
    paths = (path.relative_to(BOOK) for path in sorted(BOOK.rglob("*.html")))
    return [path.as_posix() for path in paths if path.parts[0] != "_static" and path != Path("index.html")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each page; a book that is not built gives one test, which fails and says so."""
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", pages() or ["no page"])


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book."""
    if not (BOOK / "index.html").is_file():
        pytest.fail(f"The book is not built: no {BOOK / 'index.html'}. Run `make book` first.", pytrace=False)
    return BOOK


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    found = subprocess.run(
        [sys.executable, ROOT / "tools" / "chromium.py"], capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip())
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> dict[str, Page]:
    """A tab in light and one in dark mode, kept for all pages."""
    opened = {mode: browser.new_context().new_page() for mode in ("light", "dark")}
    for mode, tab in opened.items():
        # The theme keeps the reader's choice here and applies it before the first paint.
        tab.add_init_script(f"localStorage.mode = localStorage.theme = '{mode}'")
        tab.route("**/*", lambda route: route.continue_() if inside(route.request.url) else route.abort())
    return opened


@pytest.fixture
def faults_of(tabs: dict[str, Page]) -> Iterator[Callable[[Path], list[str]]]:
    """Open a page in both modes, on a desk and on a phone, and return every fault in words."""
    heard: list[str] = []
    listeners: dict[str, Callable[..., None]] = {
        "request": lambda r: None if inside(r.url) else heard.append(f"outside request: {r.url}"),
        "websocket": lambda w: heard.append(f"outside request: {w.url}"),
        "requestfailed": lambda r: heard.append(f"failed request: {r.url}"),
        "console": lambda m: heard.append(f"console error: {m.text}") if m.type == "error" else None,
        "pageerror": lambda e: heard.append(f"page error: {e}"),
    }

    def faults(path: Path) -> list[str]:
        for mode, tab in tabs.items():
            tab.set_viewport_size(DESK)
            tab.goto(path.as_uri())
            if tab.locator("html").get_attribute("data-theme") != mode:
                heard.append(f"{mode} mode is not applied")
            for screen in (DESK, PHONE):
                tab.set_viewport_size(screen)
                heard.extend(f"{fault} ({mode}, {screen['width']} px)" for fault in tab.evaluate(CHECKS))
        return heard

    for tab in tabs.values():
        for event, listener in listeners.items():
            tab.on(event, listener)
    yield faults
    for tab in tabs.values():
        for event, listener in listeners.items():
            tab.remove_listener(event, listener)


def inside(url: str) -> bool:
    """Tell whether an address needs no network."""
    return url.startswith(("file:", "data:", "blob:"))
