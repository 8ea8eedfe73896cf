"""Mend the HTML that other extensions write and a validator or a screen reader stumbles over."""

from __future__ import annotations

import re
from typing import Any


def spans(match: re.Match[str]) -> str:
    """Return a piece of HTML with spans for its paragraphs and boxes."""
    return re.sub(r"(</?)(?:p|div)\b", r"\1span", match[0])


def tidy(body: str) -> str:
    """Return the body of a page without what HTML forbids.

    Examples
    --------
    >>> tidy('<summary><p class="collapsed">Show</p></summary>')
    '<summary><span class="collapsed">Show</span></summary>'
    """
    # sphinx-exercise gives the inside of all exercises one and the same id.
    body = re.sub(r' id="(?:exercise|solution)-content"', "", body)
    # docutils calls the bibliography a list, and its entries by a role that lists may not hold.
    body = body.replace(' role="doc-biblioentry"', ' role="listitem"')
    # A summary is named by its words, which say more than the label that myst-nb gives it.
    body = re.sub(r'<summary aria-label="[^"]*"', "<summary", body)
    # A summary holds a phrase, preformatted text too: myst-nb and viewcode write blocks into them.
    body = re.sub(r"<summary\b.*?</summary>", spans, body, flags=re.DOTALL)
    body = re.sub(r"<pre>.*?</pre>", spans, body, flags=re.DOTALL)
    # A field that returns several values is a list within a paragraph.
    return re.sub(r"<dd([^>]*)><p>(<ul.*?</ul>)\s*</p>\s*</dd>", r"<dd\1>\2</dd>", body, flags=re.DOTALL)


def mend(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ARG001
    """Tidy a page before it is written."""
    if "body" in context:
        context["body"] = tidy(context["body"])


def setup(app: Any) -> dict[str, bool]:
    """Connect it to the writing of pages."""
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
