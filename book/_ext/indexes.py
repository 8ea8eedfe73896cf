"""Two appendices that the build writes, every numbered equation and every claim with its verdict; and a role.

    ```{equation-index}
    ```
    ```{claim-index}
    ```
    {claims}`05_cell`

The role names the claims that a chapter judges.
Each entry leads to its place: `#equation-eq-05-cell`, `#claim-c07` where a claim is quoted, `#verdict-c07`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from lstm.claims import Claim, load_claims
from lstm.verdicts import badge, collect

VERDICT = re.compile(r"<p><strong>(C\d\d)</strong> <span class=\"verdict")


@cache
def ledger(path: Path) -> dict[str, Claim]:
    """Read the ledger of claims once for all pages."""
    return load_claims(path)


class index_place(nodes.General, nodes.Element):  # noqa: N801  docutils names nodes in lower case
    """The place of an index, open until all pages are read."""


class Index(SphinxDirective):
    """Leave a place open for the index after which the directive is named."""

    def run(self) -> list[nodes.Node]:
        """Return the empty place."""
        return [index_place(kind=self.name)]


class Judged(SphinxRole):
    """Name the claims that a chapter judges, each with a link to where it is quoted."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Read the ledger."""
        path = Path(self.env.srcdir) / "book" / "claims.yml"
        self.env.note_dependency(str(path))
        judged = [name for name, c in ledger(path).items() if self.text.startswith(f"{c.chapter:02d}_")]
        if not judged:
            fault = f"{self.text}: no claim of claims.yml is judged there; leave the role off"
            return [], [self.inliner.reporter.warning(fault, line=self.lineno)]
        links = [link(name, f"{self.text}.html#claim-{name.lower()}") for name in judged]
        return [piece for each in links for piece in (nodes.Text(", "), each)][1:], []


def mark_claims(app: Any, doctree: nodes.document) -> None:  # noqa: ARG001
    """Give each quoted claim and each verdict an address."""
    for quote in doctree.findall(nodes.block_quote):
        first = next(iter(quote.findall(nodes.strong)), None)
        if first is not None and re.fullmatch(r"C\d\d", first.astext()):
            quote["ids"].append(f"claim-{first.astext().lower()}")
    for raw in doctree.findall(nodes.raw):
        if (found := VERDICT.match(raw.astext())) and raw.get("format") == "html":
            text = raw.astext().replace("<p>", f'<p id="verdict-{found[1].lower()}">', 1)
            raw.children, raw.rawsource = [nodes.Text(text)], text


def link(text: str, uri: str) -> nodes.reference:
    """Return a link inside the book."""
    return nodes.reference("", text, refuri=uri, internal=True)


def chapters(app: Any) -> Iterator[tuple[str, str]]:
    """Yield each chapter's document with its number and title."""
    for name in sorted(app.env.titles):
        if number := re.match(r"book/(\d\d)_", name):
            yield name, f"{int(number[1])}. {app.env.titles[name].astext()}"


def equations(app: Any, page: str) -> Iterator[nodes.section]:
    """Yield a section for each chapter that has equations."""
    for name, title in chapters(app):
        blocks = [b for b in app.env.get_doctree(name).findall(nodes.math_block) if b.get("label")]
        if not blocks:
            continue
        uri = app.builder.get_relative_uri(page, name)
        section = nodes.section(ids=[f"equations-{name.rpartition('/')[2][:2]}"])
        section += nodes.title("", "", link(title, uri))
        numbers = app.env.toc_fignumbers.get(name, {}).get("displaymath", {})  # they run through the chapters
        for block in blocks:
            number = ".".join(map(str, numbers.get(block["ids"][0], (block["number"],))))
            place = link(f"({number})", f"{uri}#equation-{block['label']}")
            formula = nodes.math_block(
                block.astext(), block.astext(), nowrap=block.get("nowrap", False), number=None, label=None
            )
            section += nodes.container("", nodes.paragraph("", "", place), formula, classes=["equation-row"])
        yield section


def claims(app: Any, page: str) -> Iterator[nodes.definition_list]:
    """Yield the list of claims."""
    folder = Path(app.srcdir) / "book"
    found, titles = collect(folder), dict(chapters(app))
    entries = nodes.definition_list(classes=["claims"])
    quotes = {}  # chapter -> the claims that it quotes; a chapter is read once, whatever the number of its claims
    for name, claim in ledger(folder / "claims.yml").items():
        chapter = next(title for title in titles if title.startswith(f"book/{claim.chapter:02d}_"))
        uri = app.builder.get_relative_uri(page, chapter)
        if chapter not in quotes:
            found_there = app.env.get_doctree(chapter).findall(nodes.block_quote)
            quotes[chapter] = {place for quote in found_there for place in quote["ids"]}
        quoted = f"claim-{name.lower()}" in quotes[chapter]
        term = nodes.term(
            "", "", link(name, f"{uri}#claim-{name.lower()}" if quoted else uri), nodes.Text(" ")
        )
        if name in found:
            verdict = f'<a href="{uri}#verdict-{name.lower()}">{badge(found[name]["word"])}</a>'
            term += [nodes.raw("", verdict, format="html"), nodes.Text(" ")]
        term += link(titles[chapter], uri)
        words = nodes.definition("", nodes.paragraph("", f"\u00ab\u00a0{claim.fr}\u00a0\u00bb"))
        if app.config.language != "fr":
            words += nodes.paragraph("", claim.en)
        entries += nodes.definition_list_item("", term, words)
    yield entries


INDEXES = {"equation-index": equations, "claim-index": claims}


def fill(app: Any, doctree: nodes.document, page: str) -> None:
    """Write the indexes at their places."""
    for place in list(doctree.findall(index_place)):
        place.replace_self(list(INDEXES[place["kind"]](app, page)) if app.builder.format == "html" else [])


def renew(app: Any, env: Any) -> list[str]:  # noqa: ARG001
    """Write the indexes anew whenever a page changed, with MathJax for the equations."""
    pages = [name for name in ("book/equations", "book/claims") if name in env.all_docs]
    env.get_domain("math").data["has_equations"]["book/equations"] = True
    return pages


def setup(app: Any) -> dict[str, bool]:
    """Register the directives, the role and what fills them, before the words of verdicts are translated."""
    app.add_node(index_place)
    for name in INDEXES:
        app.add_directive(name, Index)
    app.add_role("claims", Judged())
    app.connect("doctree-read", mark_claims)
    app.connect("doctree-resolved", fill, priority=400)
    app.connect("env-updated", renew)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
