"""Answers of a ledger that never was, of any size."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from nightledger.report.page import Made
from nightledger.report.queries import Asked

if TYPE_CHECKING:
    from nightledger.report.queries import Answers, Row

NOW = datetime(2026, 3, 10, 6, 30, tzinfo=timezone.utc)
MADE = Made(at=NOW, asked=Asked(since=NOW - timedelta(days=7)))
CHECKS = ("unique", "not_null", "accepted_values", "relationships", "row_count_in_band")
STATES = ("exhausted", "burning", "ok", "too few to say")
WORDS = ("loans", "payments", "customers", "accounts", "arrears", "rates", "ledger", "limits")


def night(**changed: Any) -> Answers:  # noqa: ANN401 - columns of the row
    """Return the answers of a good night; `changed` are answers or columns of the night's row."""
    row: Row = {
        "run_count": 4,
        "failed_count": 0,
        "broken_off_count": 0,
        "running_count": 0,
        "test_ok_count": 189,
        "test_failed_count": 0,
        "test_warned_count": 0,
        "model_ok_count": 49,
        "last_started_at": NOW - timedelta(hours=3),
    }
    answers: Answers = {
        "alert_balance": [
            {"day_count": 2, "unbalanced_count": 0, "told_count": 2, "suppressed_count": 2}
        ],
        "assets": [],
        "checks": [],
        "costs": [],
        "edges": [],
        "integrity": [],
        "last_run": [],
        "missing_runs": [],
        "objectives": [],
        "night": [{name: changed.pop(name, value) for name, value in row.items()}],
        "open_problems": [],
        "owners": [],
        "problem_days": [],
        "reaction": [],
        "router": [router("healthy")],
        "row_counts": [],
        "run_days": [],
        "runs": [],
        "silences": [],
    }
    assert set(changed) <= set(answers)
    return {**answers, **changed}


def router(state: str, ago: timedelta | None = timedelta(seconds=40)) -> Row:
    """Return the row of the router's health; ago: since its last good tick, if there was any."""
    return {
        "state": state,
        "last_good_tick_at": None if ago is None else NOW - ago,
        "accepted_last_15_minutes": 0,
        "failed_last_15_minutes": 0,
        "as_of": NOW - timedelta(minutes=1),
    }


def problems(*severities: str, **columns: Any) -> list[Row]:  # noqa: ANN401 - columns
    """Return an open problem of each of these severities."""
    counts = {
        "open_count": len(severities),
        "critical_count": severities.count("critical"),
        "error_count": severities.count("error"),
        "untold_count": 0,
        "quiet_count": 0,
        "unjudged_count": 0,
    }
    return [
        {
            "subject": f"unique on fct_{WORDS[number % len(WORDS)]}.id",
            "severity": severity,
            "urgency": "page" if severity == "critical" else "ticket",
            "state": "open",
            "opened_at": NOW - timedelta(hours=3, minutes=number),
            "last_seen_at": NOW - timedelta(hours=3),
            "occurrence_count": 1,
            "strip": "✓✓✓✓✓·✓!✗",
            "owner": "risk@lender.example",
            "message": "Got 3 results, configured to fail if != 0",
            "offending_values": "loan_id=L004711; loan_id=L004899; loan_id=L005012",
            "alert": "told",
            "first_told_at": NOW - timedelta(hours=2, minutes=58),
            "acknowledged_by": None,
            "acknowledged_at": None,
            "what_changed": "customers: 1,000 → 1,003 rows",
            "downstream_count": 5,
            "consequence_count": 5,
            "run_url": "https://runs.lender.example/4711",
            "runbook_url": "https://runbooks.lender.example/loans",
            "kind": "test",
            "fingerprint": "78da728263a2ce43309e18d987854e45",
            "environment": "prod",
            **counts,
            **columns,
        }
        for number, severity in enumerate(severities)
    ]


