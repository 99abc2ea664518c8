"""The deploy files are whole: every variable declared and told, every right the least there is."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from typing import TYPE_CHECKING, Any

import hcl2
import pytest
from function.deployment import FOLDER
from harness.dbt import REPOSITORY
from harness.googlesql.errors import SqlError
from harness.googlesql.evaluator import Evaluator
from harness.googlesql.gate import check_statement
from harness.judging import contract_tables
from nightledger import config
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.row("F5")

DEPLOY = FOLDER / "deploy"
TERRAFORM = {path.name: path.read_text() for path in sorted(DEPLOY.glob("*.tf"))}
SCRIPT = (DEPLOY / "deploy.sh").read_text()
QUERY = (DEPLOY / "dead_man.sql").read_text()


def blocks(kind: str) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Give the labels and the body of every block of a kind."""
    for text in TERRAFORM.values():
        for block in hcl2.loads(text).get(kind, []):
            labels, body = [], block
            while "__is_block__" not in body:
                ((label, body),) = body.items()
                labels.append(label.strip('"'))
            yield labels, body


def roles(text: str) -> set[str]:
    return set(re.findall(r"roles/[a-zA-Z.]+", text))


@pytest.mark.parametrize("name", sorted(TERRAFORM))
def test_terraform_can_read_every_file(name: str) -> None:
    assert hcl2.loads(TERRAFORM[name])


def test_every_variable_is_declared_described_and_used() -> None:
    declared = {labels[0]: body for labels, body in blocks("variable")}
    used = set(re.findall(r"\bvar\.(\w+)", "".join(TERRAFORM.values())))
    assert used == set(declared)
    assert [name for name, body in declared.items() if not body.get("description")] == []
    assert [labels for labels, body in blocks("output") if not body.get("description")] == []


def test_every_reference_names_something_that_is_there() -> None:
    there = {".".join(labels) for labels, _ in blocks("resource")}
    there |= {"data." + ".".join(labels) for labels, _ in blocks("data")}
    text = "\n".join(TERRAFORM.values())
    named = set(re.findall(r"\b((?:data\.)?(?:google|archive)_\w+\.\w+)", text))
    assert named <= there
    local = {name for _, body in blocks("locals") for name in body if name != "__is_block__"}
    assert set(re.findall(r"\blocal\.(\w+)", text)) <= local


