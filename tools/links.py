"""Where the links of the built book lead: those inside must arrive, those outside are listed for a look by hand.

python tools/links.py [FOLDER]    # print every address outside that a page links to, with the first page that does
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
ADDRESSES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "iframe": "src"}


class Page(HTMLParser):
    """What a page links to, and the places in it that a link can name."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.places = {"", "top"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an address and a place."""
        found = dict(attrs)
        self.places |= {name for key in ("id", "name") if (name := found.get(key))}
        if address := found.get(ADDRESSES.get(tag, "")):
            self.targets.append(address)


def read(folder: Path) -> dict[Path, Page]:
    """Read every page of the built book."""
    paths = sorted(path for path in folder.rglob("*.html") if "_static" not in path.parts)
    return {path.resolve(): Page(path) for path in paths}


def broken(pages: dict[Path, Page]) -> list[str]:
    """Return every link inside the book that leads to no file, or to no place of a page."""
    found = []
    for path, page in pages.items():
        for target in dict.fromkeys(page.targets):
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            file = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            place = unquote(parts.fragment)
            if not file.is_file() or (file in pages and place not in pages[file].places):
                found.append(f"{path.name}: {target}")
    return found


def outside(pages: dict[Path, Page]) -> dict[str, str]:
    """Return every address outside that a page links to, with the first page that does."""
    found: dict[str, str] = {}
    for path, page in pages.items():
        for target in page.targets:
            if urlsplit(target).scheme in {"http", "https"}:
                found.setdefault(target, path.name)
    return dict(sorted(found.items()))


def main() -> int:
    """Print what is to be looked at by hand."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html"
    pages = read(folder)
    if not pages:
        print(f"No page in {folder}. Run `make book` first.", file=sys.stderr)
        return 2
    for address, page in outside(pages).items():
        print(f"{address}  ({page})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
