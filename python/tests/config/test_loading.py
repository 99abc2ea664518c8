"""alerts.yml: what is taken, and how each mistake is named."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from nightledger.config import AlertsError, check, load, loads
from nightledger.config.schema import schema_text
from nightledger.errors import ConfigError
from nightledger.redaction import REDACTED, redact_text
from nightledger.router import Limits, Route

pytestmark = [pytest.mark.row("C2")]

DOCS = Path(__file__).parents[3] / "docs"
HALF_AN_HOUR = timedelta(minutes=30)
EXAMPLE = DOCS / "examples" / "alerts.yml"


def document(**changes: object) -> dict[str, Any]:
    """Return a small right document, with some keys changed."""
    return {
        "receivers": [
            {"name": "team", "type": "teams", "url": {"env": "TEAMS"}},
            {"name": "mail", "type": "smtp", "host": "localhost", "port": 25, "tls": "none",
             "from": "a@l.test", "to": "b@l.test"},
        ],
        "fallback": "mail",
        "route": {"receiver": "team"},
        **changes,
    }  # fmt: skip


def mistakes(given: dict[str, Any] | str) -> tuple[str, ...]:
    text = given if isinstance(given, str) else yaml.safe_dump(given)
    with pytest.raises(AlertsError) as caught:
        loads(text)
    return caught.value.mistakes


def receiver(**values: object) -> dict[str, Any]:
    own = {"name": "x", "type": "teams", "url": {"env": "X"}} | values
    return document(receivers=[*document()["receivers"], own])


def test_the_example_of_the_documentation_is_right() -> None:
    config = load(EXAMPLE)
    root = config.rules.root
    assert root.receiver == "data-channel"
    assert [one.receiver for one in root.routes] == [
        "on-call",
        "risk-channel",
        "data-channel",
        "nobody",
        "incident-tool",
        "incident-tool",
        "service-desk",
        "wall-board",
        "phone",
    ]
    warn = root.routes[1].routes[0]
    assert (warn.receiver, warn.group_by) == ("risk-channel", ("owner", "severity"))
    assert warn.group_interval == timedelta(minutes=5)
    assert set(warn.repeat_interval.values()) == {timedelta(days=1)}
    assert root.repeat_interval["error"] == timedelta(days=1)
    assert root.routes[5].group_by == ()
    assert (root.routes[0].escalate_after, root.routes[0].escalate_to) == (HALF_AN_HOUR, "phone")
    assert config.rules.limits == Limits()
    assert config.targets["nobody"].drops
    assert config.targets["data-channel"].formerly == ("data-team",)


def test_the_example_uses_every_key_there_is_and_the_page_names_it() -> None:
    text, page = EXAMPLE.read_text(), (DOCS / "alerts.md").read_text()
    keys = schema_keys(json.loads(schema_text()))
    assert {key for key in keys if not re.search(rf"\b{key}: ", text + ": ")} <= {
        "routes",
        "receivers",
        "owners",
        "route",
        "limits",
        "time_intervals",
        "matchers",
        "owner_receivers",
        "headers",
        "template",
    }
    assert {key for key in keys if f"`{key}`" not in page} == set()
    assert f"```yaml\n{text}```" in page


def schema_keys(schema: object) -> set[str]:
    """Return the names of all properties in a schema."""
    if isinstance(schema, list):
        return {key for one in schema for key in schema_keys(one)}
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", ()))
    return own.union(*(schema_keys(one) for one in schema.values())) if schema else own


def test_the_schema_of_the_documentation_is_that_of_the_models() -> None:
    kept = (DOCS / "reference" / "alerts.schema.json").read_text()
    assert kept == schema_text()
    jsonschema.Draft202012Validator.check_schema(json.loads(kept))
    jsonschema.validate(yaml.safe_load(EXAMPLE.read_text()), json.loads(kept))


def test_what_is_left_out_has_its_default() -> None:
    config = loads(yaml.safe_dump(document()))
    assert config.rules.root == Route(receiver="team")
    assert config.rules.limits == Limits()
    assert config.rules.over_before_told == "never"
    assert config.targets["team"].messages_per_hour == 100
    assert config.targets["mail"].recipients == ("b@l.test",)


LITERAL = "https://hooks.example/very-secret-part"
MISTAKES: list[tuple[dict[str, Any], str]] = [
    (document(receivers=[]), "receivers: it is empty"),
    (document(rout={}), "rout: there is no such key; did you mean route?"),
    (receiver(urll=1), "receivers[2].urll: there is no such key; did you mean url?"),
    (receiver(type="team"), "receivers[2]: type: did you mean teams?"),
    (receiver(name="team"), "receivers[2].name: 'team' is the name of receivers[0] too"),
    (receiver(url=LITERAL), "receivers[2].url: a secret does not belong into this file"),
    (receiver(url={"env": ""}), "receivers[2].url: env: a name is missing"),
    (receiver(url={"secret": "x"}), "receivers[2].url: 'x' is no secret of Secret Manager"),
    (
        receiver(url="https://x.webhook.office.com/y"),
        (
            "receivers[2].url: a secret does not belong into this file; write {env: NAME}, "
            "{file: PATH} or the key secret with projects/P/secrets/S/versions/V; and this is a"
            " connector's"
        ),
    ),
    (receiver(messages_per_hour=0), "receivers[2].messages_per_hour: input should be greater"),
    (receiver(type="slack", url=None), "receivers[2].url: write {env: NAME}"),
    (
        {**receiver(type="pagerduty", routing_key={"env": "K"}, endpoint="http://pd.test/")},
        "receivers[2].endpoint: plain http to pd.test",
    ),
    (
        receiver(type="webhook", headers={"Authorization": "Bearer very-secret-part"}),
        "receivers[2].headers: Authorization looks like a secret",
    ),
    (document(fallback="mial"), "fallback: there is no receiver 'mial'; did you mean mail?"),
    ({k: v for k, v in document().items() if k != "fallback"}, "fallback: it is missing"),
    (document(route={}), "route.receiver: it is missing"),
    (
        document(route={"receiver": "team", "routes": [{"receiver": "nobody"}]}),
        "route.routes[0].receiver: there is no receiver 'nobody'; known are team, mail",
    ),
    (
        document(route={"receiver": "team", "matchers": {"severity": "warn"}}),
        "route.matchers: the root takes everything",
    ),
    (
        document(route={"receiver": "team", "routes": [{"matchers": {"owners": "x"}}]}),
        "route.routes[0].matchers.owners: there is no such key; did you mean owner?",
    ),
    (document(route={"receiver": "team", "active": "day"}), "route.active: there is no time"),
    (document(route={"receiver": "team", "group_by": ["runs"]}), "route.group_by: 'runs' is none"),
    (document(route={"receiver": "team", "group_by": ["all", "run"]}), "route.group_by: all makes"),
    (document(limits={"deadline": "10m"}), "limits.lease: it has to be longer than the deadline"),
    (
        document(limits={"retry_for": "1h"}),
        "limits.retry_for: there is no such key any more; nobody gives up; write hand_over_after",
    ),
    (
        document(limits={"first_retry": "30s"}),
        "limits.first_retry: there is no such key any more; write first_pause: 1m",
    ),
    (
        document(limits={"hand_over_after": "never"}),
        "limits.hand_over_after: never is not possible here",
    ),
    (
        document(route={"receiver": "team", "repeat_hours_warn": 72}),
        (
            "route.repeat_hours_warn: there is no such key any more; "
            "write repeat_interval: {warn: 3d} in the route"
        ),
    ),
    (
        document(route={"receiver": "team", "repeat_interval": {"warning": "1d"}}),
        "route.repeat_interval: 'warning' is no severity; known are critical, error, warn",
    ),
    (
        document(route={"receiver": "team", "escalate_after": "30m"}),
        "route.escalate_after: it needs escalate_to beside it",
    ),
    (
        document(route={"receiver": "team", "escalate_to": "boss", "escalate_after": "1h"}),
        "route.escalate_to: there is no receiver 'boss'",
    ),
    (
        document(
            route={"receiver": "team", "active": "day", "mute": "day"},
            time_intervals={"day": {"time_zone": "UTC", "times": "08:00-18:00"}},
        ),
        "route: it is never active, or muted whenever it is; nobody would be told by it",
    ),
    (
        receiver(formerly=["team"]),
        "receivers[2].formerly: 'team' is the name of a receiver now; leave it out",
    ),
    (
        document(
            receivers=[*document()["receivers"], {"name": "none", "type": "none"}],
            fallback="none",
        ),
        "fallback: a receiver of type none tells nobody",
    ),
    *(
        (document(route={"receiver": "team", "routes": [{"matchers": matchers}]}), said)
        for matchers, said in (
            ({"severity": "warning"}, "route.routes[0].matchers.severity: 'warning' can never"),
            ({"severity": "high"}, "route.routes[0].matchers.severity: 'high' can never match; k"),
            ({"urgency": "paged"}, "route.routes[0].matchers.urgency: 'paged' can never match; d"),
            ({"kind": ["tests"]}, "route.routes[0].matchers.kind: 'tests' can never match; did y"),
        )
    ),
    (document(limits={"lease": "soon"}), "limits.lease: 'soon' is no duration; write"),
    (document(limits={"lease": "0s"}), "limits.lease: '0s' is out of range"),
    (
        document(time_intervals={"day": {"time_zone": "Mars/Base"}}),
        "time_intervals.day.time_zone: 'Mars/Base' is no",
    ),
    (
        document(time_intervals={"day": {"time_zone": "UTC", "times": "8-18"}}),
        "time_intervals.day.times: '8-18' is no span of time",
    ),
    (
        document(time_intervals={"day": {"time_zone": "UTC", "days": "mo-fr"}}),
        "time_intervals.day.days: 'mo' is none of mon, tue",
    ),
    (document(dashboard_url="https://x.test/{color}"), "dashboard_url: dashboard_url knows no"),
    (document(owners={"risk": [{"name": "Ada"}]}), "owners.risk[0].upn: it is missing"),
]


@pytest.mark.parametrize(("given", "expected"), MISTAKES, ids=[line for _, line in MISTAKES])
def test_a_mistake_is_named_with_its_path_and_without_the_secret(
    given: dict[str, Any], expected: str
) -> None:
    found = mistakes(given)
    assert [line for line in found if line.startswith(expected)], found
    assert "very-secret-part" not in "".join(found)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tls": "none", "host": "smtp.l.test"}, "tls: none sends in the clear"),
        ({"username": "me"}, "username and password belong together"),
        ({"to": ["nobody"]}, "'nobody' is not one mail address"),
    ],
)
def test_mail_is_not_sent_in_the_clear_or_nowhere(changes: dict[str, Any], expected: str) -> None:
    own = document()["receivers"][1] | changes
    found = mistakes(document(receivers=[document()["receivers"][0], own]))
    assert expected in found[0]
    assert found[0].startswith("receivers[1]")


@pytest.mark.parametrize("word", ["warn", "*", "w*", ["critical", "err*"]])
def test_a_severity_that_can_match_is_taken(word: object) -> None:
    branch = {"matchers": {"severity": word}, "continue": True}
    loads(yaml.safe_dump(document(route={"receiver": "team", "routes": [branch]})))


def test_repeats_of_a_branch_are_its_own_and_else_its_parents() -> None:
    branch = {"matchers": {"owner": "x"}, "repeat_interval": {"warn": "never"}}
    route = {"receiver": "team", "repeat_interval": {"critical": "1h"}, "routes": [branch]}
    below = loads(yaml.safe_dump(document(route=route))).rules.root.routes[0]
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert below.repeat_interval == {"critical": hour, "error": day, "warn": None, "info": None}


def test_every_mistake_is_reported_at_once() -> None:
    given = document(fallback="nobody", rout={}, limits={"lease": "x"}, route={"receiver": "y"})
    assert len(mistakes(given)) == 4


@pytest.mark.parametrize(
    ("first", "second", "is_reached"),
    [
        ({}, {"matchers": {"owner": "x"}}, False),
        ({"matchers": {"severity": "*"}}, {"matchers": {"owner": "x"}}, False),
        ({"continue": True}, {"matchers": {"owner": "x"}}, True),
        ({"matchers": {"owner": ["a", "b"]}}, {"matchers": {"owner": ["b", "a"]}}, False),
        ({"matchers": {"owner": "a"}, "continue": True}, {"matchers": {"owner": "a"}}, True),
        ({"matchers": {"owner": "a"}}, {"matchers": {"owner": "b"}}, True),
        ({"matchers": {"tag": "*"}}, {"matchers": {"owner": "b"}}, True),
    ],
)
def test_a_branch_that_can_never_be_reached_is_a_mistake(
    first: dict[str, Any], second: dict[str, Any], *, is_reached: bool
) -> None:
    given = document(route={"receiver": "team", "routes": [first, second]})
    if is_reached:
        loads(yaml.safe_dump(given))
    else:
        assert "route.routes[1]: it is never reached: route.routes[0]" in mistakes(given)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("route: [", "line 1, column 9: "),
        ("fallback: a\nfallback: b\n", "line 2, column 1: the key 'fallback' is given twice"),
        ("- a", "it has to be a mapping"),
        ("", "it has to be a mapping"),
        ("a: !!python/object/apply:os.system [x]", "line 1, column 4: could not determine"),
    ],
)
def test_what_is_no_yaml_is_named_with_its_place(text: str, expected: str) -> None:
    assert mistakes(text)[0].startswith(expected)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load(tmp_path / "alerts.yml")
    (tmp_path / "alerts.yml").write_bytes(b"a: \xff")
    with pytest.raises(ConfigError, match="not UTF-8 from byte 3 on"):
        load(tmp_path / "alerts.yml")


def test_check_looks_at_the_secrets_too(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yml"
    path.write_text(yaml.safe_dump(receiver()))
    url = "https://prod-1.westeurope.logic.azure.com/workflows/x?sig=y"
    assert check(path, {"TEAMS": url, "X": url}) == []
    (line,) = check(path, {"TEAMS": url})
    assert line.startswith("receivers[2].url: environment variable X cannot be read (it is not set")
    path.write_text("a: [")
    assert check(path, {}) == [
        "line 1, column 5: expected the node content, but found '<stream end>'"
    ]


@pytest.mark.row("G3")
def test_what_a_mistake_says_to_write_is_not_taken_for_a_secret() -> None:
    with pytest.raises(ConfigError) as told:
        loads(yaml.safe_dump(receiver(url=LITERAL)))
    said = redact_text(str(told.value))
    assert "projects/P/secrets/S/versions/V" in said
    assert REDACTED not in said
    assert "very-secret-part" not in said
