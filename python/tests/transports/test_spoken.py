"""An answer is judged by what it says, not by its status alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nightledger.transports.spoken import judge_pagerduty, judge_slack, judge_teams
from python.tests.transports.examples import message
from python.tests.transports.targets_of import transport_to

if TYPE_CHECKING:
    from harness.fake_targets import Targets
    from nightledger.transports import Outcome

TEAMS_FAILED = (
    "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error {}"
    " with ContextId tcid=5002,server=DM3PEPF00009404,cv=4f1."
)


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("ok", "accepted"),
        ('{"ok": true}', "accepted"),
        ('{"ok":false,"error":"invalid_blocks"}', "refused"),
        ("invalid_blocks", "refused"),
        ("invalid_payload", "refused"),
        ("channel_is_archived", "permanent"),
        ("channel_not_found", "permanent"),
        ("action_prohibited", "permanent"),
        ('{"ok":false,"error":"ratelimited"}', "retryable"),
        ("upstream answered 503", "retryable"),
        ("<html>error 403</html>", "permanent"),
        ("", "unknown"),
        ("okay", "unknown"),
        ("<html>welcome</html>", "unknown"),
    ],
)
def test_slack_has_taken_what_it_calls_ok(said: str, status: str) -> None:
    assert judge_slack(200, said) == status
    assert judge_slack(500, said) == "retryable"


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", "accepted"),
        ("1", "accepted"),
        ('{"error": null, "id": 500}', "accepted"),
        ('{"error": ""}', "accepted"),
        ("delivered without an error", "accepted"),
        (TEAMS_FAILED.format(413), "refused"),
        (TEAMS_FAILED.format(429), "retryable"),
        (TEAMS_FAILED.format(404), "permanent"),
        ("Webhook message delivery failed", "retryable"),
        ('{"error": {"code": "InvalidTemplate", "status": 400}}', "refused"),
        ('{"status": "ok", "error":"who knows"}', "retryable"),
    ],
)
def test_a_flow_that_tells_of_an_error_has_not_delivered(said: str, status: str) -> None:
    assert judge_teams(200, said) == status
    assert judge_teams(202, said) == status
    assert judge_teams(401, said) == "permanent"


@pytest.mark.row("C6")
def test_pagerduty_finds_an_event_wrong_or_the_key() -> None:
    assert judge_pagerduty(400, '{"errors": ["\'payload.source\' is missing"]}') == "refused"
    key = '{"errors": ["Length of \'routing_key\' is incorrect (should be 32 characters)"]}'
    assert judge_pagerduty(400, key) == "permanent"
    assert judge_pagerduty(202, '{"status": "success"}') == "accepted"
    assert judge_pagerduty(429, "") == "retryable"


def answered(targets: Targets, kind: str, status: int, body: str) -> Outcome:
    """Return what comes of a message that a real server answers so."""
    targets.http(f"{kind}/says").answer(status, body=body)
    transport = transport_to(kind, targets.url(f"{kind}/says"))
    return transport.send(message(), transport.render(message()), None)


@pytest.mark.row("C6")
def test_a_200_that_says_no_is_no_acceptance_and_its_words_are_kept(targets: Targets) -> None:
    slack = answered(targets, "slack", 200, '{"ok":false,"error":"invalid_blocks"}')
    assert (slack.status, slack.code) == ("refused", 200)
    assert "invalid_blocks" in slack.response
    teams = answered(targets, "teams", 200, TEAMS_FAILED.format(413))
    assert (teams.status, teams.code) == ("refused", 200)
    assert "returned HTTP error 413" in teams.response


@pytest.mark.row("C6")
def test_what_an_acceptance_says_is_kept_to_2_kib(targets: Targets) -> None:
    outcome = answered(targets, "webhook", 200, "taken as 4711, " + "é" * 4000)
    assert outcome.status == "accepted"
    assert "taken as 4711" in outcome.response
    assert len(outcome.response.encode()) <= 2048


@pytest.mark.row("C8")
def test_the_run_of_the_flow_is_kept(targets: Targets) -> None:
    targets.http("teams/flow").answer(202, headers={"x-ms-workflow-run-id": "0858-CU17"})
    transport = transport_to("teams", targets.teams_url("flow"))
    outcome = transport.send(message(), transport.render(message()), None)
    assert outcome.status == "accepted"
    assert "x-ms-workflow-run-id 0858-CU17" in outcome.response
