"""Scripts and styles of the explorers: on a page that shows one, and on no other.

An explorer is an output of a notebook, `<div class="explorer half-life" ...>`.
"""

from __future__ import annotations

import re
from typing import Any

PLACE = re.compile(r'<div class="explorer ([a-z-]+)"')
SCRIPTS = {"cell-explorer": ("cell_drawing.js", "cell_explorer.js"), "half-life": ("half_life.js",)}


def add_scripts(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ARG001
    """Add what the explorers of this page need."""
    kinds = dict.fromkeys(PLACE.findall(context.get("body", "")))
    if not kinds:
        return
    app.add_css_file("explorer.css")
    for script in ("explorer.js", *(script for kind in kinds for script in SCRIPTS[kind])):
        app.add_js_file(script, loading_method="defer")


def setup(app: Any) -> dict[str, bool]:
    """Add them before `offline` takes the theme's own away, since it hands Sphinx a list of its own."""
    app.connect("html-page-context", add_scripts, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
