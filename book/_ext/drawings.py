"""Pictures of class `drawing` become part of the page, so that they take the colours of light and dark mode."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes


def inline(app: Any, doctree: nodes.document, page: str) -> None:  # noqa: ARG001
    """Replace the image by its SVG, with the alternative text as its label."""
    if app.builder.format != "html":
        return
    for image in list(doctree.findall(nodes.image)):
        if "drawing" in image["classes"]:
            svg = (Path(app.srcdir) / image["uri"]).read_text(encoding="utf-8")
            label = f'<svg class="drawing" role="img" aria-label="{escape(image["alt"])}"'
            image.replace_self(nodes.raw("", svg.replace("<svg", label, 1), format="html"))


def setup(app: Any) -> dict[str, bool]:
    """Do it before the words of raw HTML are translated."""
    app.connect("doctree-resolved", inline, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
