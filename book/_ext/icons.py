"""Icons that the pages use, and no others: the theme ships two thousand, more bytes than all else that a page loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.util import logging

SCRIPT, STYLE = "scripts/fontawesome.js", "styles/pydata-sphinx-theme.css"
# A name, then [width, height, [other names], "code point", "path" or ["path", ...]].
ICON = re.compile(
    r'("[\w-]+"|[\w$]+):\s*\[\s*\d+,\s*\d+,\s*(\[[^\]]*\]),\s*"[0-9a-f]+",\s*(?:"[^"]*"|\[[^\]]*\])\s*\],?'
)
RULE = re.compile(r'(?:\.fa-[a-z0-9-]+:before,?)+\{content:"[^"]*"\}')
NAME = re.compile(r"\bfa-([a-z0-9-]+)")


def drawn(script: str, used: set[str]) -> str:
    """Leave out of a Font Awesome script every icon that is not used, by its name or by another name that it has.

    Examples
    --------
    >>> drawn('{sun:[8,8,[9728],"f185","M0 0z"],"x-ray":[8,8,[],"f497","M1 1z"]}', {"sun"})
    '{sun:[8,8,[9728],"f185","M0 0z"],}'
    """

    def kept(icon: re.Match[str]) -> str:
        names = {icon[1].strip('"'), *re.findall(r'"([\w-]+)"', icon[2])}
        return icon[0] if names & used else ""

    return ICON.sub(kept, script)


def ruled(style: str, used: set[str]) -> str:
    """Leave out of a style the letter of every icon that is not used.

    Examples
    --------
    >>> ruled('.fa-sun:before{content:"a"}.fa-x-ray:before,.fa-ray:before{content:"b"}', {"sun"})
    '.fa-sun:before{content:"a"}'
    """
    return RULE.sub(lambda rule: rule[0] if used & {*NAME.findall(rule[0])} else "", style)


def _lighten(app: Any, exception: Exception | None) -> None:
    """Read the names off the pages and the other scripts, and write both files anew."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    pages = [page for page in Path(app.outdir).rglob("*.html") if static not in page.parents]
    scripts = [
        file for file in static.rglob("*.js") if file != static / SCRIPT and "mathjax" not in file.parts
    ]
    used = {name for file in (*pages, *scripts) for name in NAME.findall(file.read_text(encoding="utf-8"))}
    for name, form, lighter in ((SCRIPT, ICON, drawn), (STYLE, RULE, ruled)):
        text = (static / name).read_text(encoding="utf-8")
        (static / name).write_text(lighter(text, used), encoding="utf-8")
        if not form.search(text):
            logging.getLogger(__name__).warning("%s: no icon was found, so none was left out", name)


def setup(app: Any) -> dict[str, bool]:
    """Lighten both files when the pages are written."""
    app.connect("build-finished", _lighten)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
