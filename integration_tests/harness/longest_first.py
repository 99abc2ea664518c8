"""A pytest plugin that begins with the files that took longest, so that none is left for the end.

xdist gives whole files to its workers in the order of collection (`--dist loadfile
--no-loadscope-reorder`). The order is that of `slowest_files.txt`, which `make slowest` writes; all
workers read the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.slowest import FILES

if TYPE_CHECKING:
    import pytest


def ranks() -> dict[str, int]:
    """Return the place of each slow file, from 0."""
    lines = FILES.read_text(encoding="utf-8").splitlines()
    return {line.partition(" ")[2]: place for place, line in enumerate(lines)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow files first, slowest of all at the beginning; the rest keeps its order."""
    known = ranks()
    items.sort(key=lambda item: known.get(item.nodeid.partition("::")[0], len(known)))
