"""The documents of `router_state`: what is read, what is set apart, what is another version's."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from nightledger.errors import ConfigError
from nightledger.router import Endpoint
from nightledger.watch.look import check
from nightledger.watch.state import decode

pytestmark = [pytest.mark.row("C6")]

AT = "2026-03-10T05:00:00Z"
LEASE = timedelta(minutes=10)
CLOCK = ("clock", json.dumps({"now": AT, "as_of": AT, "look_id": "l", "next_due_at": None}))
PROBLEM = {
    "fingerprint": "p",
    "episode_id": "e",
    "environment": "prod",
    "kind": "test",
    "subject": "unique on loans.id",
    "state": "open",
    "severity": "error",
    "urgency": "ticket",
    **dict.fromkeys(("opened_at", "changed_at", "known_at", "last_seen_at"), AT),
    "flapped_until": None,
    "tags": ["daily"],
    "as_of": AT,
    "evidence_json": '{"strip": "✓✗"}',
}


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("clock", "{}")],
        [("clock", "[]")],
        [("clock", '{"now": null}')],
        [CLOCK, ("told", "{}")],
        [CLOCK, ("told", "null")],
        [CLOCK, ("health", '{"receiver": ')],
        [CLOCK, ("in_flight", "{}")],
        [CLOCK, ("decided", "{}")],
        [CLOCK, ("problem", "{}")],
        [CLOCK, ("letter", "{}")],
    ],
)
def test_a_state_that_cannot_be_read_is_one_kind_of_error(rows: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        decode(rows, LEASE)


@pytest.mark.parametrize(
    "change", [{"severity": "catastrophic"}, {"state": []}, {"opened_at": 5}, {"kind": None}]
)
def test_one_problem_that_cannot_be_read_is_set_apart(change: dict[str, Any]) -> None:
    documents = [PROBLEM | change, PROBLEM | {"fingerprint": "q"}]
    seen = decode([CLOCK, *(("problem", json.dumps(one)) for one in documents)], LEASE)
    assert [one.fingerprint for one in seen.state.problems] == ["q"]
    assert [one.fingerprint for one in seen.unreadable] == ["p"]


def test_a_problem_is_read_with_its_evidence() -> None:
    (problem,) = decode([CLOCK, ("problem", json.dumps(PROBLEM))], LEASE).state.problems
    assert (problem.tags, problem.evidence) == (("daily",), {"strip": "✓✗"})
    assert problem.opened_at == datetime(2026, 3, 10, 5, tzinfo=timezone.utc)


def test_only_attempts_within_their_lease_are_under_way() -> None:
    claims = [
        {"receiver": "team", "claimed_at": at, "fingerprints": [name]}
        for name, at in (("p", "2026-03-10T04:51:00Z"), ("q", "2026-03-10T04:49:00Z"))
    ]
    seen = decode([CLOCK, *(("in_flight", json.dumps(one)) for one in claims)], LEASE)
    assert list(seen.state.in_flight) == [(Endpoint("team"), "p")]


@pytest.mark.parametrize(("version", "advice"), [("0.0.9", "setup"), ("99.1.0", "Install")])
def test_sql_of_another_version_is_not_read(version: str, advice: str) -> None:
    with pytest.raises(ConfigError, match=advice):
        check(version, "audit")
