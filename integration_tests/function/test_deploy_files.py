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
    """Yield the labels and the body of every block of a kind."""
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
    named = set(re.findall(r"\b((?:data\.)?(?:google|archive|time)_\w+\.\w+)", text))
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
        "roles/artifactregistry.writer",
        "roles/bigquery.dataViewer",
        "roles/bigquery.jobUser",
        "roles/iam.serviceAccountTokenCreator",
        "roles/logging.logWriter",
        "roles/pubsub.publisher",
        "roles/pubsub.subscriber",
        "roles/run.invoker",
        "roles/secretmanager.secretAccessor",
        "roles/storage.objectViewer",
    }
    on_one_thing = {
        "tokenCreator": "google_service_account_iam_member",
        "objectViewer": "google_storage_bucket_iam_member",
    }
    for labels, body in blocks("resource"):
        for role, kind in on_one_thing.items():
            if role.lower() in str(body.get("role")).lower():
                assert labels[0] == kind
        if "secretAccessor" in str(body.get("role")):
            assert labels[0] == "google_secret_manager_secret_iam_member"


def test_who_writes_rows_can_neither_delete_nor_alter_a_table() -> None:
    resources = {tuple(labels): body for labels, body in blocks("resource")}
    role = resources["google_project_iam_custom_role", "writer"]
    wanted = {"bigquery.tables.get", "bigquery.tables.getData", "bigquery.tables.updateData"}
    assert {str(each).strip('"') for each in role["permissions"]} == wanted
    assert re.findall(r"--permissions (\S+)", SCRIPT) == [",".join(sorted(wanted))]
    written = resources["google_bigquery_table_iam_member", "router_writes"]
    assert "google_project_iam_custom_role.writer" in str(written["role"])


def test_a_network_a_key_and_a_repository_can_be_given_and_everything_has_labels() -> None:
    (function,) = [b for labels, b in blocks("resource") if labels[0].endswith("2_function")]
    (service,), (build,) = function["service_config"], function["build_config"]
    assert "var.vpc_connector" in str(service["vpc_connector"])
    assert "var.docker_repository" in str(build["docker_repository"])
    for labels, body in blocks("resource"):
        if labels[0] in {"google_cloudfunctions2_function", "google_pubsub_topic"}:
            assert "var.kms_key_name" in str(body["kms_key_name"]), labels
        if labels[0] == "google_storage_bucket":
            assert "var.kms_key_name" in str(body["dynamic"])
    (google,) = [body for labels, body in blocks("provider") if labels == ["google"]]
    assert "var.labels" in str(google["default_labels"])
    assert "$FLAGS" in SCRIPT


def test_secrets_can_be_files_each_in_a_folder_of_its_own() -> None:
    text = TERRAFORM["function.tf"]
    assert "${local.secrets_folder}/${secret_volumes.key}" in text
    (folder,) = re.findall(r'secrets_folder = "(\S+)"', text)
    for page in (DEPLOY / "README.md", REPOSITORY / "docs" / "deploy.md"):
        assert f"{{file: {folder}/TEAMS_URL/value}}" in page.read_text(), page
    (given,) = [
        body for labels, body in blocks("resource") if labels[0].startswith("google_secret_manager")
    ]
    assert "var.secret_files" in str(given["for_each"])


def test_the_projects_of_a_domain_have_names_that_google_takes() -> None:
    for labels, body in blocks("resource"):
        if labels[0] == "google_storage_bucket":
            assert "var.project" not in str(body["name"]), labels
    for script in ("deploy.sh", "remove.sh"):
        text = (DEPLOY / script).read_text()
        assert "@$PROJECT" not in text, script
        host = re.search(r"^HOST=.*\n.*$", text, re.MULTILINE)
        assert host
        told = subprocess.run(
            ["/bin/bash", "-c", f"PROJECT=lender.example:loans\n{host[0]}\necho $HOST"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == "loans.lender.example.iam.gserviceaccount.com", script


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
    assert tables == set(re.search(r'^TABLES="(.+)"$', SCRIPT, re.MULTILINE)[1].split())  # type: ignore[index]


def test_one_instance_that_answers_overlapping_calls_and_time_to_write_down_what_was_done() -> None:
    (function,) = [b for labels, b in blocks("resource") if labels[0].endswith("2_function")]
    (service,) = function["service_config"]
    wanted = {
        "max_instance_count": 1,
        "max_instance_request_concurrency": 4,
        "available_cpu": "1",  # less than a whole one takes one call at a time
        "timeout_seconds": 540,
        "available_memory": "512Mi",
    }
    assert {name: strip(service[name]) for name in wanted} == wanted
    assert "--memory 512Mi --cpu 1 --timeout 540 --max-instances 1 --concurrency 4" in SCRIPT
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
    given = 0
    for labels, body in blocks("resource"):
        if re.search("(pubsub|query)_agent", str(body.get("member"))):
            given += 1
            assert "google_project_service_identity.agents" in str(body["depends_on"]), labels
    assert given == 4
    (function,) = [b for labels, b in blocks("resource") if labels[0].endswith("2_function")]
    assert "time_sleep.rights" in str(function["depends_on"])
    for line in SCRIPT.splitlines():
        if re.match(r"\s*(gcloud|bq) .*add-iam-policy-binding", line):
            # what these are about was there before, or was just waited for
            assert re.search("secrets|run services|pubsub", line), line


def test_every_provider_has_an_upper_bound() -> None:
    (terraform,) = [body for _, body in blocks("terraform")]
    (providers,) = terraform["required_providers"]
    for name, provider in providers.items():
        if isinstance(provider, dict):
            assert re.search("<|~>", provider["version"]), name
