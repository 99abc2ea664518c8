"""Where the time of the tests goes, and which files are begun first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from harness import longest_first
from harness.dbt import REPOSITORY
from harness.slowest import (
    BEGIN,
    END,
    FILES,
    PAGE,
    Timed,
    by_file,
    inserted,
    table,
    timed,
)

if TYPE_CHECKING:
    from pathlib import Path

REPORT = """<testsuites><testsuite>
<testcase classname="integration_tests.demo.test_demo" name="test_it_tells[twice]" time="81.5"/>
<testcase classname="integration_tests.demo.test_demo" name="test_it_ends" time="9"/>
<testcase classname="python.tests.cli.test_cli" name="test_it_answers" time="2"/>
</testsuite></testsuites>"""


@pytest.fixture
def tests(tmp_path: Path) -> list[Timed]:
    """Return the tests of the report."""
    report = tmp_path / "all.xml"
    report.write_text(REPORT)
    return timed([report])


def test_the_table_says_what_each_test_proves(tests: list[Timed]) -> None:
    assert table(tests[:1]).splitlines()[2:] == ["| 82 | `demo/test_demo.py` | it tells (twice) |"]
    assert tests[-1].place == "cli/test_cli.py"


def test_the_seconds_of_slow_files_are_added_up(tests: list[Timed]) -> None:
    assert by_file(tests) == "91 integration_tests/demo/test_demo.py\n"


def test_the_table_replaces_the_one_before_and_nothing_else() -> None:
    page = f"# Page\n{BEGIN}old\n{END}## Next\n"
    assert inserted(page, "new\n") == f"# Page\n{BEGIN}new\n{END}## Next\n"
    with pytest.raises(ValueError, match="lacks the marks"):
        inserted("# Page\n", "new\n")
    assert inserted(PAGE.read_text(), "")


def test_the_longest_files_come_first_and_the_rest_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(longest_first, "ranks", lambda: {"slow.py": 0, "slower.py": 1})
    names = ["b.py::one", "slower.py::one", "a.py::one", "slow.py::one", "b.py::two"]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    longest_first.pytest_collection_modifyitems(items)
    expected = ["slow.py::one", "slower.py::one", "b.py::one", "a.py::one", "b.py::two"]
    assert [item.nodeid for item in items] == expected


def test_every_file_that_is_begun_first_is_there() -> None:
    paths = [line.partition(" ")[2] for line in FILES.read_text().splitlines()]
    assert [path for path in paths if not (REPOSITORY / path).exists()] == []
