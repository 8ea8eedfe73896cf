"""What search engines and links to a page show: its first words, its title, and the card of the book.

An address of the book is named only where `html.baseurl` is set in `_config.yml`.
"""

from __future__ import annotations

import re
from html import escape
from textwrap import shorten
from typing import Any
from urllib.parse import urljoin

from docutils import nodes

CARD = "_static/preview.png"


def description(doctree: nodes.document) -> str:
    """Return the first paragraph outside of a table that says something, in at most 200 characters."""
    texts = (p.astext() for p in doctree.findall(nodes.paragraph) if not isinstance(p.parent, nodes.entry))
    return shorten(next((text for text in texts if len(text) > 40), ""), 200, placeholder=" \u2026")


def describe(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ARG001
    """Write the tags into the head of a page."""
    if doctree is None:
        return
    base = app.config.html_baseurl
    title = re.sub(r"<[^>]+>", "", context["title"])
    tags = {
        "og:type": "article",
        "og:site_name": app.config.project,
        "og:locale": {"fr": "fr_FR"}.get(app.config.language, "en_GB"),
        "og:title": title,
        "og:description": description(doctree),
        "og:image": urljoin(base, CARD) if base else context["pathto"](CARD, resource=True),
        "og:image:alt": app.config.project,
    }
    if base:
        tags["og:url"] = urljoin(base, f"{page}.html")
    lines = [f'<meta name="description" content="{escape(tags["og:description"])}" />']
    lines += [f'<meta property="{name}" content="{escape(value)}" />' for name, value in tags.items()]
    context["metatags"] += "\n".join(lines) + "\n"


def setup(app: Any) -> dict[str, bool]:
    """Connect it to the writing of pages."""
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
