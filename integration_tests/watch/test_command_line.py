"""`nightledger tick` and `nightledger watch`: a real ledger, real receivers, a real process."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from harness.googlesql.catalogue import Catalogue
from harness.googlesql.gate import check_statement
from harness.jobs import jobs_since
from harness.known_problem import PROBLEM
from harness.reference import models
from nightledger import __version__
from nightledger.cli import main
from nightledger.cli.alerts.ledger import ALERT_LEDGER_SQL
from nightledger.cli.ticking import DELIVERIES_SQL
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from google.cloud.bigquery import Client
    from harness.fake_targets import Targets
    from harness.specimen import Project
    from harness.target import Target

pytestmark = pytest.mark.row("C7")

TITLE = "CRITICAL: unique on customers.customer_id failed (prod)"
LOOK = """
create or replace procedure {ledger}.look_at(wanted string)
begin
select wanted;
end
"""
STATE = """
create or replace procedure {ledger}.router_state()
begin
select
    'clock' as item,
    concat(
        '{{"now": "', format_timestamp('%Y-%m-%dT%H:%M:%SZ', current_timestamp()),
        '", "as_of": "', format_timestamp('%Y-%m-%dT%H:%M:%SZ', current_timestamp()),
        '", "package_version": "{version}"}}'
    ) as document
union all
select '{item}', '{document}'
from (select 1 as one)
where not exists (select 1 from {ledger}.alert_deliveries where event = 'accepted');
end
"""
ALERTS = """
receivers:
  - {name: risk-channel, type: slack, url: {env: SLACK_URL}}
fallback: risk-channel
route: {receiver: risk-channel}
"""
CHECK = ("run-operation", "nightledger.check_alerts")
UNBALANCED = """
select
    date '2026-03-10' as day, 'prod' as environment, 3 as turn_count, 1 as told_count,
    0 as suppressed_count, 0 as superseded_count, 0 as pending_count, 2 as undecided_count,
    0 as unfounded_count, 0 as unanswered_count, 0 as unclaimed_count, 0 as miscounted_count,
    0 as missing_fact_count, false as is_balanced