def test_the_scripts_are_valid_and_gives_the_same_roles_as_terraform() -> None:
    for script in ("deploy.sh", "remove.sh"):
        checked = subprocess.run(
            ["/bin/bash", "-n", DEPLOY / script],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (checked.returncode, checked.stderr) == (0, "")
    assert roles(SCRIPT) == roles("".join(TERRAFORM.values()))


def test_no_role_is_wider_than_needed() -> None:
    assert roles(SCRIPT) == {
        "roles/bigquery.dataEditor",
        "roles/bigquery.dataViewer",
        "roles/bigquery.jobUser",
        "roles/cloudbuild.builds.builder",
        "roles/pubsub.publisher",
        "roles/pubsub.subscriber",
        "roles/run.invoker",
        "roles/secretmanager.secretAccessor",
    }
    for labels, body in blocks("resource"):
        if "dataEditor" in str(body.get("role")):
            assert labels[0] == "google_bigquery_table_iam_member"
        if "secretAccessor" in str(body.get("role")):
            assert labels[0] == "google_secret_manager_secret_iam_member"


def test_the_readme_says_what_each_role_and_variable_is_for() -> None:
    readme = (DEPLOY / "README.md").read_text()
    assert roles(SCRIPT) <= roles(readme)
    assert [labels[0] for labels, _ in blocks("variable") if f"`{labels[0]}`" not in readme] == []


def test_the_example_of_alerts_is_valid_and_its_mistake_would_be_said() -> None:
    example = (FOLDER / "alerts.example.yml").read_text()
    assert config.loads(example).fallback == "mail"
    with pytest.raises(config.AlertsError, match="fallback"):
        config.loads(example.replace("fallback: mail", "fallback: nobody"))


def test_every_setting_of_the_function_is_documented() -> None:
    page = (REPOSITORY / "docs" / "deploy.md").read_text()
    read = set(re.findall(r"NIGHTLEDGER_[A-Z]+", (FOLDER / "main.py").read_text()))
    assert {name for name in read if f"| `{name}` |" not in page} == set()


def test_what_may_be_written_are_tables_of_the_ledger() -> None:
    (written,) = [body for labels, body in blocks("variable") if labels == ["written_tables"]]
    tables = {str(table).strip('"') for table in written["default"]}
    assert tables <= set(TABLES)
    assert tables == set(re.findall(r"dataEditor\\` on table \\`\S+?\.\S+?\.(\w+)\\`", SCRIPT))


def test_one_instance_one_call_and_time_to_write_down_what_was_done() -> None:
    (function,) = [b for labels, b in blocks("resource") if labels[0].endswith("2_function")]
    (service,) = function["service_config"]
    wanted = {
        "max_instance_count": 1,
        "max_instance_request_concurrency": 1,
        "timeout_seconds": 540,
        "available_memory": "512Mi",
    }
    assert {name: strip(service[name]) for name in wanted} == wanted
    assert "--memory 512Mi --timeout 540 --max-instances 1 --concurrency 1" in SCRIPT
    points = set(re.findall(r'"(tick_\w+)"', TERRAFORM["function.tf"]))
    assert points == set(
        re.findall(r"^def (tick_\w+)", (FOLDER / "main.py").read_text(), re.MULTILINE)
    )
    assert points == set(re.findall(r'^deploy "\S+" (\w+)', SCRIPT, re.MULTILINE))


def strip(value: object) -> object:
    return value.strip('"') if isinstance(value, str) else value


@pytest.mark.row("C10")
def test_the_dead_mans_query_is_valid() -> None:
    catalogue = contract_tables("p", "audit")
    assert check_statement("dead_man.sql", QUERY.replace("${dataset}", "p.audit"), catalogue) == []


NOW = dt.datetime(2026, 3, 29, 1, 2, tzinfo=dt.timezone.utc)


def verdict(*ticks: tuple[int, str]) -> str:
    """Ask the dead man about ticks that ended so many seconds ago, with their outcome."""
    catalogue = contract_tables("p", "audit")
    rows = [
        {
            "occurred_at": NOW - dt.timedelta(seconds=ago + 200),
            "finished_at": NOW - dt.timedelta(seconds=ago),
            "recorded_at": NOW - dt.timedelta(seconds=ago),
            "outcome": outcome,
        }
        for ago, outcome in ticks
    ]
    query = QUERY.replace("${dataset}", "p.audit")
    (row,) = Evaluator(catalogue).evaluate(query, {"p.audit.router_ticks": rows}, now=NOW).rows
    return str(row["verdict"])


@pytest.mark.row("C10")
@pytest.mark.parametrize("outcome", ["ok", "idle"])
def test_the_dead_man_is_quiet_while_the_router_ticks(outcome: str) -> None:
    assert verdict((300, outcome), (5000, "ok")) == "The last tick was at 2026-03-29 00:57:00+00."


@pytest.mark.row("C10")
@pytest.mark.parametrize(
    ("ticks", "since"),
    [
        ([(301, "ok"), (900, "ok")], r"2026-03-29 00:56:59"),
        ([(10, "failed"), (600, "idle")], r"2026-03-29 00:52:00"),
        ([(90_000, "ok")], "yesterday"),
        ([], "yesterday"),
    ],
    ids=["stopped", "every tick fails", "stopped long ago", "never ticked"],
)
def test_the_dead_man_fails_and_says_since_when(ticks: list[tuple[int, str]], since: str) -> None:
    with pytest.raises(SqlError, match=f"has not ticked since {since}"):
        verdict(*ticks)


def test_nothing_rests_on_what_google_makes_only_a_while_later() -> None:
    assert "google_logging_metric" not in "".join(TERRAFORM.values())
    for labels, body in blocks("resource"):
        if "pubsub_agent" in str(body.get("member")):
            assert "google_pubsub_subscription.poke" in str(body), labels


def test_every_provider_has_an_upper_bound() -> None:
    (terraform,) = [body for _, body in blocks("terraform")]
    (providers,) = terraform["required_providers"]
    for name, provider in providers.items():
        if isinstance(provider, dict):
            assert re.search("<|~>", provider["version"]), name
