"""The role `times`: how long a chapter takes to read and to run, as its first lines say it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxRole

READING = re.compile(r"Time to read: (\d+) minutes|\*\*Reading\*\* takes about (\d+) minutes")
RUNNING = re.compile(r"Time to run: ([^.]+)\.|\*\*running\*\* ([^.]+)\.")
# The same in both languages.
SHORT = {
    "a few seconds": "< 10 s",
    "about half a minute": "\u2248 30 s",
    "about a minute": "\u2248 1 min",
    "under a minute": "< 1 min",
}


def times(path: Path) -> tuple[str, str]:
    """Return both times of a chapter in short.

    Raises
    ------
    ValueError
        A chapter that does not say them.
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells[:3])
    reading, running = READING.search(text), RUNNING.search(text)
    if not reading or not running:
        raise ValueError(
            f"{path.name}: no times in the first cells; "
            "'Time to read: 20 minutes. Time to run: under a minute.' expected"
        )
    words = running[1] or running[2]
    seconds = re.fullmatch(r"under (\d+) seconds", words)
    if not seconds and words not in SHORT:
        raise ValueError(
            f"{path.name}: time to run {words!r}; 'under 20 seconds' or one of {', '.join(SHORT)} expected"
        )
    return f"{reading[1] or reading[2]} min", f"< {seconds[1]} s" if seconds else SHORT[words]


class Times(SphinxRole):
    """Write both times, which do not break."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Read the chapter beside this page."""
        path = Path(self.env.srcdir) / Path(self.env.docname).parent / f"{self.text}.ipynb"
        self.env.note_dependency(str(path))
        try:
            text = ", ".join(times(path)).replace(" ", "\u00a0").replace(",\u00a0", ", ")
        except (OSError, ValueError) as fault:
            return [], [self.inliner.reporter.warning(str(fault), line=self.lineno)]
        return [nodes.inline(self.rawtext, text, classes=["times"])], []


def setup(app: Any) -> dict[str, bool]:
    """Register the role."""
    app.add_role("times", Times())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
