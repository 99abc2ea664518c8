"""Services that take JSON of their own shape: the presets, and templates of one's own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from nightledger.config import loads
from nightledger.errors import ConfigError
from nightledger.transports.presets import PRESETS
from python.tests.transports.examples import SECRET, hostile, message, notification, several
from python.tests.transports.targets_of import transport_to

if TYPE_CHECKING:
    from harness.fake_targets import Targets
    from nightledger.transports.message import Message

pytestmark = pytest.mark.row("C14")
KEYED = [name for name, preset in PRESETS.items() if preset.each == "problem"]
FILE = """
receivers:
  - name: tool
    type: webhook
    url: {{env: TOOL_URL}}
    headers: {{Authorization: {{env: TOOL_AUTHORIZATION}}}}
    {shape}
fallback: tool
route: {{receiver: tool}}
"""


def over(told: Message) -> Message:
    ended = (
        replace(one, is_firing=False, reason="resolved", resolved_at=one.due_at)
        for one in told.notifications
    )
    return replace(told, reason="resolved", notifications=tuple(ended))


def document(name: str, told: Message) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(transport_to(name, "").render(told).body)
    return found


def bodies(name: str, told: Message) -> list[Any]:
    return [each["body"] for each in document(name, told)["posts"]]


def shape(value: object) -> object:
    """Return the structure of a document without its texts; what is data of a mapping is left."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items() if key not in {"details", "tags"}}
    return [shape(each) for each in value] if isinstance(value, list) else None


@pytest.mark.parametrize("name", PRESETS)
def test_whatever_data_says_it_stays_inside_of_its_text(name: str) -> None:
    assert shape(document(name, hostile())) == shape(document(name, message()))
    said = json.dumps(document(name, hostile()), ensure_ascii=False)
    assert "\u202e" not in said
    assert len(said.encode()) <= 32_000
    if name == "google_chat":
        card = document(name, hostile())["cardsV2"][0]["card"]
        [widget] = card["sections"][0]["widgets"]
        assert "<b>" not in widget["textParagraph"]["text"].replace("<br>", "")
        assert "text" not in document(name, hostile())  # a mention of everybody is read there only


@pytest.mark.parametrize("name", KEYED)
def test_each_problem_is_known_again_by_its_key(name: str) -> None:
    told = several(3)
    opened, ended = document(name, told)["posts"], document(name, over(told))["posts"]
    assert len(opened) == len(ended) == 3
    for number in range(3):
        assert f'"f{number}"' in json.dumps(opened[number]["body"])
        assert f"f{number}" in json.dumps(ended[number])


def test_jira_service_management_gets_alerts_and_closes_them() -> None:
    [alert] = bodies("jira_service_management", message(notification(subject_name="x" * 400)))
    assert len(alert["message"]) <= 130
    assert (alert["alias"], alert["priority"], alert["tags"]) == ("f1", "P1", ["critical"])
    assert alert["details"]["Owner"] == "risk"
    [closing] = document("jira_service_management", over(message()))["posts"]
    assert closing["path"] == "/f1/close?identifierType=alias"
    assert set(closing["body"]) == {"source", "note"}


def test_servicenow_gets_events_and_their_clearing() -> None:
    [opened] = bodies("servicenow", message())
    [event] = opened["records"]
    assert (event["severity"], event["resolution_state"]) == ("1", "New")
    assert (event["message_key"], event["time_of_event"]) == ("f1", "2026-03-10 05:00:00")
    assert json.loads(event["additional_info"])["Owner"] == "risk"
    [ended] = bodies("servicenow", over(message()))
    assert ended["records"][0]["severity"] == "0"
    assert ended["records"][0]["resolution_state"] == "Closing"


def test_incident_io_gets_alerts_that_fire_and_resolve() -> None:
    [alert] = bodies("incident_io", message())
    assert (alert["status"], alert["deduplication_key"]) == ("firing", "f1")
    assert alert["source_url"] == "https://ci.example.com/runs/1"
    assert alert["metadata"]["asset"] == "lender.marts.customers"
    [ended] = bodies("incident_io", over(message()))
    assert (ended["status"], ended["deduplication_key"]) == ("resolved", "f1")


