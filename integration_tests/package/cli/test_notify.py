"""Notices of other tools, onto a real ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from harness.fault_proxy import Match
from nightledger.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from google.cloud.bigquery import Client
    from harness.fault_proxy import FaultProxy
    from harness.target import Target

    Run = Callable[..., Result]

pytestmark = pytest.mark.row("C11")
REQUIRED = ("notify", "--severity", "error", "--title", "Load of payments is late")


@pytest.fixture
def run(bigquery: Target, ledger: str) -> Run:
    """Return a runner of `nightledger <arguments>` against an empty ledger."""
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url,
        "DBT_ENV_CUSTOM_ENV_INVOKED_BY": "ada",
    }
    return lambda *arguments: CliRunner(env=environment).invoke(main, arguments)


@pytest.fixture
def rows(client: Client, ledger: str) -> Callable[[], list[dict[str, Any]]]:
    """Return a reader of the notices on record, oldest first."""
    sql = f"select * from `{ledger}`.alert_notices order by occurred_at"
    return lambda: [dict(row) for row in client.query(sql).result()]


def test_a_notice_needs_no_more_than_a_title_and_a_severity(
    run: Run, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    result = run(*REQUIRED)
    assert result.exit_code == 0, result.output
    [row] = rows()
    assert result.output == (
        f"notice {row['notice_id']} is on record: error event, Load of payments is late "
        f"(key {row['notice_key']})\n"
    )
    assert (row["status"], row["environment"], row["source"]) == (
        "event",
        "unknown",
        "notify",
    )
    assert (row["created_by"], row["tags"], row["detail"]) == ("ada", [], None)


def test_a_token_that_is_no_longer_good_is_one_line(
    bigquery: Target, ledger: str, fault_proxy: FaultProxy
) -> None:
    fault_proxy.fail(Match(method="POST"), status=401, times=100)
    proxied = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": fault_proxy.url,
    }
    for arguments in (REQUIRED, ("sql", "select 1")):
        result = CliRunner(env=proxied).invoke(main, arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert "gcloud auth application-default login" in result.stderr


def test_a_notice_says_everything_it_was_given(
    run: Run, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    given = {
        "detail": "two hours",
        "link": "https://runs.example.com/1",
        "runbook": "https://runbooks.example.com/loads",
        "owner": "Ingestion",
        "asset": "payments",
        "environment": "prod",
        "key": "late-payments",
        "status": "firing",
        "source": "airbyte",
    }
    options = [part for name, text in given.items() for part in (f"--{name}", text)]
    more = ("--tag", "pii", "--tag", "nightly", "--fact", "Late by=two\nhours", "--fact", "Files=3")
    assert run(*REQUIRED, *options, *more).exit_code == 0
    [row] = rows()
    columns = {"link": "link_url", "runbook": "runbook_url", "asset": "asset_name"}
    columns["key"] = "notice_key"
    assert {name: row[columns.get(name, name)] for name in given} == given
    assert row["tags"] == ["pii", "nightly"]
    assert row["facts"] == ["Late by=two hours", "Files=3"]


def test_the_same_title_is_the_same_thing_so_it_can_be_resolved(
    run: Run, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    run(*REQUIRED, "--status", "firing")
    run(*REQUIRED, "--status", "resolved")
    first, second = rows()
    assert [first["status"], second["status"]] == ["firing", "resolved"]
    assert first["notice_key"] == second["notice_key"]
    assert first["notice_id"] != second["notice_id"]


@pytest.mark.row("G3")
def test_secrets_never_reach_the_row_nor_the_terminal(
    run: Run, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    token = "ghp_0123456789abcdefghijABCDEFGHIJ"  # noqa: S105 - a made-up shape
    long = "x" * 7_990 + " " + token
    link = "https://logic.azure.com/hook?sig=abcdef"
    more = (
        "--key",
        "password=hunter2",
        "--tag",
        token,
        "--owner",
        token,
        "--link",
        link,
    )
    result = run(
        "notify",
        "--severity",
        "warn",
        "--title",
        f"failed {token}",
        "--detail",
        long,
        *more,
    )
    assert result.exit_code == 0, result.output
    shown = f"{rows()} {result.output}"
    assert [secret for secret in ("ghp_", "hunter2", "sig=") if secret in shown] == []


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        (["--severity", "error", "--title", " "], "say what happened"),
        (["--severity", "high", "--title", "t"], "'high' is not one of"),
        (
            [*REQUIRED[1:], "--link", "javascript:alert(1)"],
            "does not start with https://",
        ),
        ([*REQUIRED[1:], "--status", "over"], "'over' is not one of"),
        ([*REQUIRED[1:], "--fact", "three"], "'three' is not NAME=VALUE"),
        ([*REQUIRED[1:], "--fact", "Failed= "], "is not NAME=VALUE"),
        (["--severity", "info", "--title", "t", "--status", "firing"], "info is told once"),
    ],
)
def test_a_notice_that_says_nothing_or_leads_nowhere_is_refused(
    options: list[str], mistake: str
) -> None:
    result = CliRunner().invoke(main, ["notify", *options])
    assert result.exit_code == 2
    assert mistake in result.output
