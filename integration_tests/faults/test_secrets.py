"""Secrets that dbt is given, or BigQuery repeats, stay out of what Nightledger writes and says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from faults.moments import END, PERSONS
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.fault_proxy import FaultProxy
    from harness.specimen import Project

PASSWORD = "correct horse battery staple"  # noqa: S105 - made up
WEBHOOK = "https://hooks.slack.com/services/T000/B000/s3cr3t"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"  # noqa: S105 - a made-up shape
SECRETS = (PASSWORD, "battery staple", WEBHOOK, "s3cr3t", TOKEN)
SAID = f"posting to {WEBHOOK} with password='{PASSWORD}' and {TOKEN} failed"

TABLES = ("dbt_invocations", "dbt_node_results", "dbt_test_results")
VARIABLES = {
    "smtp": {"password": PASSWORD},
    "note": f"goes to {WEBHOOK}",
    "list": [TOKEN],
}
ENVIRONMENT = {
    "DBT_ENV_CUSTOM_ENV_PASSWORD": PASSWORD,
    "DBT_ENV_CUSTOM_ENV_HOOK": WEBHOOK,
}
TESTS_FAILED, HOOK_FAILED = 1, 2


@pytest.mark.row("G3")
@pytest.mark.parametrize(
    ("on_error", "exit_code"), [("warn", TESTS_FAILED), ("raise", HOOK_FAILED)]
)
def test_no_secret_reaches_a_row_or_a_message_of_ours(
    proxied: Project,
    fault_proxy: FaultProxy,
    ingest: Callable[[Path], str],
    on_error: str,
    exit_code: int,
) -> None:
    fault_proxy.fail(PERSONS, status=400, message=SAID)
    insert = f"insert into `{proxied.client.project}`"
    fault_proxy.rewrite(END, insert, f'raise using message = "{SAID}";\n{insert}')
    settings = {**VARIABLES, "nightledger": {"on_capture_error": on_error}}

    result = proxied.dbt(
        *("build", "--select", "people", "persons"),
        *("--vars", json.dumps(settings)),
        env=ENVIRONMENT,
    )

    assert result.returncode == exit_code
    ours = said_by_us(result.stdout)
    assert "[redacted]" in ours
    assert leaked(ours) == []
    assert leaked(ingest(result.target_path)) == []
    rows = {table: proxied.rows(table) for table in TABLES}
    assert all(rows.values())
    assert leaked(json.dumps(rows, default=str)) == []


@pytest.mark.row("G3")
def test_a_secret_across_the_cut_of_a_long_text_is_no_half_secret(
    proxied: Project, fault_proxy: FaultProxy
) -> None:
    secret = f"postgres://user:{'hunter2' * 700}@host"
    fault_proxy.fail(PERSONS, status=400, message=f"cannot reach {secret} today")
    sql = f"select 1 as one from (select '{secret}' as text) where text = ''"
    (proxied.folder / "tests" / "long_sql.sql").write_text(sql)
    settings = {"text_limit": 2_000, "capture_compiled_sql": True}

    result = proxied.dbt(
        *("build", "--select", "people", "persons", "long_sql"),
        *("--vars", json.dumps({"nightledger": settings})),
    )

    hook = [
        proxied.row("dbt_node_results", "name = 'persons'")["message"],
        proxied.row("dbt_test_results", "test_name = 'long_sql'")["compiled_code"],
    ]
    facts = proxied.read(result).facts
    (message,) = (row["message"] for row in facts["dbt_node_results"] if row["name"] == "persons")
    (code,) = (
        row["compiled_code"] for row in facts["dbt_test_results"] if row["test_name"] == "long_sql"
    )
    for text in (*hook, message, code):
        assert "[redacted]" in text
        assert "hunter2" not in text
    assert [message, code] == hook


@pytest.mark.row("G3")
@pytest.mark.timeout(20)
def test_a_long_text_without_blanks_is_searched_at_once() -> None:
    text = "x" * 1_000_000
    assert redact_text(f"{text} {SAID}") == f"{text} {redact_text(SAID)}"


def said_by_us(output: str) -> str:
    """Return the one message of ours, from its first to its last words."""
    start = output.index("not all results of this command")
    return output[start : output.index("nightledger ingest", start)]


def leaked(text: str) -> list[str]:
    """Return the secrets in a text."""
    return [secret for secret in SECRETS if secret in text]
