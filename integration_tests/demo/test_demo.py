"""The README's first command, as a stranger types it."""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from datetime import timedelta

import pytest
from harness.day import VARIABLE, last_day
from harness.dbt import REPOSITORY
from harness.fake_targets import Targets
from lender.ingest.variants import Variant, delivery

from .place import HOME, REPORT

DAY = last_day()
BAD_DAY = DAY - timedelta(days=1)
OUTSIDE_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONPATH"}


def make(*arguments: str) -> str:
    """Run make in the checkout and give what it printed; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE_MAKE}
    done = subprocess.run(
        ["make", *arguments],  # noqa: S607 - the user's make
        cwd=REPOSITORY,
        env=environment | {"COLUMNS": "160", VARIABLE: str(DAY)},
        capture_output=True,
        text=True,
        timeout=800,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def delivered_twice() -> set[str]:
    """Return whom the demo's bad day draws."""
    delivered = delivery(BAD_DAY, Variant.DEFECTIVE).customers
    counts = Counter(str(row["customer_id"]) for row in delivered)
    return {customer for customer, count in counts.items() if count > 1}


@pytest.fixture(scope="module")
def told() -> str:
    """Play the demo once; give what it said."""
    return make("demo")


@pytest.fixture(scope="module")
def targets(told: str) -> Targets:
    """Return the record of what arrived in the demo's channel and mail server."""
    assert told
    return Targets(folder=HOME / "targets", http_ports={}, smtp_ports={}, closed_port=0)


@pytest.mark.row("F1")
@pytest.mark.row("F3")
def test_the_demo_tells_what_failed_which_values_offended_and_since_when(
    told: str,
) -> None:
    assert told.index("Day 1") < told.index("Day 2") < told.index("Day 3") < told.index("Go on")
    assert "run failed" in told
    assert "nothing published" in told
    for customer in delivered_twice():
        assert f"customer_id={customer} (n_records=2)" in told
    assert "iban=***" in told
    assert "✓✓✓✓✓✓✓✓✗" in told
    assert "1,000 → 1,003 rows" in told
    answer = make("ask", "q=select state from vw_recent_failures where severity = 'critical'")
    assert "resolved" in answer


@pytest.mark.row("F2")
def test_the_bad_night_is_a_page_whose_path_is_named(told: str) -> None:
    assert str(REPORT) in told.replace("\n", "")
    page = REPORT.read_text()
    assert "The night did not go well" in page
    assert any(f"customer_id={customer}" in page for customer in delivered_twice())


@pytest.mark.row("F1")
@pytest.mark.row("C2")
@pytest.mark.row("C9")
def test_one_card_and_one_mail_tell_of_the_failure(told: str, targets: Targets) -> None:
    card = targets.http("teams/data-team").received()[0].text
    mail = targets.smtp.received()[0].message
    assert "nothing to tell: no card, no mail" in told
    assert "from the failing test on record to the delivered card" in told
    assert mail["To"] == "risk@lender.example"
    said = mail.get_body(("plain",))
    assert said is not None
    for text in (card, f"{mail['Subject']}\n{said.get_content()}"):
        assert "unique" in text
        assert any(f"customer_id={customer}" in text for customer in delivered_twice())
        assert "data-platform@lender.example" in text
        assert "Loan portfolio (Lending analytics)" in text
        assert "customers: 1,000 → 1,003 rows" in text
        assert re.search(r"http://127\.0\.0\.1:\d+/runs/[0-9a-f-]{36}", text)
        assert "more failed or skipped: model customers_in_arrears" in text
        assert "accepted_range" not in text


@pytest.mark.row("F1")
@pytest.mark.row("C4")
def test_one_resolved_note_goes_to_each_who_was_told(targets: Targets) -> None:
    cards = [request.text for request in targets.http("teams/data-team").received()]
    subjects = [mail.message["Subject"] for mail in targets.smtp.received()]
    assert ["RESOLVED" in text for text in cards] == [False, True]
    assert ["RESOLVED" in text for text in subjects] == [False, True]


@pytest.mark.row("B4")
@pytest.mark.row("C8")
def test_afterwards_nothing_is_open_and_the_alert_ledger_balances(told: str) -> None:
    assert "vw_open_problems has 0 rows" in told
    open_count, told_count, unbalanced, pending = numbers(
        "select (select count(*) from vw_open_problems) as open_count,"
        " (select countif(opened_at < first_told_at and first_told_at < resolved_at)"
        " from vw_problem_history where severity = 'critical') as told_count,"
        " countif(not is_balanced) as unbalanced, sum(pending_count) as pending"
        " from vw_alert_ledger"
    )
    assert (open_count, told_count, unbalanced, pending) == (0, 1, 0, 0)


@pytest.mark.row("A12")
def test_the_card_leads_by_ids_to_the_command_the_run_and_the_load(told: str) -> None:
    assert told
    assert numbers(
        "select count(distinct runs.run_id) as runs, count(distinct loads.load_id) as loads"
        " from alert_deliveries as sent"
        " cross join unnest(json_query_array(sent.told)) as line"
        " inner join problem_events as verdicts"
        " on json_value(line.fingerprint) = verdicts.fingerprint"
        " inner join dbt_invocations as commands on verdicts.run_id = commands.invocation_id"
        " inner join dagster_runs as runs on commands.dagster_run_id = runs.run_id"
        " inner join dlt_loads as loads on loads.dagster_run_id = runs.run_id"
        " where sent.event = 'claimed' and json_value(line.word) = 'opened'"
        " and verdicts.edge = 'opened' and runs.status = 'failure'"
    ) == [1, 1]


def numbers(sql: str) -> list[int]:
    """Return the one row of numbers that answers a question to the demo's ledger."""
    (row,) = [line for line in make("ask", f"q={sql}").splitlines() if line.startswith("│")]
    return [int(number) for number in re.findall(r"\d+", row)]
