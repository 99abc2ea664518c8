"""The hooks, run for real on dbt v2 and on dbt-core 1.11, and their rows side by side.

Both run on DuckDB, where v2 can be run without a cloud; see recording.py for what is replaced.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness.dbt import REPOSITORY

from .differences import DIFFERENCES, Pair, table
from .facts import SAMPLES, frame_of
from .recording import COMMANDS, SILENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Recording

pytestmark = pytest.mark.row("F6")
PAGE = REPOSITORY / "docs" / "dbt-versions.md"


def pairs(v1: Recording, v2: Recording) -> Iterator[Pair]:
    """Yield every value that is not the same on both engines."""
    new = v2.facts
    for key, fact in v1.facts.items():
        for column, value in fact.row.items():
            if value != new[key].row[column]:
                yield Pair(v1=fact.row, v2=new[key].row, column=column)


def test_both_engines_run_the_commands_to_the_same_end(v1: Recording, v2: Recording) -> None:
    for name, result in v1.results.items():
        assert v2.results[name].returncode == result.returncode, v2.results[name].stdout
        # the specimen has rules that are none, and setup says so
        told = v2.results[name].stdout.count("WARNING")
        assert told == int({**COMMANDS, **SILENT}[name][0] == "run-operation")


def test_both_engines_write_the_same_facts(v1: Recording, v2: Recording) -> None:
    assert v1.facts.keys() == v2.facts.keys()
    tables = {fact.table for fact in v2.facts.values()}
    assert tables == {
        "dbt_invocations",
        "dbt_node_results",
        "dbt_test_results",
        "dbt_source_freshness",
        "ledger_migrations",
    }


def test_rows_differ_only_where_the_list_says_so(v1: Recording, v2: Recording) -> None:
    unexplained = [
        f"{pair.v1.get('unique_id')} {pair.column}: {pair.old!r} on v1, {pair.new!r} on v2"
        for pair in pairs(v1, v2)
        if not any(difference.covers(pair) for difference in DIFFERENCES)
    ]
    assert unexplained == []


def test_every_difference_in_the_list_is_still_there(v1: Recording, v2: Recording) -> None:
    seen = list(pairs(v1, v2))
    stale = [d for d in DIFFERENCES if not any(d.covers(pair) for pair in seen)]
    assert stale == []


def test_the_documentation_has_the_list() -> None:
    assert table() in PAGE.read_text(), "paste the output of `python -m matrix.differences`"


@pytest.mark.parametrize("command", COMMANDS)
def test_statements_are_the_same_but_for_the_rows(
    command: str, v1: Recording, v2: Recording
) -> None:
    assert [frame_of(s) for s in v2.writing(command)] == [frame_of(s) for s in v1.writing(command)]


def test_setup_creates_every_table_on_v2(v2: Recording) -> None:
    script = v2.scripts["setup"][0]
    created = set(re.findall(r'create table if not exists "nl"."main_audit"."(\w+)"', script))
    assert created == {path.stem for path in (REPOSITORY / "models" / "ledger").glob("*.yml")}


def test_setup_adds_what_an_old_table_lacks_on_v2(v2: Recording) -> None:
    start = 'alter table "nl"."main_audit"."dlt_loads"\n    add column if not exists row_id string'
    assert start in "".join(v2.scripts["upgrade"])
    assert re.search(r"dlt_loads +changed  added row_id", v2.results["upgrade"].stdout)


def test_secrets_are_hidden_on_v2(v2: Recording) -> None:
    written = "".join(script for scripts in v2.scripts.values() for script in scripts)
    assert "hunter2" not in written
    assert "[redacted]" in written


def test_an_asset_can_keep_its_rows_to_itself_on_v2(v2: Recording) -> None:
    row = v2.all_facts["build", SAMPLES, "test.specimen.no_plain_remark"].row
    assert row["sample_status"] == "off"


def test_samples_are_taken_and_masked_on_v2_where_failures_are_stored(v2: Recording) -> None:
    script = v2.sampling("build")
    assert "test.specimen.remark_is_plain" in script
    assert "json_query(answer, '$.value_field')" in script


@pytest.mark.parametrize("command", SILENT)
def test_commands_without_results_write_nothing_on_v2(command: str, v2: Recording) -> None:
    result, scripts = v2.workshop.record(*SILENT[command])
    assert result.returncode == 0, result.stdout
    assert scripts == []
