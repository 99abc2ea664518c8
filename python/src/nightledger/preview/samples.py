"""Messages to try receivers with: a test, and a lender's night from bad to good again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from nightledger.transports.message import Message, Notification

RUNS = "https://runs.lender.example"
RUNBOOKS = "https://runbooks.lender.example"
ENVIRONMENT = "prod"
SAMPLE = "sample"
"""Stands in every id: no receiver takes one of these for a real problem."""


def trial_message(receiver: str, sender: str | None, now: datetime | None = None) -> Message:
    """Return a message that says it is a test and who sent it."""
    at = now or datetime.now(timezone.utc)
    notice = Notification(
        notification_id=f"test-{at:%Y%m%d%H%M%S}",
        fingerprint=f"test-{at:%Y%m%d%H%M%S}",
        reason="opened",
        due_at=at,
        environment="test",
        kind="notice",
        subject_name="TEST, nothing is wrong: Nightledger can reach you",
        severity="warn",
        urgency="ticket",
        is_firing=True,
        opened_at=at,
        last_seen_at=at,
        message=f"Sent by {sender or 'somebody'} with `nightledger alerts test {receiver}`. "
        "Real alerts to this receiver arrive the same way.",
        run_name="nightledger alerts test",
    )
    return message_of(receiver, "test", notice)


def samples(receiver: str, now: datetime | None = None) -> dict[str, Message]:
    """Return sample messages by name: one critical problem, a group of several, a resolved one."""
    at = (now or datetime.now(timezone.utc)).replace(minute=12, second=0, microsecond=0)
    critical = negative_balance(at)
    resolved = replace(
        negative_balance(at - timedelta(days=1)),
        notification_id="sample-4",
        reason="resolved",
        is_firing=False,
        due_at=at,
        resolved_at=at,
        strip="✓✓✓✓✓✓✓✗✓",
    )
    group = (critical, missing_customers(at), late_source(at), unusual_purpose(at))
    return {
        "critical": message_of(receiver, "critical", critical),
        "several": message_of(receiver, "several", *group),
        "resolved": message_of(receiver, "resolved", resolved),
    }


def message_of(receiver: str, name: str, *notifications: Notification) -> Message:
    """Return a message about these notifications."""
    return Message(
        message_id=f"{SAMPLE}-{name}-{notifications[0].notification_id}",
        receiver=receiver,
        environment=notifications[0].environment,
        group_key=f"{SAMPLE}/{name}",
        labels={"run": notifications[0].run_name or ""},
        reason=notifications[0].reason,
        notifications=notifications,
    )


def negative_balance(at: datetime) -> Notification:
    """Return a critical test that failed on three loans."""
    return Notification(
        notification_id="sample-1",
        fingerprint="sample-negative-balance",
        reason="opened",
        due_at=at,
        environment=ENVIRONMENT,
        kind="test",
        subject_name="accepted_range on fct_loans.balance_eur",
        severity="critical",
        urgency="page",
        is_firing=True,
        opened_at=at - timedelta(minutes=4),
        last_seen_at=at - timedelta(minutes=4),
        last_green_at=at - timedelta(days=1, minutes=4),
        asset_name="fct_loans",
        check_name="accepted_range",
        column_name="balance_eur",
        owner="lending",
        tags=("critical", "regulatory"),
        occurrence_count=1,
        error_class="data_quality",
        message="Got 3 results, configured to fail if != 0",
        failure_count=3,
        offending_values="balance_eur=-1200.5 (loan_id=L004711); "
        "balance_eur=-88 (loan_id=L004899); balance_eur=-3.1 (loan_id=L005012)",
        sample=(
            {"loan_id": "L004711", "balance_eur": -1200.5, "status": "active"},
            {"loan_id": "L004899", "balance_eur": -88, "status": "active"},
            {"loan_id": "L005012", "balance_eur": -3.1, "status": "repaid"},
        ),
        strip="✓✓✓✓✓✓✓✓✗",
        downstream=("portfolio_by_purpose", "customers_in_arrears"),
        downstream_count=2,
        exposures=("portfolio_dashboard", "collections_app"),
        exposure_count=2,
        consequences=("model portfolio_by_purpose", "model customers_in_arrears"),
        consequence_count=2,
        changes=("code of fct_loans",),
        runbook_url=f"{RUNBOOKS}/fct_loans",
        **run_of("dbt build"),
    )


def missing_customers(at: datetime) -> Notification:
    """Return a test that has been failing for three days."""
    return Notification(
        notification_id="sample-2",
        fingerprint="sample-missing-customers",
        reason="repeated",
        due_at=at,
        environment=ENVIRONMENT,
        kind="test",
        subject_name="relationships on fct_payments.customer_id",
        severity="error",
        urgency="ticket",
        is_firing=True,
        opened_at=at - timedelta(days=3),
        last_seen_at=at,
        last_green_at=at - timedelta(days=4),
        asset_name="fct_payments",
        check_name="relationships",
        column_name="customer_id",
        owner="collections",
        occurrence_count=4,
        error_class="data_quality",
        message="Got 12 results, configured to fail if != 0",
        failure_count=12,
        offending_values="customer_id=C10021; customer_id=C10022; customer_id=C10040",
        strip="✓✓✓✓✓✗✗✗✗",
        exposures=("collections_app",),
        exposure_count=1,
        **run_of("dbt build"),
    )


def late_source(at: datetime) -> Notification:
    """Return a source that was not loaded."""
    return Notification(
        notification_id="sample-3",
        fingerprint="sample-late-source",
        reason="opened",
        due_at=at,
        environment=ENVIRONMENT,
        kind="freshness",
        subject_name="freshness of raw.payments",
        severity="error",
        urgency="ticket",
        is_firing=True,
        opened_at=at,
        last_seen_at=at,
        asset_name="payments",
        message="newest row is 26 h old, limit 24 h",
        owner="data platform",
        strip="✓✓✓✓✓✓✓!✗",
        downstream=("stg_lender__payments", "int_payments", "fct_payments"),
        downstream_count=3,
        **run_of("dbt source freshness"),
    )


def unusual_purpose(at: datetime) -> Notification:
    """Return a warning that nobody owns."""
    return Notification(
        notification_id="sample-5",
        fingerprint="sample-unusual-purpose",
        reason="opened",
        due_at=at,
        environment=ENVIRONMENT,
        kind="test",
        subject_name="accepted_values on stg_lender__loans.purpose",
        severity="warn",
        urgency="ticket",
        is_firing=True,
        opened_at=at,
        last_seen_at=at,
        asset_name="stg_lender__loans",
        check_name="accepted_values",
        column_name="purpose",
        failure_count=1,
        offending_values="purpose=boat (n_records=1)",
        strip="✓✓✓✓✓✓✓✓!",
        **run_of("dbt build"),
    )


def run_of(name: str) -> dict[str, Any]:
    """Return the fields of the run a problem was seen in."""
    return {
        "run_id": SAMPLE,
        "run_name": name,
        "run_url": f"{RUNS}/4711",
        "artifacts_url": f"{RUNS}/4711/artifacts",
    }
