"""`nightledger alerts`: alerts.yml looked at, tried out and drawn."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from harness.dbt import REPOSITORY
from nightledger.cli import main
from nightledger.cli.alerts import alerts as group
from nightledger.cli.alerts.ledger import FAULTS, mistakes

if TYPE_CHECKING:
    from pathlib import Path

    from python.tests.cli.alerts_place import Place

EXAMPLE = str(REPOSITORY / "docs" / "examples" / "alerts.yml")


def test_a_good_file_is_drawn_without_secrets_and_nothing_is_sent(place: Place) -> None:
    result = place.run("check")
    assert result.exit_code == 0, result.output
    assert "mail (fallback)" in result.stdout
    assert "ada@lender.example, bo@lender.example by 127.0.0.1" in result.stdout
    assert "severity critical → risk  (one message per problem;" in result.stdout
    assert "owner lending or (none) → mail" in result.stdout
    assert "only office-hours" in result.stdout
    assert "sig" not in result.output
    assert place.targets.http().received() == []


@pytest.mark.row("G3")
def test_every_mistake_is_told_at_once_with_its_path(place: Place) -> None:
    text = place.alerts.read_text().replace("fallback: mail", "fallback: mial")
    place.alerts.write_text(text.replace("severity:", "sevrity:"))
    result = place.run("check", str(place.alerts))
    assert result.exit_code == 1
    assert "has 2 mistakes:" in result.stderr
    assert "fallback: there is no receiver 'mial'; did you mean mail?" in result.stderr
    assert "route.routes[0].matchers.sevrity: there is no such key" in result.stderr


def test_a_missing_secret_is_a_mistake_whose_path_stays_readable() -> None:
    result = CliRunner().invoke(main, ["alerts", "check", "--config", EXAMPLE])
    assert result.exit_code == 1
    assert "receivers[0].url: environment variable TEAMS_WEBHOOK_URL" in result.stderr
    assert "receivers[2].password: file /run/secrets/smtp-password" in result.stderr


@pytest.mark.row("C13")
def test_without_secrets_all_but_their_values_is_checked(place: Place, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["alerts", "check", "--without-secrets", EXAMPLE])
    assert result.exit_code == 0, result.output
    assert "No secret was fetched." in result.stdout
    assert "(secret)" in result.stdout
    assert "not asset fct_*" in result.stdout
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(place.alerts.read_text().replace("fallback: mail", "fallback: mial"))
    result = CliRunner().invoke(main, ["alerts", "check", "--without-secrets", str(wrong)])
    assert result.exit_code == 1
    assert "there is no receiver 'mial'" in result.stderr
    unknown = CliRunner().invoke(main, ["alerts", "check", "--with-nothing", EXAMPLE])
    assert unknown.exit_code == 2


@pytest.mark.row("C3")
def test_a_route_is_told_with_its_way_through_the_tree(place: Place) -> None:
    night = ("--at", "2026-03-07T22:00Z")
    told = place.run("route", "--severity", "critical", "--owner", "lending", *night)
    assert told.stdout.splitlines() == [
        "risk: route.routes[0] (severity critical)",
        "mail: route.routes[1] (owner lending or (none)), not before 2026-03-09 07:00:00 UTC",
    ]
    other = place.run("route", "--owner", "collections", "--asset", "fct_payments")
    assert other.stdout == "data: route (no branch takes it)\n"


@pytest.mark.row("C3")
def test_what_is_critical_pages_unless_it_is_said_otherwise() -> None:
    ask = ["alerts", "route", "--config", EXAMPLE, "--severity", "critical"]
    assert CliRunner().invoke(main, ask).stdout.startswith("on-call: route.routes[0] (urgency page")
    calm = CliRunner().invoke(main, [*ask, "--urgency", "ticket"])
    assert "on-call" not in calm.stdout


@pytest.mark.row("C2")
def test_a_check_says_what_will_happen_and_what_cannot(tmp_path: Path) -> None:
    alone = tmp_path / "alerts.yml"
    alone.write_text(
        "receivers: [{name: data, type: slack, url: {env: SLACK_URL}}]\n"
        "fallback: data\n"
        "route: {receiver: data, repeat_interval: {critical: 2h, warn: never}}\n"
    )
    run = CliRunner(env={"SLACK_URL": "https://hooks.slack.com/x"})
    result = run.invoke(main, ["alerts", "check", str(alone)])
    assert result.exit_code == 0, result.output
    said = "again 2h (critical), 1d (error), never (warn, info) after it was accepted"
    assert said in result.stdout
    assert "data is the only receiver, so nobody takes over" in result.stderr


@pytest.mark.row("C2")
def test_a_test_message_is_marked_as_one_and_really_arrives(place: Place) -> None:
    result = place.run("test", "data")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("data: accepted (202")
    assert "look for it there" in result.stdout
    [request] = place.targets.http("teams/data").received()
    assert "TEST, nothing is wrong" in request.text


@pytest.mark.row("C2")
def test_a_test_mail_is_told_for_each_address(place: Place) -> None:
    result = place.run("test", "mail")
    assert result.exit_code == 0, result.output
    assert [line.partition(" (")[0] for line in result.stdout.splitlines()] == [
        "mail ada@lender.example: accepted",
        "mail bo@lender.example: accepted",
    ]


@pytest.mark.row("G3")
def test_a_test_that_is_not_accepted_ends_with_1_and_shows_no_secret(place: Place) -> None:
    place.targets.http("slack/risk").answer(404, body="no_service")
    refused = place.run("test", "risk")
    assert refused.exit_code == 1
    assert refused.stdout.startswith("risk: permanent (404")
    unknown = place.run("test", "rsik")
    assert unknown.exit_code == 2
    assert "there are data, risk, mail" in unknown.stderr
    place.environment["SLACK_URL"] = "http://[broken?sig=never-to-be-shown"
    broken = place.run("test", "risk")
    assert broken.exit_code == 1
    assert "receiver risk: url: it is no URL" in broken.stderr
    assert "never-to-be-shown" not in refused.output + unknown.output + broken.output


def test_every_receiver_of_the_example_is_previewed_without_a_secret(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["alerts", "preview", "--config", EXAMPLE, "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 0, result.output
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert len(result.stdout.splitlines()) == len(files)
    receivers = ("data-channel", "incident-tool", "on-call", "risk-channel", "service-desk")
    for title in ("critical", "several", "resolved"):
        assert {f"{name}-{title}.json" for name in receivers} <= files
        assert {f"mail-{title}.{ending}" for ending in ("eml", "html", "txt")} <= files
        assert f"phone-{title}.txt" in files


@pytest.mark.row("C1")
def test_a_sample_shows_everything_a_message_may_have(place: Place, tmp_path: Path) -> None:
    place.run("preview", "mail", "--out", str(tmp_path))
    text = (tmp_path / "mail-critical.txt").read_text()
    wanted = ["fct_loans", "L004711", "✓✓✓✓✓✓✓✓✗", "portfolio_dashboard", "customers_in_arrears"]
    assert [part for part in [*wanted, "code of fct_loans", "lending"] if part not in text] == []
    mail = email.message_from_bytes(
        (tmp_path / "mail-several.eml").read_bytes(), policy=email.policy.default
    )
    assert mail["Subject"].strip() == (
        "CRITICAL: accepted_range on fct_loans.balance_eur failed, and 3 more (prod)"
    )
    assert "\nSubject: RESOLVED: accepted_range" in (tmp_path / "mail-resolved.eml").read_text()


def test_what_drawing_lacks_is_told_with_its_remedy_and_the_files_are_there(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = place.run("preview", "data", "--out", str(tmp_path), "--picture")
    assert card.exit_code == 1
    assert "npm install adaptivecards" in card.stderr
    assert len(card.stderr.splitlines()) == 1
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    mail = place.run("preview", "mail", "--out", str(tmp_path), "--picture")
    assert mail.exit_code == 1
    assert "Install Chromium" in mail.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert {"data-several.json", "mail-several.html"} <= names


ROW: dict[str, Any] = {
    "day": date(2026, 3, 10),
    "environment": "prod",
    "turn_count": 3,
    "told_count": 3,
    **dict.fromkeys(FAULTS, 0),
    "is_balanced": True,
}


def test_a_day_that_adds_up_has_no_mistakes() -> None:
    assert list(mistakes(ROW)) == []


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_balanced": False}, "2026-03-10 prod: it does not add up"),
        ({"undecided_count": 2}, "2026-03-10 prod: 2 turns: each was neither told nor decided"),
        ({"unanswered_count": 1}, "2026-03-10 prod: 1 attempt: each has no outcome"),
    ],
)
def test_a_day_is_wrong_when_the_writers_do_not_agree(
    changes: dict[str, Any], expected: str
) -> None:
    (line,) = mistakes(ROW | {"is_balanced": False} | changes)
    assert line.startswith(expected)


@pytest.mark.parametrize("name", sorted(group.commands))
def test_every_verb_and_option_says_what_it_is_for(name: str) -> None:
    verb = group.commands[name]
    assert verb.help
    assert all(option.help for option in verb.params if isinstance(option, click.Option))


def test_the_files_for_programs_are_json(place: Place, tmp_path: Path) -> None:
    place.run("preview", "data", "--out", str(tmp_path))
    card = json.loads((tmp_path / "data-critical.json").read_text())
    assert card["attachments"][0]["content"]["type"] == "AdaptiveCard"
