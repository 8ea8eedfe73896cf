"""The signatures of classes whose base is not there: the book is built without torch, which stands in as a mock."""

from __future__ import annotations

from typing import Any

from sphinx.util.inspect import signature, stringify_signature

# What the stand-in takes, and a protocol.
ANYTHING = "(*args, **kwargs)"


def own(app: Any, kind: str, name: str, thing: Any, options: Any, shown: str, returns: str) -> Any:  # noqa: ARG001
    """Show what a class defines itself, or nothing, in place of what its base takes."""
    if kind != "class" or shown != ANYTHING:
        return None
    init = signature(thing.__init__, bound_method=True) if "__init__" in vars(thing) else None
    text = stringify_signature(init, show_annotation=False) if init else ANYTHING
    return ("" if text == ANYTHING else text), None


def setup(app: Any) -> dict[str, bool]:
    """Connect it to the reference."""
    app.connect("autodoc-process-signature", own)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