"""
NEXT = re.compile(r"the next one is in (\d+) s")
OWN = __version__
LATER = f"{int(OWN.split('.', maxsplit=1)[0]) + 1}.0.0"
UNDER_WAY = "Finishing this tick; once more breaks it off."
START_SECONDS = 120.0
GIVE_UP_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A ledger with one open problem, and alerts.yml with one receiver."""

    ledger: str
    alerts: Path
    environment: dict[str, str]
    client: Client
    targets: Targets

    def run(self, *arguments: str) -> Result:
        """Run the command line in this process."""
        return CliRunner(env=self.environment).invoke(main, arguments)

    def know(self, document: object, *, item: str = "problem", version: str = __version__) -> None:
        """Let this be known until something was accepted, by procedures of a version."""
        text = json.dumps(document)
        sql = STATE.format(ledger=self.ledger, item=item, document=text, version=version)
        self.client.query(LOOK.format(ledger=self.ledger)).result()
        self.client.query(sql).result()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table, oldest first."""
        sql = f"select * from {self.ledger}.{table} order by occurred_at"
        return [dict(row) for row in self.client.query(sql).result()]

    @contextmanager
    def watching(self, *arguments: str) -> Iterator[Watcher]:
        """Run `nightledger watch` as a process of its own."""
        command = [sys.executable, "-m", "nightledger", "watch", *arguments]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **self.environment, "PYTHONPATH": ":".join(sys.path)},
        ) as process:
            guard = threading.Timer(GIVE_UP_SECONDS, process.kill)
            guard.start()
            try:
                yield Watcher(process=process)
            finally:
                guard.cancel()
                process.kill()


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """A running `nightledger watch`."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def until(self, part: str) -> str:
        """Read lines up to one with this part, and give it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if part in line:
                return self.lines[-1]
        message = f"{part!r} never came; it said {self.lines}"
        raise AssertionError(message)

    def end(self, number: int = signal.SIGINT) -> None:
        """Send a signal and read the rest."""
        assert self.process.stdout is not None
        self.process.send_signal(number)
        self.lines.extend(self.process.stdout.read().splitlines())
        self.process.wait(START_SECONDS)


@pytest.fixture
def place(bigquery: Target, client: Client, ledger: str, targets: Targets, tmp_path: Path) -> Place:
    """Return a ledger in which one problem is known until it was accepted."""
    alerts = tmp_path / "alerts.yml"
    alerts.write_text(ALERTS)
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "NIGHTLEDGER_ALERTS": str(alerts),
        "BIGQUERY_EMULATOR_HOST": bigquery.url or "",
        "SLACK_URL": targets.slack_url("risk"),
    }
    place = Place(
        ledger=ledger,
        alerts=alerts,
        environment=environment,
        client=client,
        targets=targets,
    )
    place.know(PROBLEM)
    return place


@pytest.mark.row("C1")
def test_a_tick_says_who_was_told_what_and_what_came_of_it(place: Place) -> None:
    first, second = place.run("tick"), place.run("tick")
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    told, counts = first.stdout.splitlines()
    assert told == f"risk-channel: {TITLE}: accepted"
    assert counts.startswith("1 problem, 1 sent, 1 accepted, in ")
    assert second.stdout == "everybody knows what there is to know\n"
    assert len(place.targets.http("slack/risk").received()) == 1
    ticks = place.rows("router_ticks")
    assert {(row["host"], row["trigger"]) for row in ticks} == {("cli", "person")}


def test_a_tick_tells_programs_in_json(place: Place) -> None:
    told = json.loads(place.run("tick", "--format", "json").stdout)
    assert (told["outcome"], told["accepted_count"], told["error"]) == ("ok", 1, None)
    [delivery] = told["deliveries"]
    assert (delivery["receiver"], delivery["event"]) == ("risk-channel", "accepted")


@pytest.mark.row("G3")
def test_a_refusal_is_no_failure_of_the_tick_and_shows_no_secret(place: Place) -> None:
    place.targets.http("slack/risk").answer(503, body="busy")
    result = place.run("tick")
    assert result.exit_code == 0, result.output
    assert f"risk-channel: {TITLE}: not accepted, tried again from " in result.stdout
    assert "503" in result.stdout
    assert "sig" not in result.output


def test_a_tick_that_cannot_work_says_so_in_a_line_and_ends_with_1(
    place: Place,
) -> None:
    nowhere = place.run("tick", "--dataset", "nl_nowhere")
    assert nowhere.exit_code == 1
    assert "nightledger.setup" in nowhere.stderr
    place.alerts.write_text("route: 1")
    broken = place.run("tick")
    assert broken.exit_code == 1
    assert "receivers - it is missing" in broken.stderr
    assert place.targets.http().received() == []


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("version", "advice"),
    [
        (LATER, f"Install version {LATER} of the Python package"),
        ("0.0.9", f"Run `dbt run-operation nightledger.setup` with version {OWN}"),
        ("", f"Run `dbt run-operation nightledger.setup` with version {OWN}"),
    ],
    ids=["later", "earlier", "unknown"],
)
def test_sql_of_another_version_costs_no_alert(place: Place, version: str, advice: str) -> None:
    place.know(PROBLEM | {"state": "a word of that version"}, version=version)
    result = place.run("tick")
    assert result.exit_code == 1
    assert f"are of version {version or 'unknown'}, the router is of {OWN}" in result.stderr
    assert advice in result.stderr
    (row,) = place.rows("router_ticks")
    assert (row["outcome"], advice in row["error"]) == ("failed", True)
    assert place.rows("alert_deliveries") == []
    assert advice in place.run("alerts", "preview", "--pending", "--out", "unused").stderr
    place.know(PROBLEM)
    assert f"{TITLE}: accepted" in place.run("tick").stdout


@pytest.mark.row("C6")
def test_a_later_patch_of_the_sql_is_read(place: Place) -> None:
    place.know(PROBLEM, version=f"{OWN}9")
    assert f"{TITLE}: accepted" in place.run("tick").stdout


def test_what_is_news_is_previewed_and_stays_news(place: Place, tmp_path: Path) -> None:
    preview = ("alerts", "preview", "--pending", "--out", str(tmp_path / "out"))
    result = place.run(*preview)
    assert result.exit_code == 0, result.output
    [path] = (tmp_path / "out").iterdir()
    assert path.name == "risk-channel-pending-1.json"
    assert TITLE in path.read_text()
    assert place.targets.http().received() == []
    assert place.rows("alert_deliveries") == []
    place.run("tick")
    assert place.run(*preview).stdout == "The next tick would send nothing.\n"


@pytest.mark.row("C8")
def test_a_watch_tells_once_and_ends_with_ctrl_c(place: Place) -> None:
    with place.watching("--every", "1s") as watcher:
        assert watcher.until("accepted") == f"risk-channel: {TITLE}: accepted"
        wait_for(lambda: len(place.rows("router_ticks")) >= 2)
        watcher.end()
    assert watcher.process.returncode == 0
    assert watcher.lines[0] == f"Watching {place.ledger} with {place.alerts}; Ctrl-C ends it."
    assert watcher.lines[-1].startswith("Stopped after ")
    said = [line for line in watcher.lines if line != UNDER_WAY]  # it was, on a slow machine
    assert len(said) == 4, "a tick without news says nothing"
    assert len(place.targets.http("slack/risk").received()) == 1
    ticks = place.rows("router_ticks")
    assert {(row["host"], row["trigger"]) for row in ticks} == {("watch", "loop")}


@pytest.mark.row("C8")
def test_the_end_waits_for_the_tick_under_way(place: Place) -> None:
    place.targets.http("slack/risk").answer(200, body="ok", delay_seconds=3)
    with place.watching("--every", "1h") as watcher:
        watcher.until("Watching")
        wait_for(lambda: place.targets.http("slack/risk").received() != [])
        watcher.end(signal.SIGTERM)
    assert watcher.process.returncode == 0, watcher.lines
    assert UNDER_WAY in watcher.lines
    assert f"risk-channel: {TITLE}: accepted" in watcher.lines
    assert [row["outcome"] for row in place.rows("router_ticks")] == ["ok"]


@pytest.mark.row("C8")
def test_a_watch_outlives_a_broken_alerts_yml_and_a_failing_ledger(
    place: Place,
) -> None:
    with place.watching("--every", "1s") as watcher:
        watcher.until("accepted, in")
        place.alerts.write_text("route: 1")
        watcher.until("Until that is corrected, the earlier one counts.")
        place.client.query(f"drop procedure {place.ledger}.router_state").result()
        place.alerts.write_text(ALERTS + "limits: {first_pause: 2m}\n")
        watcher.until("changed, and counts from now on.")
        pauses = [NEXT.findall(watcher.until("the tick failed")) for _ in range(2)]
        assert int(pauses[1][0]) == 2 * int(pauses[0][0])
        watcher.end()
    assert watcher.process.returncode == 0
    assert "sig" not in "".join(watcher.lines)


@pytest.mark.row("C8")
def test_a_mistake_of_ours_in_a_tick_is_on_record(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["nightledger.watch.tick"], "plan", None)
    assert isinstance(place.run("tick").exception, TypeError)
    (row,) = place.rows("router_ticks")
    assert (row["outcome"], row["error"]) == ("failed", "unforeseen: TypeError")


@pytest.mark.row("C8")
def test_a_watch_outlives_a_state_that_cannot_be_read(place: Place) -> None:
    with place.watching("--every", "1s") as watcher:
        watcher.until("accepted, in")
        place.client.query(f"truncate table {place.ledger}.alert_deliveries").result()
        place.know({}, item="told")
        place.alerts.write_text(ALERTS + "limits: {first_pause: 2m}\n")  # else it rests
        assert "cannot be read, nothing was sent: KeyError" in watcher.until("the tick failed")
        place.know(PROBLEM)
        watcher.until("accepted, in")
        watcher.end()
    assert watcher.process.returncode == 0
    outcomes = {row["outcome"] for row in place.rows("router_ticks")}
    assert {"ok", "failed"} <= outcomes


@pytest.mark.parametrize("spoil", ["alerts", "ledger"])
def test_a_watch_that_cannot_begin_says_why_and_ends_with_1(place: Place, spoil: str) -> None:
    if spoil == "alerts":
        place.alerts.unlink()
    else:
        place.client.query(f"drop procedure {place.ledger}.router_state").result()
    result = place.run("watch")
    assert result.exit_code == 1
    assert ("cannot be read" if spoil == "alerts" else "router_state") in result.stderr


def test_what_a_tick_reads_back_is_googlesql() -> None:
    catalogue = Catalogue("proj")
    columns = {column.name: column.data_type for column in TABLES["alert_deliveries"].columns}
    catalogue.add_table("alert_deliveries", columns)
    assert check_statement("ticking.py", DELIVERIES_SQL.format(tick_id="t"), catalogue) == []


@pytest.mark.row("C9")
def test_what_became_of_the_alerts_adds_up_and_both_checks_say_when_it_does_not(
    new_project: Callable[[], Project], bigquery: Target
) -> None:
    project = new_project()
    project.dbt("run-operation", "nightledger.setup").succeeded()
    moment = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    good = project.dbt(*CHECK).succeeded().stdout
    assert "every turn is accounted for" in good
    sent = [job.sql for job in jobs_since(project.client, moment) if "is_balanced" in job.sql]
    place = f"`{bigquery.project}`.`{project.ledger}`.`vw_alert_ledger`"
    [asked] = [sql.replace(place, "vw_alert_ledger") for sql in sent]
    assert check_statement("check_alerts.sql", asked, alert_ledger()) == []
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": project.ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url or "",
    }
    runner = CliRunner(env=environment)
    nothing = runner.invoke(main, ["alerts", "ledger"])
    assert (nothing.exit_code, "0 rows" in nothing.stdout) == (0, True), nothing.output

    view = f"{project.ledger}.vw_alert_ledger"
    for sql in (f"drop view {view}", f"create view {view} as {UNBALANCED}"):
        project.client.query(sql).result()
    bad = project.dbt(*CHECK)
    assert bad.returncode != 0
    line = "2026-03-10 prod: 3 turns, 1 told, 0 suppressed, 0 superseded, 0 pending, 2 undecided"
    assert line in bad.stdout
    assert "1 of 1 days do not add up" in bad.stdout
    lost = runner.invoke(main, ["alerts", "ledger"])
    assert lost.exit_code == 1
    assert lost.stderr.splitlines() == [
        "2026-03-10 prod: 2 turns: each was neither told nor decided: was a row of it deleted?",
    ]


def test_what_is_asked_about_the_alerts_is_googlesql() -> None:
    assert check_statement("ledger.py", ALERT_LEDGER_SQL, alert_ledger()) == []


def alert_ledger() -> Catalogue:
    """Return a catalogue that knows the view, as its yml has it."""
    [view] = [one for one in models("runbook") if one["name"] == "nightledger__vw_alert_ledger"]
    catalogue = Catalogue("proj")
    columns = {column["name"]: column["data_type"] for column in view["columns"]}
    catalogue.add_table("vw_alert_ledger", columns)
    return catalogue


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something happened."""
    until = time.monotonic() + START_SECONDS
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)
