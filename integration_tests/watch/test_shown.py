"""What a look freezes is what a message says: both sides read one golden case."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
import yaml
from harness.dbt import REPOSITORY
from nightledger.router import Line, Problem
from nightledger.watch.shown import notification

pytestmark = pytest.mark.row("C2")
CASES = "integration_tests/golden/cases/problems.yml"
OPENED_AT = datetime(2026, 11, 20, 5, 0, 30, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def evidence() -> dict[str, Any]:
    """Return the evidence that the SQL of the look is held to."""
    cases = yaml.safe_load((REPOSITORY / CASES).read_text(encoding="utf-8"))
    case = cases["a_look_freezes_what_is_known"]
    found: dict[str, Any] = case["expect"][0]["evidence"]
    return found


def test_a_message_says_what_a_look_froze(evidence: dict[str, Any]) -> None:
    problem = Problem(
        fingerprint="f1",
        episode_id="e1",
        environment="prod",
        kind="test",
        subject="unique on stg_customers.customer_id",
        state="open",
        severity="error",
        urgency="ticket",
        opened_at=OPENED_AT,
        changed_at=OPENED_AT,
        known_at=OPENED_AT,
        last_seen_at=OPENED_AT,
        run_id="i2",
        evidence_json=json.dumps(evidence),
    )
    line = Line(problem=problem, word="opened", state="bad")
    said = notification(line, OPENED_AT)
    assert said.changes == (
        "customers: 1,000 → 1,003 rows",
        "stg_customers: 1,000 → 1,003 rows",
        "commit aaaaaaaa → bbbbbbbb",
    )
    assert (said.downstream, said.downstream_count) == (("dim_customers",), 1)
    assert (said.exposures, said.exposure_count) == (
        ("Risk board (risk@x.example)",),
        1,
    )
    assert (said.consequences, said.consequence_count) == (("model dim_customers",), 1)
    assert said.offending_values == "customer_id=C0042 (n_records=2)"
    assert said.sample == ({"unique_field": "C0042", "n_records": 2},)
    assert said.strip == "·······✓✗"
    assert said.last_green_at == datetime(2026, 11, 19, 5, 0, 30, tzinfo=timezone.utc)
    assert (said.run_id, said.run_name, said.run_url) == (
        "i2",
        "dbt build",
        "https://runs/i2",
    )
