"""How rows written under dbt v2 differ from rows written under dbt v1, and why they do.

The engines' doing, all of it. The table in docs/dbt-versions.md is made from this list; a
difference that is not in it fails a test, and so does an entry that nothing shows any more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts import Row

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TEST_HASH = re.compile(r"\.[0-9a-f]{10}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same fact from both engines, and the column that is looked at."""

    v1: Row
    v2: Row
    column: str

    @property
    def old(self) -> Any:  # noqa: ANN401 - a JSON value
        """Return what v1 wrote."""
        return self.v1[self.column]

    @property
    def new(self) -> Any:  # noqa: ANN401 - a JSON value
        """Return what v2 wrote."""
        return self.v2[self.column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: where, what each engine does, and a check that this is what was seen."""

    columns: str
    v1: str
    v2: str
    explains: Callable[[Pair], bool]

    def covers(self, pair: Pair) -> bool:
        """Return whether it is about this column and explains what is in it."""
        return pair.column in re.findall(r"\w+", self.columns) and self.explains(pair)


def is_moment(value: object) -> bool:
    """Return whether a value is a time as the ledger reads it."""
    return isinstance(value, str) and MOMENT.fullmatch(value) is not None


def other_moments(pair: Pair) -> bool:
    """Accept two times."""
    return is_moment(pair.old) and is_moment(pair.new)


def other_durations(pair: Pair) -> bool:
    """Accept two durations."""
    return all(isinstance(value, int | float) and value >= 0 for value in (pair.old, pair.new))


def same_but_for_the_id(pair: Pair) -> bool:
    """Accept two texts that are the same when the invocation's id is taken out."""
    return UUID.sub("", str(pair.old)) == UUID.sub("", str(pair.new))


def same_arguments(pair: Pair) -> bool:
    """Accept the same arguments: v2 adds defaults, and selections are one text."""
    chosen = ("select", "exclude")
    old = {name: value for name, value in pair.old.items() if name not in chosen}
    new = {name: value for name, value in pair.new.items() if name not in (*chosen, "defer")}
    ends_alike = all(
        pair.new[name].split(":", 1)[-1] == " ".join(pair.old[name]).split(":", 1)[-1]
        for name in chosen
        if name in pair.old
    )
    return ends_alike and bool(old == new)


def repeated_the_status(pair: Pair) -> bool:
    """Accept v1's small talk where v2 had nothing to say."""
    talk = r"OK|INSERT \d+|Got \d+ results?, confi.*"
    return pair.new is None and re.fullmatch(talk, str(pair.old)) is not None


def says_it_was_skipped(pair: Pair) -> bool:
    """Accept v2's reason for skipping."""
    return (
        pair.v1["status"] == pair.v2["status"] == "skipped"
        and str(pair.new) == "Skipped due to upstream failure"
    )


def same_database_error(pair: Pair) -> bool:
    """Accept the database's own words in two wrappings."""
    old = re.search(r"(Binder|Parser|Catalog) Error: [^\n]+", str(pair.old))
    return old is not None and str(old[0]) in str(pair.new)


def test_that_could_not_run(pair: Pair) -> bool:
    """Accept a test with broken SQL, which v2 takes for a failing one."""
    return (pair.v1["status"], pair.v2["status"]) == ("error", "fail")


def unit_test_that_did_not_wait(pair: Pair) -> bool:
    """Accept a unit test that v2 ran although what its model reads had failed."""
    return (pair.v1.get("test_type"), pair.v1["status"]) == ("unit", "skipped")


DIFFERENCES = (
    Difference(
        columns="occurred_at, started_at, completed_at, snapshotted_at, max_loaded_at",
        v1="The moment, UTC, six digits.",
        v2="The same. Two runs are never at the same moment.",
        explains=other_moments,
    ),
    Difference(
        columns="execution_seconds",
        v1="Seconds; 0 for what was skipped.",
        v2="Seconds; a few microseconds for what was skipped; 0 for a source.",
        explains=other_durations,
    ),
    Difference(
        columns="run_url, artifacts_url",
        v1="Hold the invocation id, a random UUID.",
        v2="Hold the invocation id, a UUID that sorts by time.",
        explains=same_but_for_the_id,
    ),
    Difference(
        columns="dbt_version",
        v1="`1.11.16`",
        v2="`2.0.0`, without the preview's number.",
        explains=lambda pair: pair.old.startswith("1.") and pair.new == "2.0.0",
    ),
    Difference(
        columns="invocation_command",
        v1="`dbt build ...`",
        v2="`/path/to/dbt build ...`",
        explains=lambda pair: pair.new.endswith(f"/{pair.old}"),
    ),
    Difference(
        columns="args",
        v1="`select` and `exclude` are lists of what was typed.",
        v2="One text each, with the method (`fqn:`) put before; `defer` is always there.",
        explains=same_arguments,
    ),
    Difference(
        columns="run_key",
        v1="The arguments as in `args`.",
        v2="As in its own `args`: after a change of engine a command counts as another one.",
        explains=lambda pair: pair.old.split(" ")[0] == pair.new.split(" ")[0],
    ),
    Difference(
        columns="planned_count",
        v1="What it selected.",
        v2="The same; null for `source freshness`.",
        explains=lambda pair: pair.new is None and pair.v1["command"] == "freshness",
    ),
    Difference(
        columns="thread_id",
        v1="`Thread-1 (worker)`",
        v2="`Thread-1`",
        explains=lambda pair: pair.new.startswith("Thread-"),
    ),
    Difference(
        columns="code_checksum",
        v1="1.10 and 1.11: checksum of the code without surrounding white space.",
        v2="As 1.12: checksum of the file. One `changed` after the upgrade is not a change.",
        explains=lambda pair: len(pair.old) == len(pair.new) == len("0" * 64),
    ),
    Difference(
        columns="rows_affected",
        v1="Null for a view.",
        v2="0 for a view.",
        explains=lambda pair: (pair.v1["materialization"], pair.old, pair.new) == ("view", None, 0),
    ),
    Difference(
        columns="message",
        v1="`OK`, `INSERT 4`, `Got 1 result, configured to fail if != 0`.",
        v2="Null: v2 has one word, which is the status again.",
        explains=repeated_the_status,
    ),
    Difference(
        columns="message",
        v1="Null when skipped, or which inline model was skipped before.",
        v2="`Skipped due to upstream failure`",
        explains=says_it_was_skipped,
    ),
    Difference(
        columns="message",
        v1="The database's error after the model's path.",
        v2="The same error after the path of the compiled file, with line and column.",
        explains=same_database_error,
    ),
    Difference(
        columns="status, failures, message",
        v1="A test whose SQL cannot run: `error`, failures null, the database's message.",
        v2="`fail`, one failure, no message. The message is in dbt's log.",
        explains=test_that_could_not_run,
    ),
    Difference(
        columns="failures",
        v1="0 for a test that passes because of `warn_if` or `error_if`.",
        v2="The number of rows found.",
        explains=lambda pair: pair.v2["status"] == "pass" and pair.old == 0 < (pair.new or 0),
    ),
    Difference(
        columns="status, failures, message",
        v1="A unit test: `fail` with a diff of the rows; failures 0 or 1.",
        v2="`error` without a message, failures null.",
        explains=lambda pair: pair.v1.get("test_type") == "unit" and pair.v2["failures"] is None,
    ),
    Difference(
        columns="relation_name",
        v1="Null for a function.",
        v2="The function, fully qualified.",
        explains=lambda pair: pair.v1["resource_type"] == "function" and pair.old is None,
    ),
    Difference(
        columns="compiled_code",
        v1="The test's SQL, with the setting `capture_compiled_sql`.",
        v2="Null: hooks are not given it.",
        explains=lambda pair: pair.new is None,
    ),
    Difference(
        columns="description",
        v1="A test's description.",
        v2="Null: v2 drops it.",
        explains=lambda pair: pair.new is None,
    ),
    Difference(
        columns="depends_on",
        v1="In the order of reading.",
        v2="The same nodes in another order.",
        explains=lambda pair: sorted(pair.old) == sorted(pair.new),
    ),
    Difference(
        columns="unique_id",
        v1="A generic test's id ends in a hash of its arguments.",
        v2="Another hash when the arguments hold a mapping or text outside ASCII.",
        explains=lambda pair: TEST_HASH.sub("", pair.old) == TEST_HASH.sub("", pair.new),
    ),
    Difference(
        columns="status, started_at, completed_at",
        v1="A unit test is skipped when what its model reads has failed.",
        v2="It runs: it needs no data.",
        explains=unit_test_that_did_not_wait,
    ),
)


def table() -> str:
    """Render the list for the documentation."""
    lines = ["| columns | dbt v1 | dbt v2 |", "|---|---|---|"]
    for difference in DIFFERENCES:
        names = ", ".join(f"`{name}`" for name in difference.columns.split(", "))
        lines.append(f"| {names} | {difference.v1} | {difference.v2} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(table())
