"""What to paste so that dbt's severities say what the tag `critical` says."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Test = Mapping[str, Any]

ALL_WARN = "data_tests:\n  +severity: warn"


def what_to_paste(*, too_weak: Sequence[Test], too_strong: Sequence[Test]) -> str:
    """Return the whole message. too_weak: critical, and dbt only warns. too_strong: the reverse."""
    head = (
        f"{len(too_weak) + len(too_strong)} dbt test(s) do in dbt what their tag does not say. A "
        "test tagged `critical`, itself or by its model or source, has to have the severity "
        "`error`, all others `warn`: dbt skips what is downstream of a failed `error`."
    )
    end = "A test that has to differ: name it in `exceptions`."
    return "\n\n".join([head, *weak_part(too_weak), *strong_part(too_strong), end])


def weak_part(tests: Sequence[Test]) -> Iterator[str]:
    """Say what to give the severity `error`, file by file."""
    if not tests:
        return
    yield "Critical, but dbt only warns and builds what is downstream. Give each its severity:"
    for path, group in groupby(sorted(tests, key=place), key=place):
        yield f"# {path}\n" + "\n".join(entry(test) for test in group)


def strong_part(tests: Sequence[Test]) -> Iterator[str]:
    """Say how everything that is not critical becomes a warning."""
    if not tests:
        return
    listed = "\n".join(f"- {place(test)}: {test['name']}" for test in tests)
    yield f"Not critical, but dbt skips what is downstream when it fails:\n{listed}"
    yield f"# dbt_project.yml: all of them at once\n{ALL_WARN}"
    yield (
        "Where a test or its folder says `severity: error` itself, remove that, or tag the test "
        "`critical`."
    )


def entry(test: Test) -> str:
    """Return one test as its file should have it, with a comment that says where."""
    metadata = test.get("test_metadata")
    if not metadata:
        return "{{ config(severity='error') }}"
    column = test.get("column_name")
    kind, _, asset = str(test.get("attached_node") or test["depends_on"]["nodes"][-1]).split(".", 2)
    where = f"# {test['name']}: {kind} {asset}" + (f", column {column}" if column else "")
    text = yaml.safe_dump([body(test)], sort_keys=False, allow_unicode=True).rstrip()
    return f"{where}\n{text}"


def body(test: Test) -> dict[str, Any]:
    """Return a generic test with its arguments and the severity `error`."""
    metadata = test["test_metadata"]
    namespace = metadata.get("namespace")
    name = f"{namespace}.{metadata['name']}" if namespace else metadata["name"]
    given = metadata.get("kwargs") or {}
    arguments = {key: given[key] for key in given if key not in {"model", "column_name"}}
    return {
        name: {
            **({"arguments": arguments} if arguments else {}),
            "config": {"severity": "error"},
        }
    }


def place(test: Test) -> str:
    """Return the file a test is written in."""
    return str(test.get("original_file_path") or "dbt_project.yml")
