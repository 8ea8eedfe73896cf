"""Take the listings of modules that are no more from a build that went before: their links lead nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def sweep(app: Any, exception: Exception | None) -> None:  # noqa: ARG001
    """Remove each listing in ``_modules/lstm`` whose module is neither a file nor a package any more."""
    listings = Path(app.outdir) / "_modules"
    for page in (listings / "lstm").rglob("*.html"):
        module = Path(app.srcdir) / page.relative_to(listings).with_suffix("")
        if not module.with_suffix(".py").is_file() and not (module / "__init__.py").is_file():
            page.unlink()


def setup(app: Any) -> dict[str, bool]:
    """Connect it to the end of a build."""
    app.connect("build-finished", sweep)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
