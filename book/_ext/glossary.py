"""Terms of the glossary explain themselves: the first of its kind on a page shows its meaning on hover, focus or tap.

The terms and their meanings are those of `book/notation.md`: `gate (*porte*)` is found as "gate" on English pages, as
"porte" on French ones.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

from docutils import nodes

PAGE = "book/notation"
# Words in these stand for something else, lead somewhere already, or are no running text.
CLOSED = (
    nodes.literal,
    nodes.reference,
    nodes.math,
    nodes.title,
    nodes.caption,
    nodes.table,
    nodes.citation,
    nodes.block_quote,  # the report's own words
    nodes.Admonition,  # its box would cut the meaning off
)
# Words of the glossary in another sense.
OTHERWISE = re.compile(
    r"nerve cells?|loss by|behind a gate|validation gate|has no horizon|cellules? nerveuses?|pas d'horizon"
    r"|porte (?:de validation|des données|y voit)"
    # "Porte" is a verb too, where no article or adjective stands before it.
    r"|\b(?!(?:une|la|cette|chaque|sa|quelle|seule|même|autre|vraie|première|aucune|de|ou|et)\b)\w+ porte\b",
    re.IGNORECASE,
)


class explained(nodes.Inline, nodes.TextElement):  # noqa: N801  docutils names nodes in lower case
    """A word with its meaning."""


@cache
def terms(app: Any) -> dict[str, str]:
    """Return each term of the page's language, in lower case, with its meaning; the longest terms first.

    A build asks for every page, and the glossary is one.
    """
    found = {}
    for entry in app.env.get_doctree(PAGE).findall(nodes.definition_list_item):
        head, meaning = entry.next_node(nodes.term), entry.next_node(nodes.definition)
        foreign = head.next_node(nodes.emphasis)
        if foreign is None:
            continue
        english = head.astext().partition(" (")[0]
        name, *short = english.split(", ")  # "recurrent network, RNN": the short form is the same in both
        for word in (foreign.astext() if app.config.language == "fr" else name, *short):
            found[word.lower().replace("\u2019", "'")] = meaning.astext()
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def pattern(words: list[str]) -> re.Pattern[str]:
    """Match any of the words as a whole, in the plural too; the group that matched says which."""
    each = (r"[sx]?\s".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(f'({one})' for one in each)})[sx]?(?![\w-])", re.IGNORECASE)


def split(
    text: nodes.Text, known: dict[str, str], search: re.Pattern[str], seen: set[str]
) -> list[nodes.Node]:
    """Cut a text at the terms that this page has not explained yet."""
    pieces: list[nodes.Node] = []
    names, plain, start = list(known), str(text).replace("\u2019", "'"), 0
    others = list(OTHERWISE.finditer(plain))
    for match in search.finditer(plain):
        name = names[(match.lastindex or 1) - 1]
        if name in seen or any(other.start() <= match.start() < other.end() for other in others):
            continue
        seen.add(name)
        shown = str(text)[match.start() : match.end()]
        pieces += [
            nodes.Text(str(text)[start : match.start()]),
            explained("", shown, name=name, meaning=known[name]),
        ]
        start = match.end()
    return [*pieces, nodes.Text(str(text)[start:])] if pieces else []


def explain(app: Any, doctree: nodes.document, page: str) -> None:
    """Mark the first appearance of each term in the paragraphs of a chapter."""
    if app.builder.format != "html" or not re.match(r"book/\d\d_", page) or PAGE not in app.env.all_docs:
        return
    known, seen = terms(app), set()
    search = pattern(list(known))
    for paragraph in doctree.findall(nodes.paragraph):
        if inside(paragraph, CLOSED):
            continue
        for text in list(paragraph.findall(nodes.Text)):
            if not inside(text.parent, CLOSED) and (pieces := split(text, known, search, seen)):
                text.parent.replace(text, pieces)


def inside(node: nodes.Node | None, kinds: tuple[type, ...]) -> bool:
    """Tell whether a node is one of these kinds or lies in one."""
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False


def visit(self: Any, node: explained) -> None:
    """Write the word as a button, which focus and a finger reach, described by its meaning."""
    place = "term-" + re.sub(r"\W+", "-", node["name"])
    self.body.append(
        f'<span class="term"><button type="button" aria-describedby="{place}">{escape(node.astext())}</button>'
        f'<span class="meaning" role="tooltip" id="{place}">{escape(node["meaning"])}</span></span>'
    )
    raise nodes.SkipNode


def setup(app: Any) -> dict[str, bool]:
    """Do it last, when references are resolved; the script closes a meaning with Escape."""
    app.add_node(explained, html=(visit, None))
    app.add_js_file("glossary.js", loading_method="defer")
    app.connect("doctree-resolved", explain, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
