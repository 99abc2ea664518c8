"""A pytest plugin that prints which test proves which row of the mission: `make rows`."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest


def order(row: str) -> tuple[str, int]:
    """Sort B2 before B10."""
    letter, number = re.fullmatch(r"([A-Z])(\d+)", row).groups()  # type: ignore[union-attr]
    return letter, int(number)


def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Print the table instead of the list of tests."""
    tests: dict[str, list[str]] = defaultdict(list)
    for item in items:
        for marker in item.iter_markers("row"):
            for row in marker.args:
                tests[row].append(item.nodeid.split("::", 1)[1])
    write = session.config.get_terminal_writer().line
    write(f"{'row':4} {'tests':>5}  first of them")
    for row in sorted(tests, key=order):
        write(f"{row:4} {len(tests[row]):5}  {tests[row][0]}")
    items.clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End well: that no test is left to run is the purpose here."""
    if session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK
