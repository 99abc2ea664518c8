"""Silences from the command line, onto a real ledger."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from harness.googlesql.catalogue import Catalogue
from harness.googlesql.gate import check_statement
from nightledger.cli import main
from nightledger.cli.silencing import STATE_SQL
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from google.cloud.bigquery import Client
    from harness.target import Target

    Run = Callable[..., Result]

pytestmark = pytest.mark.row("C4")
MADE = re.compile(r"silence (s[0-9a-f]{10}) by ada: no alerts (.*) from .* until .* UTC \((.*)\)\n")


@pytest.fixture
def run(bigquery: Target, ledger: str) -> Run:
    """Return a runner of `nightledger <arguments>` by Ada against an empty ledger."""
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url,
        "DBT_ENV_CUSTOM_ENV_INVOKED_BY": "ada",
    }
    return lambda *arguments: CliRunner(env=environment).invoke(main, arguments)


@pytest.fixture
def rows(client: Client, ledger: str) -> Callable[[], list[dict[str, Any]]]:
    """Return a reader of the silences on record, oldest first."""
    sql = f"select * from `{ledger}`.alert_silences order by occurred_at"
    return lambda: [dict(row) for row in client.query(sql).result()]


def test_a_silence_is_made_and_ended_by_rows(
    run: Run, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    options = (
        "--asset",
        "fct_*",
        "--tag",
        "*",
        "--for",
        "2h",
        "--comment",
        "moving api_key=abc",
    )
    made = run("silence", *options)
    found = MADE.match(made.output)
    assert found, made.output
    assert found.groups()[1:] == ("with asset fct_*", "moving [redacted]")
    [created] = rows()
    assert (created["event"], created["environment"], created["asset"]) == (
        "created",
        "*",
        "fct_*",
    )
    assert (created["tag"], created["created_by"]) == (None, "ada")
    assert created["comment"] == "moving [redacted]"
    assert created["ends_at"] - created["starts_at"] == timedelta(hours=2)

    ended = run("unsilence", found[1], "--by", "Grace", "--comment", "done")
    assert ended.output.startswith(f"silence {found[1]} ended by Grace at ")
    [_, row] = rows()
    assert (row["event"], row["silence_id"], row["starts_at"]) == (
        "ended",
        found[1],
        None,
    )
    assert row["ends_at"] == row["occurred_at"]
    again = run("unsilence", found[1])
    assert again.exit_code == 0
    assert "was over already" in again.output
    assert len(rows()) == len(["created", "ended"])


def test_times_are_kept_in_utc(run: Run, rows: Callable[[], list[dict[str, Any]]]) -> None:
    day = (datetime.now(timezone.utc) + timedelta(days=2)).date()
    times = ("--from", f"{day}T06:00Z", "--until", f"{day}T09:30:00+02:00")
    result = run(
        "silence",
        "--severity",
        "warn",
        "--environment",
        "prod",
        *times,
        "--comment",
        "c",
    )
    assert result.exit_code == 0, result.output
    [row] = rows()
    assert (row["severity"], row["matched_environment"]) == ("warn", "prod")
    assert row["starts_at"].isoformat() == f"{day}T06:00:00+00:00"
    assert row["ends_at"].isoformat() == f"{day}T07:30:00+00:00"


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        ("--for 2h", "it would silence everything"),
        ("--asset * --for 2h", "it would silence everything"),
        ("--asset a", "Give --for or --until, and not both"),
        (
            "--asset a --for 1h --until 2030-01-01T00:00Z",
            "Give --for or --until, and not both",
        ),
        ("--asset a --for 31d", "it is longer than 30 days"),
        ("--asset a --until 2020-01-01T00:00Z", "before it starts"),
        (
            "--asset a --from 2020-01-01T00:00Z --for 1h",
            "it was over at 2020-01-01 01:00:00 UTC",
        ),
        ("--asset a --until 2030-01-01T00:00", "has no zone"),
        ("--asset a --until tomorrow", "is no time"),
        ("--asset a --for 2", "is no duration"),
        ("--asset a --for 0h", "is no duration"),
        ("--severity high --for 2h", "'high' is none of critical, error, warn"),
    ],
)
def test_what_nobody_can_mean_is_refused(options: str, mistake: str) -> None:
    result = CliRunner().invoke(
        main, ["silence", *options.split(), "--comment", "c", "--by", "ada"]
    )
    assert result.exit_code == 2
    assert mistake in result.output


def test_every_mistake_is_told_at_once() -> None:
    options = ["--severity", "high", "--for", "99d", "--comment", " "]
    output = CliRunner().invoke(main, ["silence", *options]).output
    assert all(part in output for part in ("'high'", "longer than 30 days", "--comment: say why"))


def test_with_force_everything_can_be_silenced(
    run: Run, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    result = run("silence", "--for", "60d", "--comment", "moving house", "--force")
    assert "no alerts at all from" in result.output
    assert len(rows()) == 1


BAD = """
insert into `{ledger}`.problem_events ({names}) select {values}
from unnest([('a', 'critical'), ('b', 'error'), ('c', 'error'), ('d', 'warn'), ('e', 'warn')])
    as problem
