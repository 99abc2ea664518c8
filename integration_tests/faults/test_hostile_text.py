"""Text from anywhere arrives in the ledger as it was, and never in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from faults import hostile
from faults.moments import PERSONS
from harness.fault_proxy import FaultProxy, Match

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.dbt import DbtResult
    from harness.specimen import Project, Row
    from harness.target import Target

TESTS_FAILED = 1
TEXT_LIMIT = 8000
MEGABYTE = 1_000_000
#: Linux passes no longer argument than 128 KiB.
LONG_VALUE = 60_000
ACCEPTED = 102
BUILD_RESULTS = 12
TEXT = hostile.EVERYDAY
VALUE = f"{hostile.ANYWHERE} | \x01"
VARIABLE = f"{hostile.ANYWHERE} | {hostile.CONTROL}"
HALVES = Match(method="POST", sql=r"create or replace view \S+`halves`")

TEST_MACRO = """
{% test holds_no_text(model, column_name, remark) %}
    select {{ column_name }} from {{ model }} where {{ column_name }} is not null
{% endtest %}
"""
MODELS = """
models:
  - name: hostile
    description: @TEXT
    config:
      tags: [@TEXT]
      meta: {owner: @TEXT, runbook_url: @TEXT}
    columns:
      - name: text
        data_type: string
        data_tests:
          - holds_no_text:
              name: a_text
              description: @TEXT
              arguments: {remark: @TEXT}
              config: {meta: {owner: @TEXT}, tags: [@TEXT]}
          - accepted_values:
              arguments: {values: @VALUES}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The hostile part of a specimen after one build."""

    project: Project
    result: DbtResult

    def test(self, where: str) -> Row:
        """Return one test result."""
        return self.project.row("dbt_test_results", where)


@pytest.fixture(scope="module")
def built(new_project: Callable[[], Project], bigquery: Target) -> Built:
    """Return a build with hostile text in yml, rows, variables, environment and an answer."""
    if bigquery.url is None:
        pytest.skip("hostile answers come from before the embedded BigQuery only")
    project = new_project()
    write_models(project)
    texts = f"text: {hostile.yaml_text(VARIABLE)}, long: {'x' * LONG_VALUE}"
    variables = f"{{{texts}, nightledger: {{messages: full}}}}"
    with FaultProxy(bigquery.url) as proxy:
        proxy.fail(PERSONS, status=400, message=f"{VARIABLE} {'x' * MEGABYTE}")
        proxy.fail(HALVES, status=400, message=hostile.LONE)
        result = project.through(bigquery.through(proxy.url)).dbt(
            *("build", "--select", "people", "persons", "hostile", "halves"),
            *("--vars", variables),
            env={"DBT_ENV_CUSTOM_ENV_TEXT": hostile.ANYWHERE},
        )
    return Built(project=project, result=result)


def test_the_run_ends_as_its_own_results_say(built: Built) -> None:
    assert built.result.returncode == TESTS_FAILED, built.result.stdout[-3000:]
    assert "[nightledger]" not in built.result.stdout
    (finished,) = built.project.rows("dbt_invocations", "event = 'finished'")
    assert finished["result_count"] == BUILD_RESULTS


def test_variables_and_environment_arrive_as_they_were(built: Built) -> None:
    row = built.project.row("dbt_invocations", "event = 'started'")
    said = {"text": VARIABLE, "long": "x" * LONG_VALUE, "nightledger": {"messages": "full"}}
    assert row["args"]["vars"] == said
    assert row["env"] == {"TEXT": hostile.ANYWHERE}


def test_what_a_project_says_of_itself_arrives_as_dbt_read_it(built: Built) -> None:
    text = TEXT.replace("\r\n", "\n")  # so does dbt's Jinja
    node = built.project.row("dbt_node_results", "name = 'hostile'")
    assert (node["owner"], node["runbook_url"], node["tags"]) == (text, text, [text])
    test = built.test("test_name = 'holds_no_text'")
    assert (test["owner"], test["description"]) == (TEXT, TEXT)
    assert test["test_kwargs"] == {"remark": TEXT}


def test_an_offending_value_arrives_as_it_was(built: Built) -> None:
    test = built.project.sample("a_text")
    assert test["sample"] == [{"text": VALUE}]


@pytest.mark.row("A2")
def test_a_message_of_a_megabyte_is_cut_where_the_text_limit_says(built: Built) -> None:
    message = built.project.row("dbt_node_results", "name = 'persons'")["message"]
    said = message_of(built.result, "model.specimen.persons")
    assert len(said) > MEGABYTE
    cut = f" … [cut, {len(said)} characters in all]"
    assert message == said[:TEXT_LIMIT] + cut
    assert [kind for kind, text in hostile.KINDS.items() if text not in message] == ["lines"], (
        "dbt indents lines, and nothing else changed"
    )


def test_half_a_character_arrives_as_dbt_spells_it(built: Built) -> None:
    message = built.project.row("dbt_node_results", "name = 'halves'")["message"]
    assert hostile.LONE.encode("ascii", "backslashreplace").decode() in message


@pytest.mark.row("A3")
def test_a_unique_id_of_two_thousand_characters_is_kept_whole(built: Built) -> None:
    test = built.test("test_name = 'accepted_values' and asset_name = 'hostile'")
    assert len(test["unique_id"]) > 1900
    assert test["unique_id"] in built.result.manifest["nodes"]
    assert len(test["test_kwargs"]["values"]) == ACCEPTED


def write_models(project: Project) -> None:
    """Add a model with hostile text everywhere to the specimen's copy."""
    values = json.dumps([f"accepted_value_{number}" for number in range(ACCEPTED)])
    models = MODELS.replace("@TEXT", hostile.yaml_text(TEXT)).replace("@VALUES", values)
    folder = project.folder
    (folder / "models" / "hostile.yml").write_text(models)
    (folder / "models" / "hostile.sql").write_text(f"select {hostile.sql_text(VALUE)} as text")
    (folder / "models" / "halves.sql").write_text("select 1 as half")
    (folder / "macros" / "holds_no_text.sql").write_text(TEST_MACRO)


def message_of(result: DbtResult, unique_id: str) -> str:
    """Return what dbt itself noted about a node."""
    found: list[dict[str, Any]] = result.run_results["results"]
    (message,) = (each["message"] for each in found if each["unique_id"] == unique_id)
    return str(message)
