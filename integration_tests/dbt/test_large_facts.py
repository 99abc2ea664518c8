"""Facts of any size get through: what no statement holds is cut, and its neighbours are whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.specimen import Project, Row

BATCHES = 30_000
"""Of a model by the hour: a first backfill of three years and a half."""

RECORD = """
{% macro record_large_facts() %}
    {% set first = modules.datetime.datetime(2022, 1, 1) %}
    {% set batches = {'successful': [], 'failed': []} %}
    {% for number in range(BATCHES) %}
        {% set start = first + modules.datetime.timedelta(hours=number) %}
        {% set batch = [start, start + modules.datetime.timedelta(hours=1)] %}
        {% do batches['failed' if number % 10 == 0 else 'successful'].append(batch) %}
    {% endfor %}
    {% set results = [] %}
    {% for name in ['before', 'batched', 'huge', 'after'] %}
        {% set huge = 'é"' * 400000 if name == 'huge' else 'Ada' %}
        {% do results.append({
            'node': {
                'unique_id': 'model.specimen.' ~ name, 'resource_type': 'model', 'name': name,
                'package_name': 'specimen', 'original_file_path': 'models/x.sql',
                'depends_on': {'nodes': [huge, huge]},
                'config': {
                    'tags': ['critical', huge], 'meta': {'owner': huge, 'runbook_url': huge},
                },
            },
            'status': 'error', 'message': 'ERROR', 'execution_time': 1, 'thread_id': 'Thread-1',
            'batch_results': batches if name == 'batched' else none,
        }) %}
    {% endfor %}
    {% set times = {'by_id': {}, 'finished_at': '2026-03-01 00:00:00'} %}
    {% set facts = nightledger.collect_facts(results, times) %}
    {% set texts = facts['dbt_node_results']['facts'] %}
    {% do log('longest before: ' ~ texts | map('length') | max, info=true) %}
    {% for script in nightledger.pack_statements(facts) %}
        {% do log('script of ' ~ script | join('') | length, info=true) %}
    {% endfor %}
    {% do log('written: ' ~ nightledger.append(facts), info=true) %}
{% endmacro %}
""".replace("BATCHES", str(BATCHES))  # fmt: skip


@pytest.mark.row("A2")
@pytest.mark.row("A14")
def test_a_fact_that_no_statement_holds_is_cut_and_the_others_are_whole(
    new_project: Callable[[], Project],
) -> None:
    project = new_project()
    (project.folder / "macros" / "record_large_facts.sql").write_text(RECORD)
    project.dbt("run-operation", "nightledger.setup").succeeded()
    said = project.dbt("run-operation", "record_large_facts").succeeded().stdout
    sizes = [int(line.split()[-1]) for line in said.splitlines() if "script of" in line]
    assert sizes
    assert max(sizes) < 1_000_000, sizes
    rows = {row["name"]: row for row in project.rows("dbt_node_results")}
    assert rows.keys() == {"before", "batched", "huge", "after"}
    assert [rows[name]["owner"] for name in ("before", "after")] == ["Ada", "Ada"]
    check_cut(rows["huge"])
    check_batches(rows["batched"])


def check_cut(row: Row) -> None:
    assert row["unique_id"] == "model.specimen.huge"
    assert (row["status"], row["is_critical"]) == ("error", True)
    assert row["owner"].startswith('é"é"')
    assert row["owner"].endswith("… [cut, 800000 characters in all]")
    assert len(row["tags"]) == len(row["depends_on"]) == 1
    assert len(row["tags"][0]) < 1_000


def check_batches(row: Row) -> None:
    counts = row["batch_results"]
    assert (counts["successful_count"], counts["failed_count"]) == (27_000, 3_000)
    assert (counts["failed_range_count"], len(counts["failed"])) == (3_000, 50)
    assert counts["failed"][1] == ["2022-01-01 10:00:00", "2022-01-01 11:00:00"]
    assert (counts["first_at"], counts["last_at"]) == (
        "2022-01-01 00:00:00",
        "2025-06-04 00:00:00",
    )
    assert row["message"] == (
        "ERROR: 3000 of 30000 batches failed: " + named(0, 10, 20, 30, 40) + " and 2995 more"
    )


def named(*hours: int) -> str:
    starts = [(f"2022-01-{hour // 24 + 1:02} {hour % 24:02}", hour % 24 + 1) for hour in hours]
    return ", ".join(f"{start}:00:00 to {start[:10]} {end:02}:00:00" for start, end in starts)