"""
OF_A_PROBLEM = {
    "fingerprint": "problem.name",
    "subject": "problem.name",
    "asset_name": "concat('t_', problem.name)",
    "severity": "problem.severity",
    "outcome": "'bad'",
    "recorded_at": "current_timestamp()",
}


@pytest.mark.row("C15")
@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ("--asset t_a --for 1h", "it would hold 1 critical"),
        ("--asset t_a --for 1h --force", None),
        ("--asset t_a --for 25h --force", "at most 24 hours"),
        ("--severity *r* --for 1h", "it would hold 1 critical"),
        ("--severity warn --for 30d", None),
        ("--asset t_b --for 30d", None),
        ("--subject * --asset t_* --for 1h", "it would hold 1 critical"),
        ("--severity [warn]* --for 1h", None),
        ("--asset nothing --for 30d", None),
    ],
)
def test_a_silence_is_judged_by_what_it_would_hold(
    run: Run, client: Client, ledger: str, options: str, refusal: str | None
) -> None:
    fill(client, ledger)
    result = run("silence", *options.split(), "--comment", "c")
    assert (result.exit_code == 0) == (refusal is None), result.output
    assert (refusal or "") in result.output


@pytest.mark.row("C15")
def test_a_silence_of_more_than_half_of_what_is_wrong_needs_force(
    run: Run, client: Client, ledger: str, rows: Callable[[], list[dict[str, Any]]]
) -> None:
    fill(client, ledger)
    client.query(f"delete from `{ledger}`.problem_events where severity = 'critical'").result()
    half = ("silence", "--asset", "t_*", "--for", "1h", "--comment", "c")
    refused = run(*half)
    assert refused.exit_code == 2
    assert "it would hold 4 of the 4 problems of the last 30 days" in refused.output
    assert rows() == []
    assert run(*half, "--force").exit_code == 0
    assert run("silence", "--severity", "warn", "--for", "1h", "--comment", "c").exit_code == 0


def fill(client: Client, ledger: str) -> None:
    """Put five problems on record, one of them critical."""
    values = dict(OF_A_PROBLEM)
    for column in TABLES["problem_events"].columns:
        if column.is_required and column.name not in values:
            values[column.name] = f"cast({EMPTY[column.data_type]} as {column.data_type})"
    sql = BAD.format(ledger=ledger, names=", ".join(values), values=", ".join(values.values()))
    sql = sql.replace("('a', 'critical')", "struct('a' as name, 'critical' as severity)")
    client.query(sql).result()


EMPTY = {
    "string": "'x'",
    "bool": "false",
    "int64": "0",
    "timestamp": "current_timestamp()",
    "json": "null",
}


@pytest.mark.parametrize("silence_id", ["s0123456789", "x' or 'a' = 'a"])
def test_the_end_of_a_silence_nobody_made_is_refused(run: Run, silence_id: str) -> None:
    result = run("unsilence", silence_id)
    assert result.exit_code == 2
    assert "There is no silence" in result.output


def test_the_question_about_a_silence_is_googlesql() -> None:
    catalogue = Catalogue("proj")
    columns = {column.name: column.data_type for column in TABLES["alert_silences"].columns}
    catalogue.add_table("alert_silences", columns)
    assert check_statement("silencing.py", STATE_SQL.format(silence_id="s0"), catalogue) == []
