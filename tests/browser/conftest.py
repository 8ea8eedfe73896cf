"""A browser without a window, and the pages of the built book."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BOOK = Path(os.environ.get("BOOK_HTML", ROOT / "_build" / "html"))
CHECKS, LAYOUT, AXE = (
    Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in ("checks", "layout", "axe")
)
AXE_CORE = next(str(f.locate()) for f in files("axe-playwright-python") or [] if f.name == "axe.min.js")
# No name leads anywhere: what asks outside is refused at once.
NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
# A narrow phone, a phone, a tablet, a small laptop.
WIDTHS = (320, 390, 768, 1280)
# Milliseconds; a busy machine is no fault of the page.
PATIENCE = 120_000


def pages() -> list[str]:
    """All pages of the book in both editions, without the start pages, which only lead to the first of them.

    In _static lie pieces that the theme copies and no page shows. The listings of the package (_modules) have a test
    of their own.
    """
    paths = (path.relative_to(BOOK) for path in sorted(BOOK.rglob("*.html")))
    return [
        path.as_posix()
        for path in paths
        if not {"_static", "_modules"} & {*path.parts} and path.name != "index.html"
    ] + ["_modules/index.html"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each page."""
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", pages())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


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
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=[NO_NETWORK])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def tab(browser: Browser) -> Page:
    """One tab for all pages, in light mode, which asks nothing outside."""
    # Without motion a colour is at once what it will be.
    opened = browser.new_context(reduced_motion="reduce").new_page()
    opened.set_default_timeout(PATIENCE)
    # The theme keeps the reader's choice here and applies it before the first paint.
    opened.add_init_script("localStorage.mode ??= 'light'; localStorage.theme ??= 'light'")
    return opened


@pytest.fixture(scope="session")
def measured() -> set[str]:
    """The looks of text whose contrast has been measured on a page, and is enough."""
    return set()


@pytest.fixture
def faults_of(tab: Page, measured: set[str]) -> Iterator[Callable[[Path], list[str]]]:
    """Open a page once, look at it in both modes and at every width, and return every fault in words."""
    heard: list[str] = []
    listeners: dict[str, Callable[..., None]] = {
        "request": lambda r: None if inside(r.url) else heard.append(f"outside request: {r.url}"),
        "websocket": lambda w: heard.append(f"outside request: {w.url}"),
        "requestfailed": lambda r: heard.append(f"failed request: {r.url}"),
        "console": lambda m: heard.append(f"console error: {m.text}") if m.type == "error" else None,
        "pageerror": lambda e: heard.append(f"page error: {e}"),
    }

    def in_both_modes(look: Callable[[str], list[str]]) -> None:
        for mode in ("light", "dark"):
            tab.evaluate("mode => { document.documentElement.dataset.theme = mode }", mode)
            heard.extend(f"{fault} ({mode})" for fault in look(mode))

    def axe(mode: str) -> list[str]:
        found, enough = tab.evaluate(AXE, [mode, list(measured)])
        measured.update(enough)
        return found

    def faults(path: Path) -> list[str]:
        # Each change of the width is a new layout: from the phone, where the page opens, to the laptop, where axe looks.
        tab.set_viewport_size({"width": WIDTHS[0], "height": 900})
        tab.goto(path.as_uri())
        in_both_modes(lambda mode: tab.evaluate(CHECKS, mode))
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            heard.extend(f"{fault} ({width} px)" for fault in tab.evaluate(LAYOUT))
        # Last, since it thins the page out.
        tab.add_script_tag(url=Path(AXE_CORE).as_uri())
        in_both_modes(axe)
        return heard

    for event, listener in listeners.items():
        tab.on(event, listener)
    yield faults
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)


def inside(url: str) -> bool:
    """Tell whether an address needs no network."""
    return url.startswith(("file:", "data:", "blob:"))
