"""Slack, PagerDuty, webhooks and Apprise: their limits, their keys, their words."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from nightledger.errors import ConfigError
from nightledger.transports.apprise import BODY_CHARACTERS, Apprise
from nightledger.transports.batch import CONNECTIONS
from nightledger.transports.content import describe
from nightledger.transports.deadline import send_within
from nightledger.transports.pagerduty import PagerDuty
from nightledger.transports.slack import Slack
from nightledger.transports.webhook import Webhook
from python.tests.transports.examples import (
    DASHBOARD,
    SECRET,
    hostile,
    message,
    notification,
    several,
)

if TYPE_CHECKING:
    from harness.fake_targets import Targets
    from nightledger.transports import Outcome, Transport
    from nightledger.transports.message import Message


def several_over(count: int) -> Message:
    """Return a message about as many problems that are over."""
    told = several(count)
    over = (replace(one, is_firing=False, reason="resolved") for one in told.notifications)
    return replace(told, reason="resolved", notifications=tuple(over))


COUNTS = [1, 2, 5, 6, 25, 26, 45, 46, 100, 10_000]
MESSAGES = [several(count) for count in COUNTS] + [hostile()]
SLACK = Slack(url=lambda: "", dashboard_url=DASHBOARD)
PAGER = PagerDuty(routing_key=lambda: SECRET, endpoint="", dashboard_url=DASHBOARD)
WEBHOOK = Webhook(url=lambda: "")


def sent(transport: Transport, told: Message) -> Outcome:
    return transport.send(told, transport.render(told), None)


@pytest.mark.row("C2")
@pytest.mark.parametrize("told", MESSAGES, ids=str([*COUNTS, "hostile"])[1:-1].split(", "))
def test_slack_blocks_stay_within_slacks_limits(told: Message) -> None:
    payload = SLACK.render(told)
    body = json.loads(payload.body)
    blocks = body["blocks"]
    assert len(blocks) <= 50
    assert len(body["text"]) <= 3000
    for block in blocks:
        if block["type"] == "header":
            assert 1 <= len(block["text"]["text"]) <= 150
        if block["type"] == "section":
            assert 1 <= len(block["text"]["text"]) <= 3000
        for element in block.get("elements", []):
            assert len(element["url"]) <= 3000
    count = len({one.fingerprint for one in told.notifications})
    shown = 40 + describe(told).full_count
    more = f"*and {count - shown:,} more*"
    assert any(block.get("text", {}).get("text") == more for block in blocks) == (count > shown)


def test_slack_calls_nobody_and_links_nothing_from_data() -> None:
    body = json.loads(SLACK.render(hostile()).body)
    sections = [block["text"]["text"] for block in body["blocks"] if block["type"] == "section"]
    date = re.compile(r"<!date\^\d+\^{date_num} {time}\|[-0-9: ]+ UTC>")
    bare = [date.sub("", text) for text in [*sections, body["text"]]]
    assert not any("<" in text or ">" in text for text in bare)
    assert any("&lt;!channel&gt;" in text for text in sections)


def shown_by_slack(**changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any field
    """Return the objects with a text of a message about the changed notification."""
    body = json.loads(SLACK.render(message(notification(**changes), notification())).body)
    texts = [block["text"] for block in body["blocks"] if "text" in block]
    return texts + [e["text"] for block in body["blocks"] for e in block.get("elements", [])]


@pytest.mark.row("C9")
def test_slack_formats_nothing_of_the_data() -> None:
    value = "name=_Ada_ *Lovelace* ~gone~ `x` :fire: #general @ada https://a.example.com"
    texts = shown_by_slack(offending_values=value, asset_name="_dlt_*loads*")
    (said,) = [text["text"] for text in texts if "Ada" in text["text"]]
    own = ("*Offending value:* ", "*Asset:* ")
    data = [line for line in said.splitlines() if line.startswith(own)]
    assert len(data) == 2
    for line in data:
        bare = line.partition(":* ")[2]
        marks = [place for place, sign in enumerate(bare) if sign in "*~`"]
        assert marks
        assert all(bare[place - 1] == bare[place + 1] == "\u2060" for place in marks)
    assert "\u2060_\u2060Ada\u2060_\u2060" in said
    assert value in said.replace("\u2060", "")
    assert all(text["verbatim"] is True for text in texts if text["type"] == "mrkdwn")
    assert all(text["emoji"] is False for text in texts if text["type"] == "plain_text")


@pytest.mark.row("C9")
def test_slack_shows_a_name_so_that_it_can_be_copied() -> None:
    said = "\n".join(text["text"] for text in shown_by_slack(asset_name="raw.dlt_loads_2026"))
    assert "raw.dlt_loads_2026" in said


@pytest.mark.row("C2")
@pytest.mark.parametrize("told", [*map(several, (1, 2, 25)), hostile()])
def test_pagerduty_events_stay_within_its_limits(told: Message) -> None:
    payload = PAGER.render(told)
    assert len(payload.body) <= 512_000
    events = json.loads(payload.body)["events"]
    count = len({one.fingerprint for one in told.notifications})
    assert len({event["dedup_key"] for event in events}) == len(events) == count
    for event in events:
        assert len(event["dedup_key"]) <= 255
        assert 1 <= len(event["payload"]["summary"]) <= 1024
        assert event["payload"]["summary"].endswith(")")
        assert event["payload"]["source"]
        assert event["payload"]["severity"] in {"info", "warning", "error", "critical"}


@pytest.mark.row("C4")
def test_pagerduty_is_not_told_more_than_it_has_incidents_for() -> None:
    assert PagerDuty.capacity == 25
    with pytest.raises(ValueError, match="26 problems in one message, which carries 25 events"):
        PAGER.render(several(26))
    resolves = json.loads(PAGER.render(several_over(25)).body)["events"]
    assert [event["event_action"] for event in resolves] == ["resolve"] * 25


@pytest.mark.row("C4")
def test_pagerduty_resolves_the_incident_it_opened(targets: Targets) -> None:
    pager = replace(PAGER, endpoint=targets.pagerduty_url("oncall"))
    warn = notification(fingerprint="f2", severity="warn")
    assert sent(pager, message(notification(), warn)).status == "accepted"
    over = notification(is_firing=False, reason="resolved")
    assert sent(pager, message(over)).status == "accepted"
    events = [request.json for request in targets.http("pagerduty/oncall").received()]
    seen = [(event["event_action"], event["dedup_key"]) for event in events]
    assert seen == [("trigger", "f1"), ("trigger", "f2"), ("resolve", "f1")]
    assert [event["payload"]["severity"] for event in events[:2]] == ["critical", "warning"]
    assert {event["routing_key"] for event in events} == {SECRET}


@pytest.mark.row("C6")
def test_one_wrong_event_does_not_keep_the_others_back(targets: Targets) -> None:
    place = targets.http("pagerduty/wrong")
    place.answer(400)
    outcome = sent(replace(PAGER, endpoint=targets.pagerduty_url("wrong")), several(3))
    assert (outcome.status, outcome.code) == ("refused", 400)
    assert len(place.received()) == 3


@pytest.mark.row("C6")
def test_a_busy_pagerduty_ends_the_attempt(targets: Targets) -> None:
    place = targets.http("pagerduty/busy")
    place.answer(202).answer(429, retry_after=60)
    outcome = sent(replace(PAGER, endpoint=targets.pagerduty_url("busy")), several(3))
    assert (outcome.status, outcome.code) == ("retryable", 429)
    assert len(place.received()) == 2


@pytest.mark.row("C6")
@pytest.mark.parametrize("told", [several(25), several_over(25)], ids=["failing", "over"])
def test_as_many_events_as_a_message_may_have_are_taken_within_a_deadline(
    targets: Targets, told: Message, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "urllib3.connectionpool")
    place = targets.http(f"pagerduty/slow-{told.reason}")
    place.answer(202, delay_seconds=0.5, times=None)
    keys: list[str] = []

    def key() -> str:
        keys.append(SECRET)
        return SECRET

    url = targets.pagerduty_url(f"slow-{told.reason}")
    pager = replace(PAGER, endpoint=url, routing_key=key)
    payload = pager.render(told)
    assert send_within(pager, told, payload, None, 10).status == "accepted"
    taken = [request.json["dedup_key"] for request in place.received()]
    assert sorted(taken) == sorted(e["dedup_key"] for e in json.loads(payload.body)["events"])
    assert len(keys) == 1
    assert sum("Starting new" in record.getMessage() for record in caplog.records) <= CONNECTIONS


@pytest.mark.row("C6")
def test_what_is_over_is_said_before_what_fails(targets: Targets) -> None:
    pager = replace(PAGER, endpoint=targets.pagerduty_url("mixed"))
    over = notification(fingerprint="f2", is_firing=False, reason="resolved")
    assert sent(pager, message(notification(), over)).status == "accepted"
    events = [request.json for request in targets.http("pagerduty/mixed").received()]
    assert [event["event_action"] for event in events] == ["resolve", "trigger"]


@pytest.mark.row("C6")
def test_no_event_is_begun_after_the_deadline(targets: Targets) -> None:
    place = targets.http("pagerduty/late")
    place.hang(times=None)
    pager = replace(PAGER, endpoint=targets.pagerduty_url("late"))
    told = several(25)
    outcome = send_within(pager, told, pager.render(told), None, 0.6)
    assert outcome.status in {"retryable", "unknown"}
    time.sleep(1)  # in which nothing may happen
    assert len(place.attempts()) <= CONNECTIONS


@pytest.mark.row("C6")
def test_a_busy_pagerduty_is_not_asked_for_the_rest_of_many_events(targets: Targets) -> None:
    place = targets.http("pagerduty/overrun")
    place.answer(429, retry_after=60, times=None)
    outcome = sent(replace(PAGER, endpoint=targets.pagerduty_url("overrun")), several(25))
    assert (outcome.status, outcome.retry_after) == ("retryable", timedelta(seconds=60))
    assert len(place.received()) <= CONNECTIONS


@pytest.mark.row("C2")
def test_a_webhook_can_check_who_sent_what(targets: Targets) -> None:
    webhook = Webhook(
        url=lambda: targets.webhook_url("own"),
        hmac_secret=lambda: "key",
        headers={"X-Team": "data", "Authorization": lambda: f"Bearer {SECRET}"},
    )
    before = time.time()
    assert sent(webhook, message()).status == "accepted"
    (request,) = targets.http("webhook/own").received()
    headers = {name.lower(): value for name, value in request.headers.items()}
    at = headers["x-nightledger-timestamp"]
    expected = hmac.new(b"key", f"{at}.".encode() + request.body, hashlib.sha256).hexdigest()
    assert headers["x-nightledger-signature"] == f"v1={expected}"
    assert int(before) <= int(at) <= time.time()
    assert headers["idempotency-key"] == "m-0001"
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["x-team"] == "data"
    assert SECRET not in repr(webhook)


@pytest.mark.parametrize("told", MESSAGES, ids=str([*COUNTS, "hostile"])[1:-1].split(", "))
def test_a_webhooks_document_is_bounded_and_counts_what_it_leaves_out(told: Message) -> None:
    payload = WEBHOOK.render(told)
    document = json.loads(payload.body)
    assert len(payload.body) <= 512 * 1024
    assert document["format"] == 1
    assert len(document["problems"]) + document["omitted_count"] == document["problem_count"]
    assert document["problem_count"] == len({one.fingerprint for one in told.notifications})


@pytest.mark.row("G3")
def test_a_webhooks_document_has_no_secrets() -> None:
    told = notification(
        sample=({"api_key": "abcdefgh", "x": float("nan")},), message="token=abcdefgh"
    )
    body = WEBHOOK.render(message(told)).body.decode()
    assert "abcdefgh" not in body
    json.loads(body, parse_constant=pytest.fail)


def test_a_header_that_cannot_be_sent_is_an_outcome(targets: Targets) -> None:
    webhook = Webhook(
        url=lambda: targets.webhook_url("headers"), headers={"X-A": f"{SECRET}\r\nX-B: 1"}
    )
    outcome = sent(webhook, message())
    assert outcome.status == "permanent"
    assert SECRET not in outcome.response


@pytest.mark.row("C2")
@pytest.mark.parametrize(("status", "expected"), [(200, "accepted"), (500, "retryable")])
def test_apprise_reaches_what_it_knows(
    targets: Targets, status: int, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    place = targets.http(f"{SECRET}/tail")
    place.answer(status)
    url = targets.url(f"{SECRET}/tail").replace("http://", "json://")
    outcome = sent(Apprise(url=lambda: url), message())
    assert outcome.status == expected
    (request,) = [one for one in place.received() if one.json["title"]][-1:]
    assert request.json["title"] == "CRITICAL: unique on customers.customer_id failed (prod)"
    assert "customer_id = 4711" in request.json["message"]
    assert SECRET not in repr(outcome) + caplog.text


def test_an_address_apprise_does_not_know_is_permanent() -> None:
    outcome = sent(Apprise(url=lambda: f"nonsense-{SECRET}"), message())
    assert outcome.status == "permanent"
    assert SECRET not in outcome.response


def test_without_apprise_a_receiver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str, *_: Any) -> None:  # noqa: ANN401
        assert name == "apprise"

    monkeypatch.setattr("nightledger.transports.apprise.find_spec", missing)
    with pytest.raises(ConfigError, match="pip install 'nightledger\\[apprise\\]'"):
        Apprise(url=lambda: "json://localhost")


@pytest.mark.parametrize("told", MESSAGES, ids=str([*COUNTS, "hostile"])[1:-1].split(", "))
def test_apprise_gets_a_short_text(told: Message) -> None:
    body = Apprise(url=lambda: "").render(told).body.decode()
    assert len(body) <= BODY_CHARACTERS
    count = len({one.fingerprint for one in told.notifications})
    shown = {n for n in range(count) if f"payments.column_{n} " in body}
    omitted = count - max(len(shown), 1)
    assert (f"and {omitted:,} more" in body.splitlines()) == bool(omitted)


def test_importing_the_transports_loads_nothing_heavy() -> None:
    modules = ("teams", "slack", "pagerduty", "webhook", "smtp", "apprise", "deadline")
    code = (
        f"import sys, {', '.join(f'nightledger.transports.{name}' for name in modules)}\n"
        "heavy = ('jinja2', 'pydantic', 'apprise', 'smtplib', 'google.cloud.bigquery')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    result = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
    )
    assert result.stdout == "[]\n"
