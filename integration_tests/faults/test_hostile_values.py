"""What YAML makes of unquoted words, days and numbers arrives, and never in the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.dbt import DbtResult
    from harness.specimen import Project

TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"  # noqa: S105 - a made-up shape
SELECTED = ("--select", "dated")
VARIABLES = (
    "{day: 2024-01-02, moment: 2024-01-02T03:04:05, big: .inf, "
    "nested: [{deep: 2024-01-04, 7: seven}, null, [1.5, true]]}"
)
MACRO = """
{% test has_no(model, column_name, words) %}
    select {{ column_name }} from {{ model }} where false
{% endtest %}
"""
MODELS = """
models:
  - name: dated
    config:
      meta:
        owner: 4711
        runbook_url: 2024-01-05
        alerts: {repeat_hours: 4, ignore: [2024-01-06, null], b: no}
    columns:
      - name: day
        data_tests:
          - accepted_values: {arguments: {values: [2024-01-01]}}
          - has_no:
              name: everything
              arguments:
                words: {7: [2024-01-08T09:10:11, 1.5, null, .inf, {8: no}]}
              config: {meta: {owner: [4712, true, Ada], runbook_url: 17}}
          - has_no:
              name: secret
              arguments: {words: {api_token: hunter2, also: "a @TOKEN b"}}
              config: {meta: {owner: {email: [true, 3]}, runbook_url: {a: b}}}
          - has_no:
              name: long
              arguments: {words: [@LONG, 2024-01-11]}
              config: {meta: {owner: {name: 12}}}
exposures:
  - name: board
    type: dashboard
    label: 2024-01-12
    owner: {name: "13", email: [a@example.com]}
    depends_on: [ref('dated')]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The specimen after one build of what YAML misunderstood."""

    project: Project
    result: DbtResult

    def test(self, name: str) -> dict[str, Any]:
        """Return the row of one test."""
        return self.project.row("dbt_test_results", f"unique_id like '%.{name}.%'")


@pytest.fixture(scope="module")
def built(new_project: Callable[[], Project]) -> Built:
    """Return a build with days, numbers and words in every place a person may write them."""
    project = new_project()
    models = MODELS.replace("@TOKEN", TOKEN).replace("@LONG", "x" * 9_000)
    (project.folder / "models" / "dated.yml").write_text(models)
    (project.folder / "models" / "dated.sql").write_text("select date '2024-01-01' as day")
    (project.folder / "macros" / "has_no.sql").write_text(MACRO)
    return Built(project=project, result=project.dbt("build", *SELECTED, "--vars", VARIABLES))


@pytest.mark.row("A11")
def test_a_run_stays_green_whatever_yaml_makes_of_the_project(built: Built) -> None:
    assert built.result.returncode == 0, built.result.stdout[-3000:]
    assert "[nightledger]" not in built.result.stdout
    assert built.project.row("dbt_invocations", "event = 'finished'")["result_count"] == 5


@pytest.mark.row("A3")
def test_the_arguments_of_a_test_arrive_as_json_can_say_them(built: Built) -> None:
    values = built.project.row("dbt_test_results", "test_name = 'accepted_values'")
    assert values["test_kwargs"] == {"values": ["2024-01-01"]}
    assert built.test("everything")["test_kwargs"] == {
        "words": {"7": ["2024-01-08T09:10:11", 1.5, None, "inf", {"8": False}]}
    }
    cut = built.test("long")["test_kwargs"]["cut"]
    assert len(cut) == 8_000


@pytest.mark.row("G3")
def test_no_secret_of_a_tests_arguments_is_stored(built: Built) -> None:
    expected = {"words": {"api_token": "[redacted]", "also": "a [redacted] b"}}
    assert built.test("secret")["test_kwargs"] == expected


@pytest.mark.row("A2")
def test_owners_and_links_arrive_as_text(built: Built) -> None:
    node = built.project.row("dbt_node_results", "name = 'dated'")
    assert (node["owner"], node["runbook_url"]) == ("4711", "2024-01-05")
    assert node["alerts"] == {
        "repeat_hours": 4,
        "ignore": ["2024-01-06", None],
        "b": False,
    }
    tests = {name: built.test(name) for name in ("everything", "secret", "long")}
    assert {name: row["owner"] for name, row in tests.items()} == {
        "everything": "4712, True, Ada",
        "secret": "True, 3",
        "long": "12",
    }
    assert tests["everything"]["runbook_url"] == "17"


@pytest.mark.row("A1")
def test_variables_arrive_as_json_can_say_them(built: Built) -> None:
    assert built.project.row("dbt_invocations", "event = 'started'")["args"]["vars"] == {
        "day": "2024-01-02",
        "moment": "2024-01-02T03:04:05",
        "big": "inf",
        "nested": [
            {"deep": "2024-01-04", "7": "seven"},
            None,
            [1.5, True],
        ],
    }


@pytest.mark.row("A11")
def test_the_artifacts_say_the_same(built: Built) -> None:
    reading = built.project.read(built.result)
    assert reading.problems == []
    for table, rows in reading.facts.items():
        for row in rows:
            key = f"event = '{row['event']}'" if "event" in row else f"name = '{row.get('name')}'"
            where = f"unique_id = '{row['unique_id']}'" if "unique_id" in row else key
            hook = built.project.row(table, where)
            assert {name: row[name] for name in row if row[name] != hook[name]} == {}
