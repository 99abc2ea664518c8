"""One tick at a time: what random worlds cannot show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from nightledger.router import Endpoint, Health, Problem, Rules, State, Told, plan
from nightledger.router.groups import LABELS
from nightledger.router.told import About
from python.tests.router import rulebook as book
from python.tests.router.truth import at

pytestmark = [pytest.mark.row("C4")]

TEAM = Endpoint("team")
NOW = 600


def problem(fingerprint: str = "p", **changes: Any) -> Problem:  # noqa: ANN401 - fields
    fields: dict[str, Any] = {
        "fingerprint": fingerprint,
        "episode_id": f"{fingerprint}#1",
        "environment": "prod",
        "kind": "test",
        "subject": "unique on loans.id",
        "state": "open",
        "severity": "error",
        "urgency": "ticket",
        "opened_at": at(NOW - 1),
        "changed_at": at(NOW - 1),
        "known_at": at(NOW - 1),
        "last_seen_at": at(NOW - 1),
    }
    return Problem(**fields | changes)


def state(*problems: Problem, **rest: Any) -> State:  # noqa: ANN401 - fields
    return State(now=at(NOW), as_of=at(NOW), problems=problems, **rest)


def told(**changes: Any) -> Told:  # noqa: ANN401 - fields
    fields: dict[str, Any] = {
        "state": "bad",
        "episode_id": "p#1",
        "severity": "error",
        "at": at(60),
        "as_of": at(60),
        "first_bad_at": at(60),
        "about": About("prod", "test", "unique on loans.id"),
    }
    return Told(**fields | changes)


def words(given: State, rules: Rules = book.ONE) -> list[tuple[str, str, str]]:
    decided = plan(given, rules)
    return [
        (message.endpoint.receiver, line.word, line.note)
        for message in decided.messages
        for line in message.lines
    ]


def test_what_the_ledger_no_longer_has_is_over_for_who_believes_in_it() -> None:
    """It ended while the receiver was away for longer than `problems` looks back, or was voided."""
    believing = state(told={(TEAM, "p"): told()})
    (message,) = plan(believing, book.ONE).messages
    (line,) = message.lines
    assert (line.word, line.state) == ("resolved", "good")
    assert line.problem.subject == "unique on loans.id"
    assert message.environment == "prod"


def test_a_look_that_is_not_newer_than_the_message_says_nothing_about_what_is_over() -> None:
    assert words(state(told={(TEAM, "p"): told(as_of=at(NOW))})) == []


def test_two_ticks_over_the_same_state_make_the_same_claim() -> None:
    given = state(problem(), health={TEAM: Health(sequence=7)})
    first, second = plan(given, book.ONE), plan(given, book.ONE)
    assert first == second
    assert [message.sequence for message in first.messages] == [8]


def test_a_decision_is_written_once() -> None:
    silenced = problem(suppressed_because="silenced")
    decided = plan(state(silenced), book.ONE)
    assert [(one.edge, one.cause) for one in decided.decisions] == [("bad", "silenced")]
    ids = frozenset(one.decision_id for one in decided.decisions)
    assert plan(state(silenced, noted=ids), book.ONE).decisions == ()


def test_the_end_of_a_silence_wakes_the_router() -> None:
    ends = at(NOW + 45)
    silenced = problem(suppressed_because="silenced", silenced_until_at=ends)
    assert plan(state(silenced), book.ONE).next_at == ends


def test_a_repeat_that_is_to_come_wakes_the_router() -> None:
    given = state(problem(severity="critical", opened_at=at(59)), told={(TEAM, "p"): told()})
    eased = replace(given, told={(TEAM, "p"): told(severity="critical", at=at(NOW - 5))})
    assert plan(eased, book.ONE).next_at == at(NOW - 5) + timedelta(hours=4)


def test_an_old_event_is_no_news_for_a_receiver_that_is_new() -> None:
    days_ago: dict[str, Any] = {"state": "event", "known_at": at(-9000), "opened_at": at(-9000)}
    knowing = {(TEAM, "p"): told(state="event", as_of=at(-8990), at=at(-8990))}
    given = state(problem(**days_ago), told=knowing)
    assert words(given, book.MORE) == []
    assert [one.cause for one in plan(given, book.MORE).decisions] == ["over before told"]


def test_an_event_that_nobody_knows_of_is_told_however_old() -> None:
    days_ago: dict[str, Any] = {"state": "event", "known_at": at(-9000), "opened_at": at(-9000)}
    assert words(state(problem(**days_ago))) == [("team", "opened", "")]


def test_a_consequence_that_is_an_event_is_not_told_after_its_cause_is_over() -> None:
    caused = problem(state="event", evidence_json='{"caused_by": ["cause"]}')
    decided = plan(state(caused), book.ONE)
    assert [one.cause for one in decided.decisions] == ["inhibited"]


def test_an_address_that_left_the_file_is_written_down_when_it_is_over() -> None:
    gone = Endpoint("mail", "old@x.test")
    over = problem(state="resolved", resolved_at=at(NOW - 1))
    decided = plan(state(over, told={(gone, "p"): told()}), book.ONE)
    assert [(one.receiver, one.recipient, one.cause) for one in decided.decisions] == [
        ("team", None, "over before told"),
        ("mail", "old@x.test", "told once, and no longer in alerts.yml"),
    ]


def test_told_under_two_names_counts_as_told_last() -> None:
    old, new = told(at=at(10), as_of=at(10)), told(state="good", at=at(50), as_of=at(50))
    both = {(TEAM, "p"): old, (Endpoint("channel"), "p"): new}
    given = state(problem(opened_at=at(5)), told=both)
    assert words(given, book.RENAMED) == [("channel", "opened", "")]


@pytest.mark.row("F7")
def test_commands_of_one_pipeline_run_are_one_message() -> None:
    def failed(number: int, pipeline: str | None) -> Problem:
        run = {"id": f"i{number}", "pipeline_run_id": pipeline}
        evidence = json.dumps({"run": run})
        return problem(f"f{number}", run_id=f"i{number}", evidence_json=evidence)

    night = [failed(1, "night"), failed(2, "night")]
    label = LABELS["run"]
    assert [label(one) for one in (*night, failed(3, None), failed(4, "i4"))] == [
        "night",
        "night",
        "i3",
        "i4",
    ]
    assert label(replace(failed(5, "night"), run_id="i6")) == "i6"  # evidence of an earlier run
    assert len(plan(state(*night), book.ONE).messages) == 1
