"""What nbval does beyond its own: compare pictures, and the French ones of the same run; start a kernel twice."""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbval import kernel
from nbval.plugin import IPyNbCell

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import figures
from pictures import IMAGES

PNG = "image/png"


def twice(start: Callable[..., Any]) -> Callable[..., Any]:
    """Start a kernel once more where that failed: another program may take its ports before it does."""

    def again(*args: Any, **kwargs: Any) -> Any:
        try:
            return start(*args, **kwargs)
        except RuntimeError:
            return start(*args, **kwargs)

    return again


kernel.start_new_kernel = twice(kernel.start_new_kernel)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which pictures are the same: by look, or by size where the system draws fonts differently."""
    parser.addoption("--images", choices=list(IMAGES), default="look", help=pytest_addoption.__doc__)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Draw each figure of a chapter in both languages, and compare both with the stored ones."""
    if not isinstance(item, IPyNbCell):
        yield
        return
    chapter = item.parent
    if figures.FORM not in chapter.skip_compare:  # nothing was run in this kernel yet
        chapter.skip_compare += (figures.FORM,)
        chapter.kernel.await_idle(chapter.kernel.execute_cell_input(figures.START), timeout=60)
    yield
    faults = compare(item.cell, item.test_outputs, IMAGES[item.config.getoption("--images")])
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def compare(cell: Any, fresh: list[Any], same: Callable[[bytes, bytes], bool]) -> list[str]:
    """Return in words which pictures of a cell are not the stored ones."""
    stored, drawn = (
        [base64.b64decode(one["data"][PNG]) for one in outputs if PNG in one.get("data", {})]
        for outputs in (cell.outputs, fresh)
    )
    faults = [f"{len(drawn)} pictures, {len(stored)} stored"] if len(drawn) != len(stored) else []
    for place, (one, other) in enumerate(zip(stored, drawn, strict=False), 1):
        if not same(one, other):
            faults.append(f"picture {place} differs from the stored one")
    twins = figures.stored()
    for name, png in figures.of(cell, fresh).items():
        twin = twins.get(name)
        if twin is None or not same(twin.read_bytes(), png):
            faults.append(f"{name}: the French figure differs from the stored one")
    return faults
