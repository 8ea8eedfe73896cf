"""Build without the garbage collector: pages live to the end, and looking for waste took a fifth of the time."""

from __future__ import annotations

import gc
from typing import Any


def setup(app: Any) -> dict[str, bool]:  # noqa: ARG001
    """Switch the collector off for this process, which ends with the build and takes 0.7 GB instead of 0.5."""
    gc.disable()
    return {"parallel_read_safe": True, "parallel_write_safe": True}
