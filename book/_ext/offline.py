"""Keep every page at home: MathJax comes from the book itself, and nothing loads from outside.

Only the one component that the pages use and its fonts are copied, 1.5 MB; the package that ships
them would copy 24.
"""

from __future__ import annotations

import shutil
from importlib.metadata import files
from pathlib import Path
from typing import Any

COMPONENT = "tex-chtml.js"
FONTS = Path("output", "chtml", "fonts")


def _source() -> Path:
    """Find the folder of MathJax among the files of the package that ships it."""
    return next(
        Path(str(f.locate())) for f in files("sphinx-mathjax-offline") or [] if f.name == COMPONENT
    ).parent


def _copy(app: Any, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    source, target = _source(), Path(app.outdir) / "_static" / "mathjax"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source / COMPONENT, target / COMPONENT)
    shutil.copytree(source / FONTS, target / FONTS, dirs_exist_ok=True)


def _without_thebe(app: Any, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:  # noqa: ARG001
    """Leave out sphinx-thebe: it names a server outside and declares its constants twice, a script error."""
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file for file in context[kind] if "thebe" not in f"{file.filename} {file.attributes}"
        ]


def setup(app: Any) -> dict[str, bool]:
    """Point Sphinx at the copy and make it when the pages are written."""
    app.config["mathjax_path"] = f"mathjax/{COMPONENT}"
    app.connect("html-page-context", _without_thebe)
    app.connect("build-finished", _copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
