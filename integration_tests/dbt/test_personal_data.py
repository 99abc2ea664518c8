"""What is marked as personal data reaches no row, however the mark and the test are written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.specimen import Project, Row

TESTS_FAILED = 1
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"  # noqa: S105 - a made-up shape
MARKS = {
    "tag": "config: {tags: [pii]}",
    "upper_tag": "config: {tags: [PII]}",
    "longer_tag": "config: {tags: [contains_pii]}",
    "other_word": "config: {tags: [GDPR]}",
    "meta": "config: {meta: {pii: true}}",
    "upper_meta": "config: {meta: {PII: 'yes'}}",
    "nested_meta": "config: {meta: {data: {class: Confidential}}}",
    "policy": "policy_tags: [projects/p/locations/eu/taxonomies/1/policyTags/2]",
    "one_tag": "config: {tags: pii}",
    "quoted": "quote: true, config: {meta: {pii: true}}",
}
"""How a column can be marked; its name says how."""

PLAIN = {
    "kept": "description: nothing personal",
    "token": "description: what no column should have",
    "not_pii": "config: {tags: [not_pii]}",
    "switched_off": "config: {meta: {pii: false}}",
}
SHOWN = {name: f"shown {name}" for name in PLAIN} | {"token": "shown [redacted]"}
SINGULAR = {
    "alias_of_a_plain_column": "select tag as kept from {{ ref('p') }}",
    "alias_as_a_count": "select tag as n_records from {{ ref('p') }}",
    "alias_as_dbt_names_it": "select tag as unique_field from {{ ref('p') }}",
    "whole_row": "select to_json_string(p) as kept from {{ ref('p') }} as p",
    "second_branch": "select kept from {{ ref('p') }} where false "
    "union all select tag from {{ ref('p') }}",
    "hidden_branch": "select kept from {{ ref('p') }} where kept = '\n--'\n"
    "union all select tag from {{ ref('p') }}",
    "of_another_model": "select p.tag as state from {{ ref('p') }} as p "
    "cross join {{ ref('other') }}",
    "without_ref": "select tag as kept, tag from {{ target.schema }}.p",
    "with_clause": "with x as (select tag as kept from {{ ref('p') }}) select kept from x",
    "fails_by_its_data": "select cast(tag as int64) as kept from {{ ref('p') }}",
}
MODELS = {
    "p": "select "
    + ", ".join(f"'canary {name}@x.test' as {name}" for name in MARKS)
    + ", "
    + ", ".join(f"'shown {name}' as {name}" for name in PLAIN if name != "token")
    + f", 'shown {TOKEN}' as token"
    + ", 'canary undeclared@x.test' as undeclared",
    "other": "select 'shown state' as state",
    "down": "select tag as contact, kept as kept_on from {{ ref('p') }}",
    "further_down": "select contact as renamed, kept_on from {{ ref('down') }}",
    "reviewed": "select tag as contact, kept_on from {{ ref('down') }}, {{ ref('p') }}",
    "marked_as_a_whole": "select 'canary whole@x.test' as anything",
}
TEST = """
{% test has_rows(model) %}
    select * from {{ model }}
{% endtest %}
"""


def models_yml() -> str:
    """Return the models with their marks, and a test that every value fails on every column."""
    values = "arguments: {values: [x]}"
    test = f"data_tests: [{{accepted_values: {{{values}}}}}]"
    stored = f"data_tests: [{{accepted_values: {{{values}, config: {{store_failures: true}}}}}}]"
    looked_at = "config: {meta: {pii: false}}"
    columns = [f"{{name: {name}, {mark}, {test}}}" for name, mark in {**MARKS, **PLAIN}.items()]
    lines = [
        "models:",
        "  - name: p",
        "    data_tests: [has_rows]",
        "    columns:",
        *(f"      - {column}" for column in columns),
        "  - {name: other, columns: [{name: state}]}",
        "  - name: down",
        "    data_tests: [has_rows]",
        f"    columns: [{{name: contact, {stored}}}, {{name: kept_on, {test}}}]",
        "  - name: further_down",
        f"    columns: [{{name: renamed, {test}}}, {{name: kept_on, {looked_at}, {test}}}]",
        "  - name: reviewed",
        "    config: {meta: {pii: false}}",
        "    columns:",
        f"      - {{name: contact, config: {{tags: [pii]}}, {test}}}",
        f"      - {{name: kept_on, {test}}}",
        "  - name: marked_as_a_whole",
        "    config: {tags: ['pii:high']}",
        f"    columns: [{{name: anything, {test}}}]",
    ]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def built(new_project: Callable[[], Project]) -> Project:
    """Return a specimen in which every test found rows, all of them with personal data."""
    project = new_project()
    for name, sql in MODELS.items():
        (project.folder / f"models/{name}.sql").write_text(sql)
    (project.folder / "models/personal.yml").write_text(models_yml())
    (project.folder / "macros/has_rows.sql").write_text(TEST)
    for name, sql in SINGULAR.items():
        (project.folder / f"tests/{name}.sql").write_text(sql)
    project.dbt("run", "--select", *MODELS).succeeded()
    result = project.dbt("test", "--select", *MODELS, *SINGULAR)
    assert result.returncode == TESTS_FAILED, result.stdout[-3000:]
    return project


@pytest.fixture
def samples(built: Project) -> dict[str, Row]:
    """Return the samples by the test's id without its project and hash."""
    rows = built.rows("dbt_test_samples")
    return {row["unique_id"].split(".")[2]: row for row in rows}


@pytest.mark.row("G2")
def test_no_canary_is_in_any_sample(samples: dict[str, Row]) -> None:
    leaks = {name: row for name, row in samples.items() if "canary" in json.dumps(row, default=str)}
    assert leaks == {}
    assert len(samples) > len(MARKS) + len(SINGULAR)


@pytest.mark.row("G2")
def test_no_canary_is_in_any_other_row(built: Project) -> None:
    for table in ("dbt_invocations", "dbt_node_results", "dbt_test_results"):
        assert "canary" not in json.dumps(built.rows(table), default=str)


@pytest.mark.row("A3")
def test_what_is_declared_and_not_marked_is_shown(samples: dict[str, Row]) -> None:
    for name, value in SHOWN.items():
        (row,) = samples[f"accepted_values_p_{name}__x"]["sample"]
        assert row == {"value_field": value, "n_records": 1}
    whole = samples["has_rows_p_"]["sample"]
    assert whole == [{**dict.fromkeys(MARKS, "***"), **SHOWN}]


@pytest.mark.row("A3")
def test_what_was_looked_at_downstream_is_shown(samples: dict[str, Row]) -> None:
    for model in ("further_down", "reviewed"):
        (row,) = samples[f"accepted_values_{model}_kept_on__x"]["sample"]
        assert row["value_field"] == "shown kept"
    assert samples["accepted_values_down_kept_on__x"]["sample_status"] == "masked"


@pytest.mark.row("A3")
def test_a_test_of_which_nothing_may_be_shown_says_so(samples: dict[str, Row]) -> None:
    statuses = {samples[name]["sample_status"] for name in SINGULAR}
    assert statuses == {"masked"}
