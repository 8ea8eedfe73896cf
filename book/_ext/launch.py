"""Links that open a chapter in Binder or in Colab: there where `_config.yml` says at what address the book lies."""

from __future__ import annotations

from typing import Any


def leave_off(app: Any, config: Any) -> None:  # noqa: ARG001
    """Without an address there is nothing to open."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        options.pop("repository_url", None)
        options.pop("launch_buttons", None)


def setup(app: Any) -> dict[str, bool]:
    """Decide before the theme reads its options."""
    app.connect("config-inited", leave_off, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