def large(models: int, checks: int) -> Answers:
    """Return a night of a project of this size, with everything there is to show."""
    chance = random.Random(models)  # noqa: S311 - a test's
    names = [f"fct_{WORDS[at % 8]}_{WORDS[at // 8 % 8]}_{at:05d}" for at in range(models)]
    owners = [f"team-{number}@lender.example" for number in range(40)]
    owned = {name: chance.choice(owners) for name in names}
    ids = {name: f"model.lender.{name}" for name in names}
    days = [NOW.date() - timedelta(days=ago) for ago in range(28)]
    return night(
        open_problems=problems(*(["critical"] * 6 + ["error"] * 14 + ["warn"] * 10)),
        assets=[
            asset(ids[name], name, owned[name], chance.randrange(10**6), models) for name in names
        ],
        checks=[check(chance, names[at % models], owned, at, checks) for at in range(checks)],
        edges=[
            {
                "environment": "prod",
                "parent_id": ids[names[chance.randrange(at)]],
                "child_id": ids[names[at]],
                "child_kind": "asset",
                "child_name": names[at],
            }
            for at in range(1, models)
            for _ in range(2)
        ],
        last_run=[
            {
                "name": names[at],
                "kind": "model",
                "status": chance.choice(["success"] * 20 + ["error", "warn", "skipped"]),
                "started_at": NOW - timedelta(seconds=3000 - 9 * at),
                "execution_seconds": round(chance.lognormvariate(2, 1), 3),
                "total_count": models,
            }
            for at in range(min(300, models))
        ],
        costs=[
            {"day": day, "cost_usd": 1.5 + number, "bytes_billed": 10**12}
            for number, day in enumerate(days)
        ],
        objectives=[
            objective(state) for state in ("exhausted", "burning", "ok", "too few to say") * 3
        ],
        owners=[
            {"owner": owner, "asset_count": 25, "degraded_count": 1, "warning_count": 0}
            for owner in owners
        ],
        problem_days=[
            {"owner": owner, "day": day, "problem_count": 2, "critical_count": 1, "error_count": 1}
            for owner in owners
            for day in days
            if chance.random() < 0.2
        ],
        reaction=[reaction("critical", 33.4), reaction("error", 61.0), reaction("warn", None)],
        row_counts=[
            {"environment": "prod", "asset_id": ids[name], "row_count": chance.randrange(10**6)}
            for name in names
            for _ in range(12)
        ],
        run_days=[{"day": day, "run_count": 9, "failed_count": 1} for day in days],
        runs=[run(number) for number in range(200)],
    )


def asset(asset_id: str, name: str, owner: str, rows: int, total: int) -> Row:
    """Return a row of an asset."""
    return {
        "asset_id": asset_id,
        "asset_name": name,
        "health": "healthy" if rows % 9 else "degraded",
        "what_is_wrong": None if rows % 9 else f"unique on {name}.id",
        "owner": owner,
        "last_refreshed_at": NOW - timedelta(seconds=rows % 86_400),
        "last_row_count": rows,
        "usual_row_count": rows + 3,
        "last_duration_seconds": rows % 1000 / 10,
        "usual_duration_seconds": rows % 900 / 10,
        "freshness_state": None,
        "passed_check_count": 5,
        "failed_check_count": 0,
        "environment": "prod",
        "total_count": total,
    }


def check(chance: random.Random, name: str, owned: dict[str, str], at: int, total: int) -> Row:
    """Return a row of a check."""
    strip = "".join(chance.choices("✓✗!·", weights=[95, 2, 1, 2], k=9))
    return {
        "asset_name": name,
        "check_name": CHECKS[at // len(owned) % 5],
        "column_name": f"column_{at % 40}",
        "strip": strip,
        "verdict": "one-off" if "✗" in strip else "clean",
        "days_failed": strip.count("✗"),
        "last_seen_at": NOW - timedelta(seconds=at % 7200),
        "owner": owned[name],
        "kind": "test",
        "environment": "prod",
        "total_count": total,
    }


def run(number: int) -> Row:
    """Return a row of a run."""
    return {
        "started_at": NOW - timedelta(hours=number),
        "status": ("succeeded", "failed", "warned", "vanished")[number % 4],
        "command_line": "dbt build --select tag:nightly --exclude package:nightledger",
        "duration_seconds": 930.0,
        "usual_duration_seconds": 900.0,
        "is_slow": number % 7 == 0,
        "what_failed": "critical: unique on fct_loans.id (3 failures)" if number % 4 else None,
        "model_ok_count": 120,
        "model_failed_count": number % 2,
        "model_skipped_count": 0,
        "test_ok_count": 512,
        "test_failed_count": number % 4,
        "test_warned_count": 0,
        "test_skipped_count": 0,
        "run_url": f"https://runs.lender.example/{number}",
        "environment": "prod",
        "total_count": 400,
    }


def objective(state: str) -> Row:
    """Return a row of an objective."""
    return {
        "name": "loans_by_six",
        "state": state,
        "objective_pct": 99.0,
        "attainment_pct": None if state == "too few to say" else 98.25,
        "total_count": 400,
        "budget_left_pct": None if state == "too few to say" else -12.5,
        "window_days": 28,
        "owner": "risk@lender.example",
        "environment": "prod",
        "objective_count": 4,
    }


def reaction(severity: str, seconds: float | None) -> Row:
    """Return how fast problems of a severity were told and resolved."""
    return {
        "severity": severity,
        "problem_count": 12,
        "open_count": 1,
        "told_count": 11,
        "median_tell_seconds": seconds,
        "median_acknowledge_seconds": None,
        "median_resolve_seconds": 5400.0,
    }
