"""One PDF of each edition of the built book: contents, page numbers, typeset mathematics, an outline.

python tools/pdf.py [FOLDER]    # _build/html -> _build/pdf/lstm.en.pdf and, where it is built, lstm.fr.pdf

All chapters become one document, which Chromium prints. The print tells on which page each chapter begins; the
contents alone are printed once more, with these numbers. The reference of the package is left to the screen.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path, PurePosixPath

from pikepdf import Pdf
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CONTENTS = {"en": "Contents", "fr": "Sommaire"}
FOOTER = '<div style="width: 100%; text-align: center; font-size: 9px"><span class="pageNumber"></span></div>'
MARGIN = {"top": "18mm", "bottom": "18mm", "left": "18mm", "right": "18mm"}
STYLE = """
section.chapter { break-before: page }
h1 { display: block !important }  /* the theme prints its own title instead */
p.book { font-size: 2.2em; font-weight: bold; margin: 0 0 0.5cm }
nav.contents { background: none; border: 0; box-shadow: none; padding: 0 }
nav.contents li { display: flex; gap: 1em; margin: 0.1em 0 }
nav.contents a { flex: 1; border-bottom: 1px dotted; text-decoration: none }
"""
# Everything on paper is open, and every formula is set before the first print.
READY = """async () => {
  for (const hidden of document.querySelectorAll("details")) hidden.open = true;
  for (const image of document.images) { image.loading = "eager"; await image.decode().catch(() => {}); }
  await window.MathJax?.startup?.promise;
  return [...document.querySelectorAll(".math:not(:has(mjx-container))")].map((formula) => formula.textContent);
}"""
# The contents with their numbers, and nothing else.
CONTENTS_ALONE = """pages => {
  document.querySelectorAll("nav.contents .page").forEach((page, i) => { page.textContent = pages[i]; });
  document.querySelectorAll("section.chapter").forEach((chapter) => chapter.remove());
}"""


def chapters() -> list[str]:
    """Return the pages in their order, without the reference."""
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    names = re.findall(r"(?m)^\s*(?:root|- file): book/(\w+)$", toc)
    return [name for name in names if not name.startswith("api")]


def article(html: str, name: str, names: list[str]) -> tuple[str, str]:
    """Return the title of a page and its text, with places and links that hold in the one document."""
    text = re.search(r'<article class="bd-article"[^>]*>(.*)</article>', html, re.DOTALL)[1]
    text = re.sub(r"<script\b(?! type=.math).*?</script>", "", text, flags=re.DOTALL)
    text = re.sub(r'(?<=\s)id="([^"]+)"', rf'id="{name}--\1"', text)

    def link(match: re.Match[str]) -> str:
        target, _, place = match[1].partition("#")
        if ":" in target:
            return match[0]
        page = PurePosixPath(target).stem if target else name
        return f'href="#{page}--{place or "top"}"' if page in names else ""

    text = re.sub(r'href="([^"]*)"', link, text)
    heading = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)[1]
    title = re.sub(r"<[^>]+>", "", re.sub(r'<a class="headerlink".*?</a>', "", heading)).strip()
    return title, f'<section class="chapter" id="{name}--top">{text}</section>'


def document(folder: Path, language: str) -> str:
    """Return all chapters of an edition as one page, for a file that lies beside them."""
    names = chapters()
    pages = {name: (folder / f"{name}.html").read_text(encoding="utf-8") for name in names}
    texts = {name: article(html, name, names) for name, html in pages.items()}
    head = "".join(
        re.findall(
            r'<link [^>]*rel="stylesheet"[^>]*>|<script>window\.MathJax.*?</script>|<script[^>]*mathjax[^>]*></script>',
            pages[names[0]] if "tex-chtml" in pages[names[0]] else pages["05_cell"],
        )
    )
    lines = "".join(
        f'<li><a href="#{name}--top">{title}</a> <span class="page">000</span></li>'
        for name, (title, _) in texts.items()
    )
    return (
        f'<!doctype html><html lang="{language}" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{escape(texts[names[0]][0])}</title>{head}<style>{STYLE}</style></head><body>"
        '<div class="bd-main"><div class="bd-content"><div class="bd-article-container"><article class="bd-article">'
        f'<p class="book">{texts[names[0]][0]}</p>'
        f'<nav class="contents"><h1>{CONTENTS[language]}</h1><ol style="padding: 0">{lines}</ol></nav>'
        f"{''.join(text for _, text in texts.values())}</article></div></div></div></body></html>"
    )


def starts(pdf: Pdf) -> list[int]:
    """Return the page on which each chapter begins: the top of the outline, after the contents."""
    with pdf.open_outline() as outline:
        return [pdf.pages.index(entry.destination[0]) + 1 for entry in outline.root[1:]]


def write(tab: Page, folder: Path, language: str, pdf: Path) -> None:
    """Print an edition; RuntimeError where a formula cannot be set."""
    # Not .html: whoever goes through the pages of the book meanwhile does not see it.
    source = folder / "_print.htm"
    try:
        source.write_text(document(folder, language), encoding="utf-8")
        tab.goto(source.as_uri(), timeout=0)
        unset = tab.evaluate(READY)
    finally:
        source.unlink(missing_ok=True)
    if unset:
        raise RuntimeError(f"{folder}: {len(unset)} formulas were not set, the first is {unset[0]}")
    printed = partial(
        tab.pdf,
        format="A4",
        margin=MARGIN,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=FOOTER,
        tagged=True,
        outline=True,
    )
    with Pdf.open(BytesIO(printed())) as book:
        tab.evaluate(CONTENTS_ALONE, starts(book))
        with Pdf.open(BytesIO(printed())) as contents:
            redraw_first(book, contents)
        book.save(pdf)


def redraw_first(book: Pdf, contents: Pdf) -> None:
    """Draw the first page as in another PDF; its links, its tags and all other pages stay."""
    for part in ("/Contents", "/Resources"):
        drawn = contents.make_indirect(contents.pages[0].obj[part])
        book.pages[0].obj[part] = book.copy_foreign(drawn)


def main() -> int:
    """Print every edition that is built."""
    html = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT / "_build" / "html"
    editions = {"en": html / "book", "fr": html / "fr" / "book"}
    built = {language: folder for language, folder in editions.items() if (folder / "intro.html").is_file()}
    if not built:
        print(f"No book in {html}. Run `make book` first.", file=sys.stderr)
        return 2
    found = subprocess.run(
        [sys.executable, ROOT / "tools" / "chromium.py"], stdout=subprocess.PIPE, text=True, check=True
    )
    target = html.parent / "pdf"
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found.stdout.strip())
        tab = browser.new_page()
        tab.set_default_timeout(0)
        for language, folder in built.items():
            pdf = target / f"lstm.{language}.pdf"
            write(tab, folder, language, pdf)
            with Pdf.open(pdf) as book:
                print(f"{pdf}: {len(book.pages)} pages, {pdf.stat().st_size / 1e6:.1f} MB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
