"""Silences made and ended by run-operations, for real."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from harness.googlesql.analyser import Analyser
from harness.googlesql.catalogue import Catalogue
from harness.jobs import jobs_since

if TYPE_CHECKING:
    from harness.dbt import DbtResult
    from harness.parsed import ParsedProject
    from harness.specimen import Project

pytestmark = pytest.mark.row("C4")
BEFORE = datetime.now(timezone.utc) - timedelta(milliseconds=5)
"""All this project ever sent came later: its ledger's tables too."""


@pytest.fixture(scope="module")
def project(parsed_project: ParsedProject) -> Project:
    """Return a specimen with a ledger, and nothing in it."""
    parsed_project.dbt("run-operation", "nightledger.setup").succeeded()
    return parsed_project


def operate(project: Project, macro: str, /, **arguments: Any) -> DbtResult:  # noqa: ANN401 - YAML
    call = ("run-operation", f"nightledger.{macro}", "--args", json.dumps(arguments))
    return project.dbt(*call, env={"GITHUB_ACTOR": "ada"})


def silences(project: Project, comment: str) -> list[dict[str, Any]]:
    return project.rows("alert_silences", f"comment = '{comment}'")


def test_a_silence_is_a_row_and_is_told_in_words_and_its_end_is_another_row(
    project: Project,
) -> None:
    made = operate(
        project,
        "silence",
        asset="fct_*",
        severity="warn",
        environment="*",
        hours=1.5,
        comment="it's a backfill, token=hunter2",
    ).succeeded()
    found = re.search(r"silence (s[0-9a-f]{10}) by ada: no alerts with severity warn", made.stdout)
    assert found, made.stdout
    assert "and asset fct_* from" in made.stdout
    [row] = silences(project, "it\\'s a backfill, [redacted]")
    assert (row["silence_id"], row["event"], row["created_by"]) == (
        found[1],
        "created",
        "ada",
    )
    assert (row["asset"], row["severity"]) == ("fct_*", "warn")
    assert [row[name] for name in ("matched_environment", "kind", "subject", "owner", "tag")] == [
        None
    ] * 5
    assert row["ends_at"] - row["starts_at"] == timedelta(hours=1.5)
    assert BEFORE < row["starts_at"] < datetime.now(timezone.utc)

    operate(project, "unsilence", silence_id=found[1], comment="done").succeeded()
    [ended] = silences(project, "done")
    assert (ended["silence_id"], ended["event"], ended["starts_at"]) == (
        found[1],
        "ended",
        None,
    )
    assert row["starts_at"] < ended["ends_at"] == ended["occurred_at"] < row["ends_at"]
    again = operate(project, "unsilence", silence_id=found[1]).succeeded()
    assert "was over already, since" in again.stdout
    assert len(project.rows("alert_silences", f"silence_id = '{found[1]}'")) == 2
    analyser = Analyser(Catalogue(project.client.project))
    sent = [job.sql for job in jobs_since(project.client, BEFORE) if project.ledger in job.sql]
    assert any("insert into" in sql and "alert_silences" in sql for sql in sent)
    assert [str(error) for sql in sent for error in analyser.check_script(sql)] == []


def test_times_say_their_zone_and_are_kept_in_utc(project: Project) -> None:
    next_year = datetime.now(timezone.utc).year + 1
    arguments = (
        f"{{tag: pii, from: {next_year}-03-29T01:30+01:00, comment: zones, force: true, by: ada, "
    )
    arguments += f"until: {next_year}-03-29 06:00:00+02:00}}"
    made = project.dbt("run-operation", "nightledger.silence", "--args", arguments).succeeded()
    [row] = silences(project, "zones")
    assert row["starts_at"] == datetime(next_year, 3, 29, 0, 30, tzinfo=timezone.utc)
    assert row["ends_at"] == datetime(next_year, 3, 29, 4, 0, tzinfo=timezone.utc)
    assert "The views look back 30 days" in made.stdout


def test_every_mistake_is_told_at_once_and_nothing_is_recorded(
    project: Project,
) -> None:
    before = len(project.rows("alert_silences"))
    result = operate(
        project,
        "silence",
        severity="high",
        until="2026-02-30T06:00Z",
        **{"from": "2026-03-01 06:00"},
    )
    assert result.returncode != 0
    for mistake in (
        "severity: 'high' is none of critical, error, warn",
        "until: '2026-02-30T06:00Z' is no time",
        "from: '2026-03-01 06:00' is no time",
        "comment: say why",
    ):
        assert mistake in result.stdout
    assert len(project.rows("alert_silences")) == before


@pytest.mark.parametrize(
    ("arguments", "mistake"),
    [
        ({"asset": "*", "hours": 1}, "it would silence everything"),
        (
            {"asset": "a", "hours": 24 * 30 + 1},
            "it is longer than 30 days (longest_silence_days)",
        ),
        ({"asset": "a", "until": "2020-01-01T00:00Z"}, "before it starts"),
    ],
)
def test_what_nobody_can_mean_is_refused(
    project: Project, arguments: dict[str, Any], mistake: str
) -> None:
    result = operate(project, "silence", comment="refused", **arguments)
    assert result.returncode != 0
    assert mistake in result.stdout
    assert silences(project, "refused") == []


def test_with_force_everything_can_be_silenced(project: Project) -> None:
    made = operate(project, "silence", hours=1, comment="all", force=True).succeeded()
    assert "no alerts at all from" in made.stdout
    assert len(silences(project, "all")) == 1


def test_the_end_of_a_silence_nobody_made_is_an_error(project: Project) -> None:
    result = operate(project, "unsilence", silence_id="s'0\\")
    assert result.returncode != 0
    assert "there is no silence 's'0\\'" in result.stdout