def test_google_chat_gets_one_card_in_the_thread_of_the_group() -> None:
    told = document("google_chat", several(40))
    assert told["thread"] == {"threadKey": several(40).group_key}
    [card] = told["cardsV2"]
    assert "and 39 more" in card["card"]["header"]["title"]


@pytest.mark.parametrize("name", KEYED)
def test_what_is_over_is_posted_to_its_own_address_and_no_header_is_shown(
    name: str, targets: Targets
) -> None:
    transport = transport_to(name, targets.url(name))
    told = over(several(2))
    outcome = transport.send(told, transport.render(told), None)
    assert outcome.status == "accepted"
    assert SECRET not in repr(transport)
    requests = [one for one in targets.http().received() if one.place.startswith(name)]
    paths = PRESETS[name].resolved_path
    wanted = {f"f{number}/close" if paths else "" for number in range(2)}
    assert {request.place.removeprefix(name).strip("/") for request in requests} == wanted
    assert all(request.headers["Authorization"] == SECRET for request in requests)


def loaded(shape: str) -> Any:  # noqa: ANN401 - a transport
    environ = {"TOOL_URL": "https://tool.test/x", "TOOL_AUTHORIZATION": "Basic eA=="}
    return loads(FILE.format(shape=shape)).build_transports(environ)["tool"]


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_one_line_of_alerts_yml(name: str) -> None:
    assert loaded(f"preset: {name}").render(message()).title.startswith("CRITICAL")


def test_a_template_keeps_types_and_can_be_of_a_problem() -> None:
    body = "{n: '{{ problem_count }}', is_bad: '{{ is_firing }}', t: '{{ title }}!', k: '{{ 7 }}'}"
    told = json.loads(loaded(f"template: {{body: {body}}}").render(several(2)).body)
    assert (told["n"], told["is_bad"], told["k"]) == (2, True, 7)
    assert told["t"].endswith("(prod)!")
    body = "{id: '{{ problem.key }}'}, resolved: {over: '{{ true }}'}"
    made = loaded(f"template: {{each: problem, body: {body}}}")
    assert [p["body"] for p in json.loads(made.render(several(2)).body)["posts"]] == [
        {"id": "f0"},
        {"id": "f1"},
    ]
    [ended] = json.loads(made.render(over(message())).body)["posts"]
    assert ended["body"] == {"over": True}


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("template: {body: {a: '{{ nope }}'}}", "template, a: 'nope' is undefined; there are"),
        ("template: {body: {a: {b: ['x {{ nope }}']}}}", "template, a.b[0]: 'nope' is undefined"),
        ("template: {body: {a: '{{ problem.key }}'}}", "'problem' is undefined"),
        ("template: {body: {a: '{{ title.__class__ }}'}}", "unsafe"),
        ("template: {body: {a: '{% for i in problems %}x{% endfor %}'}}", "for is not for"),
        ("template: {body: {a: '{{ title.upper() }}'}}", "call is not for templates"),
        ("template: {body: {a: \"{{ 'x' * 999999999 }}\"}}", "mul is not for templates"),
        ("template: {body: {a: '{{ 9 ** 99999 }}'}}", "pow is not for templates"),
        ("template: {body: {a: '{{ title | pprint }}'}}", "pprint"),
        ("template: {body: {a: '{{ title'}}", "unexpected end"),
        ("template: {each: problem, body: {a: x}, resolved_path: '/{{ key }}'}", "'key' is und"),
        ("template: {body: [a]}", "it has to be a mapping"),
        ("preset: opsgenie", "google_chat"),
        ("preset: servicenow\n    template: {body: {a: b}}", "give one"),
        ("preset: servicenow\n    hmac_secret: {env: KEY}", "hmac_secret signs"),
    ],
)
def test_a_template_that_cannot_be_filled_is_told_before_anything_is_sent(
    shape: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(shape)
    assert said in str(caught.value)
