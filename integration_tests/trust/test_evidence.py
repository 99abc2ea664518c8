"""`nightledger evidence`: one file that says what an auditor asks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from nightledger.cli import main
from nightledger.ledger import append_many

if TYPE_CHECKING:
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.target import Target

pytestmark = [pytest.mark.row("G1"), pytest.mark.row("C15")]
NOW = datetime.now(timezone.utc)
DAY = str(NOW.date())
COMMON = {"occurred_at": NOW - timedelta(seconds=5), "environment": "prod"}


def result(unique_id: str, status: str, asset: str) -> dict[str, Any]:
    """Return a row of a test of an asset."""
    return {
        **COMMON,
        "invocation_id": "i1",
        "unique_id": unique_id,
        "test_type": "generic",
        "test_name": unique_id,
        "asset_name": asset,
        "status": status,
        "severity": "error",
        "is_critical": False,
    }


ROWS = {
    "dbt_test_results": [
        result("ran", "pass", "loans"),
        result("broke | *this*\n<b>", "fail", "loans"),
        result("left_out", "skipped", "loans"),
        result("elsewhere", "pass", "customers"),
    ],
    "alert_silences": [
        {
            **COMMON,
            "silence_id": "s1",
            "event": "created",
            "starts_at": NOW,
            "ends_at": NOW + timedelta(hours=1),
            "created_by": "chief",
            "comment": "quiet",
        }
    ],
}


def test_the_file_says_what_ran_what_did_not_and_who_was_silent(
    bigquery: Target, client: Client, ledger: str, tmp_path: Path
) -> None:
    append_many(client, ledger, ROWS)
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url,
    }

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner(env=environment).invoke(main, arguments)
        return done.exit_code, done.output

    page, data = tmp_path / "evidence.md", tmp_path / "evidence.json"
    time = ("--from", DAY, "--to", str((NOW + timedelta(days=1)).date()), "--asset", "loans")
    code, said = run("evidence", *time, "--out", str(page))
    assert (code, "never sealed" in said) == (1, True), said

    assert run("seal", "--today")[0] == 0
    code, said = run("evidence", *time, "--out", str(data))
    assert code == 0, said

    found = json.loads(data.read_text())
    ran = {
        row["control"]: row["not_passed_count"] for row in found["sections"]["Controls that ran"]
    }
    assert ran == {"ran": 0, "broke | *this*\n<b>": 1}
    [absent] = found["sections"]["Controls that did not run"]
    assert (absent["control"], absent["skipped_count"]) == ("left_out", 1)
    [silence] = found["sections"]["Silences"]
    assert silence["said_to_be_by"] == "chief"
    assert silence["recorded_by"]
    assert found["verified"]["holds"]
    text = page.read_text()
    assert "## Controls that did not run" in text
    assert "Nothing was sealed yet" in text
    assert r"broke \| \*this\* \<b\>" in text


def test_a_day_before_the_first_is_refused(tmp_path: Path) -> None:
    arguments = ["--from", "2026-02-01", "--to", "2026-01-01", "--out", str(tmp_path / "x.md")]
    done = CliRunner().invoke(main, ["evidence", *arguments])
    assert done.exit_code == 2
    assert "--to is before --from" in done.output
