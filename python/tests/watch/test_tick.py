"""A tick from the look to its row, on a ledger in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from nightledger.errors import TransientLedgerError
from nightledger.router import Target
from nightledger.watch import tick
from python.tests.router import rulebook as book
from python.tests.router.test_plan import problem
from python.tests.watch.bench import MODULE, NOW, Bench

if TYPE_CHECKING:
    from nightledger.router import Problem, Rules
    from nightledger.watch import TickReport

pytestmark = [pytest.mark.row("C6")]


def bad(fingerprint: str = "p", **changes: Any) -> Problem:  # noqa: ANN401 - fields
    moments = dict.fromkeys(("opened_at", "changed_at", "known_at", "last_seen_at"), NOW)
    return problem(fingerprint, run_id=fingerprint, **moments | changes)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    return made(monkeypatch, book.ONE)


def made(monkeypatch: pytest.MonkeyPatch, rules: Rules, *problems: Problem) -> Bench:
    bench = Bench(rules=rules, problems=problems or (bad(),))
    bench.use(monkeypatch)
    return bench


def ticked(bench: Bench) -> TickReport:
    anything = cast("Any", None)
    return tick(anything, "audit", cast("Any", bench), host="cli", trigger="person")


def test_what_is_bad_is_told_once_and_every_step_is_written(bench: Bench) -> None:
    first, second = ticked(bench), ticked(bench)
    assert bench.channels["team"].heard == [("opened", "p")]
    assert bench.events() == {"claimed": 1, "accepted": 1, "carried": 1}
    claim = next(row for row in bench.rows if row["event"] == "claimed")
    assert (claim["entry_id"], claim["sequence"]) == ("team//1/claimed", 1)
    assert claim["told"][0]["word"] == "opened"
    assert (first.message_count, first.accepted_count, first.problem_count) == (1, 1, 1)
    assert (second.message_count, second.look_id) == (0, "look-2")


@pytest.mark.row("E4")
def test_the_first_message_leaves_after_four_jobs_or_fewer_and_an_empty_tick_takes_two(
    bench: Bench,
) -> None:
    ticked(bench)
    assert bench.channels["team"].jobs_before == [3]
    before, bench.carried_at = bench.jobs, NOW
    ticked(bench)
    assert bench.jobs - before == 2


def test_a_claim_that_another_tick_made_first_is_not_sent(bench: Bench) -> None:
    bench.rivals.add("team//1/claimed")
    report = ticked(bench)
    assert bench.channels["team"].received == []
    assert (report.message_count, report.accepted_count, report.failed_count) == (1, 0, 0)


def test_who_loses_a_claim_stops_for_this_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = made(monkeypatch, book.ONE, bad("a"), bad("b"))
    bench.rivals.add("team//1/claimed")
    ticked(bench)
    assert bench.events()["claimed"] == 1
    assert bench.channels["team"].received == []


def test_a_refusing_receiver_is_replaced_within_the_tick(bench: Bench) -> None:
    bench.channels["team"].answers = lambda _: "permanent"
    report = ticked(bench)
    (message,) = bench.channels["mail"].received
    assert message.handed_over_from == ("team",)
    assert (report.accepted_count, report.failed_count) == (1, 1)


def test_a_failure_says_when_it_is_asked_again(bench: Bench) -> None:
    bench.channels["team"].answers = lambda _: "retryable"
    report = ticked(bench)
    row = next(row for row in bench.rows if row["event"] == "retryable")
    assert row["retry_at"] - row["occurred_at"] == timedelta(minutes=1)
    assert report.failed_count == 1
    bench.now += timedelta(seconds=30)
    assert ticked(bench).held_count == 1


def test_what_cannot_be_shown_is_refused_and_stops_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = made(monkeypatch, book.ONE, bad("a"), bad("b"))
    bench.channels["team"].cannot_show = "a"
    ticked(bench)
    refused = next(row for row in bench.rows if row["event"] == "refused")
    assert refused["response"] == "webhook cannot show it: KeyError"
    assert bench.channels["mail"].heard == [("opened", "a")]
    bench.now += timedelta(minutes=1)
    ticked(bench)
    assert ("opened", "b") in bench.channels["team"].heard


def test_no_message_leaves_later_than_a_minute_after_its_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = made(monkeypatch, book.ONE, bad("a"), bad("b"), bad("c"))
    bench.channels["team"].delay = 0.3
    monkeypatch.setattr(MODULE, "FRESH_SECONDS", 0.2)
    ticked(bench)
    assert bench.channels["team"].heard == [("opened", "a"), ("opened", "b"), ("opened", "c")]
    assert len(bench.looked) >= 3


def test_a_look_that_took_the_whole_budget_is_followed_by_one_round(bench: Bench) -> None:
    anything = cast("Any", None)
    place = {"host": "dagster", "trigger": "schedule"}
    tick(anything, "audit", cast("Any", bench), **place, budget_seconds=0.0)
    assert bench.channels["team"].heard == [("opened", "p")]


def test_each_mail_address_is_claimed_and_answers_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    mails = {"mail": Target(recipients=("a@x.test", "b@x.test"))}
    bench = made(monkeypatch, replace(book.ONE, receivers=mails, root=book.route("mail")))
    ticked(bench)
    claims = [row["entry_id"] for row in bench.rows if row["event"] == "claimed"]
    assert claims == ["mail/a@x.test/1/claimed", "mail/b@x.test/1/claimed"]
    assert bench.events()["accepted"] == 2


def test_why_something_is_not_told_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = made(monkeypatch, book.ONE, bad(suppressed_because="silenced"))
    assert [ticked(bench).decision_count, ticked(bench).decision_count] == [1, 0]
    (row,) = bench.rows
    assert (row["event"], row["edge"], row["cause"]) == ("suppressed", "bad", "silenced")
    assert row["told"][0]["fingerprint"] == "p"


def test_what_receivers_know_is_carried_forward_once_a_day(bench: Bench) -> None:
    ticked(bench)
    bench.now += timedelta(hours=14)
    ticked(bench)
    carried = [row for row in bench.rows if row["event"] == "carried"]
    assert [row["entry_id"] for row in carried] == ["team//2026-03-11/carried"]
    assert carried[0]["health"]["settled_sequence"] == 1
    assert [line["fingerprint"] for line in carried[0]["told"]] == ["p"]
    bench.carried_at = bench.now
    ticked(bench)
    assert bench.events()["carried"] == 1


def test_nothing_is_carried_while_an_attempt_is_under_way(bench: Bench) -> None:
    ticked(bench)
    bench.rows = [row for row in bench.rows if row["event"] == "claimed"]
    ticked(bench)
    assert bench.events()["carried"] == 0


def test_a_tick_that_fails_leaves_a_row_that_says_why(bench: Bench) -> None:
    bench.failure = TransientLedgerError("BigQuery was out of reach")
    with pytest.raises(TransientLedgerError):
        ticked(bench)
    (row,) = bench.ticks
    assert (row["outcome"], row["error"]) == ("failed", "BigQuery was out of reach")


def test_a_tick_says_what_it_wrote(bench: Bench) -> None:
    ticked(bench)
    (row,) = bench.ticks
    assert (row["message_count"], row["accepted_count"], row["failed_count"]) == (1, 1, 0)
    assert (row["look_id"], row["as_of"], row["decision_count"]) == ("look-1", NOW, 0)


def test_when_nobody_lives_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = made(monkeypatch, book.ALONE)
    bench.channels["team"].answers = lambda _: "permanent"
    assert ticked(bench).unreachable_count == 1


@pytest.mark.row("C13", "G2")
def test_a_receiver_is_shown_no_more_than_alerts_yml_says(monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = {"offending_values": "iban=DE00", "sample": [{"iban": "DE00"}]}
    bench = made(monkeypatch, book.ONE, bad(evidence_json=json.dumps(evidence)))
    bench.discreet = dict.fromkeys(bench.rules.receivers, "no_rows")
    ticked(bench)
    [letter] = [one for channel in bench.channels.values() for one in channel.received]
    assert "DE00" not in repr(letter)
    assert letter.notifications[0].fingerprint == "p"
