"""Secrets: where they come from, and that they go nowhere else."""

from __future__ import annotations

import base64
import socket
from typing import TYPE_CHECKING, Any

import google.auth
import pytest
import yaml
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import (
    DefaultCredentialsError,
    MalformedError,
    RefreshError,
    TransportError,
)
from nightledger.config import Config, Secret, loads, secrets
from nightledger.config.hosts import check_https, check_teams
from nightledger.errors import ConfigError, SecretUnavailableError
from python.tests.config.test_loading import EXAMPLE

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

pytestmark = [pytest.mark.row("C2")]

VERSION = "projects/p/secrets/s/versions/latest"
WORKFLOW = "https://prod-1.westeurope.logic.azure.com/workflows/x?sig=very-secret"


def example(**environ: str) -> dict[str, Any]:
    config: Config = loads(EXAMPLE.read_text())
    return dict(config.build_transports(environ))


def test_a_file_is_read_at_each_call_so_that_rotation_counts(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("one\n")
    secret = Secret("file", str(tmp_path / "key"))
    assert secret.resolve({}) == "one"
    (tmp_path / "key").write_text("two\n")
    assert secret.resolve({}) == "two"


def test_no_text_of_a_reference_or_a_transport_shows_the_value() -> None:
    built = example(TEAMS_WEBHOOK_URL=WORKFLOW)["data-channel"]
    assert built.url() == WORKFLOW
    assert "very-secret" not in f"{built!r} {built} {built.url!r} {built.url.secret!r}"


def test_a_receiver_without_its_secret_does_not_stop_the_others() -> None:
    made = example(TEAMS_WEBHOOK_URL=WORKFLOW, SLACK_WEBHOOK_URL="")
    assert made["data-channel"].name == "teams"
    assert isinstance(made["risk-channel"], ConfigError)
    assert "environment variable SLACK_WEBHOOK_URL is empty" in str(made["risk-channel"])


def test_what_the_router_is_told_of_a_receiver_is_what_its_transport_says(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x")
    text = EXAMPLE.read_text().replace("/run/secrets/smtp-password", str(tmp_path / "password"))
    text = text.replace(
        "secret: projects/lender-data/secrets/pagerduty-key/versions/latest", "env: KEY"
    )
    url = "https://x.test/y"
    tools = ("INCIDENT_TOOL_URL", "INCIDENT_TOOL_KEY", "INCIDENT_TOOL_AUTHORIZATION")
    desk = ("SERVICE_DESK_URL", "SERVICE_DESK_AUTHORIZATION", "WALL_BOARD_URL")
    environ = dict.fromkeys((*tools, *desk, "SLACK_WEBHOOK_URL", "NTFY_URL", "KEY"), url)
    config = loads(text)
    made = config.build_transports({**environ, "TEAMS_WEBHOOK_URL": WORKFLOW})
    assert set(config.targets) - set(made) == {"nobody"}
    for name, transport in made.items():
        target = config.targets[name]
        assert not isinstance(transport, ConfigError), transport
        assert target.is_keyed == transport.is_idempotent
        assert target.seconds_between == transport.seconds_between
    assert config.targets["mail"].recipients[0] == "data@lender.example"


@pytest.mark.parametrize(
    ("url", "allowed", "problem"),
    [
        (WORKFLOW, (), None),
        ("https://a.b.environment.api.powerplatform.com/x", (), None),
        ("https://lender.webhook.office.com/x", ("*.webhook.office.com",), "switched off"),
        ("https://outlook.office.com/webhook/x", (), "switched off"),
        ("https://logic.azure.com.evil.test/x", (), "no host of Teams"),
        ("https://evil.test/?x.logic.azure.com", (), "no host of Teams"),
        ("https://x@evil.test:443\\@a.logic.azure.com", (), "no URL"),
        ("http://a.logic.azure.com/x", (), "plain http"),
        ("http://127.0.0.1:80/x", (), "no host of Teams"),
        ("http://127.0.0.1:80/x", ("127.0.0.1",), None),
        ("https://flows.lender.test/x", ("flows.lender.test",), None),
        ("nonsense", (), "no URL"),
        ("https://[oops/x", (), "no URL"),
    ],
)
def test_teams_urls_are_those_of_workflows_or_of_hosts_the_user_allows(
    url: str, allowed: tuple[str, ...], problem: str | None
) -> None:
    if problem is None:
        check_teams(url, allowed)
        return
    with pytest.raises(ConfigError, match=problem) as caught:
        check_teams(url, allowed)
    assert url not in str(caught.value)


def test_plain_http_is_only_for_this_machine() -> None:
    check_https("http://localhost:8080/x")
    check_https("http://[::1]:8080/x")
    with pytest.raises(ConfigError, match=r"plain http to localhost\.evil\.test"):
        check_https("http://localhost.evil.test/very-secret")


@pytest.mark.parametrize("status", [200, 403])
def test_secret_manager_is_asked_for_the_version(
    status: int, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = VERSION
    data = base64.b64encode(b"very-secret").decode()
    httpserver.expect_oneshot_request(f"/v1/{name}:access").respond_with_json(
        {"payload": {"data": data}}, status=status
    )
    ask(monkeypatch, httpserver.url_for("/v1"))
    secret = Secret("secret", name)
    if status == 200:
        assert secret.resolve({}) == "very-secret"
        return
    with pytest.raises(ConfigError, match="Secret Manager answered 403"):
        secret.resolve({})


@pytest.mark.row("G3")
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_secret_manager_is_no_mistake_of_the_reference(
    status: int, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request(f"/v1/{VERSION}:access").respond_with_data("busy", status=status)
    ask(monkeypatch, httpserver.url_for("/v1"))
    with pytest.raises(SecretUnavailableError, match=f"Secret Manager answered {status}.*later"):
        Secret("secret", VERSION).resolve({})


@pytest.mark.row("G3")
def test_a_secret_manager_out_of_reach_is_no_mistake_of_the_reference(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    ask(monkeypatch, f"http://127.0.0.1:{port}/v1")
    with pytest.raises(SecretUnavailableError, match="was not reached: ConnectionError"):
        Secret("secret", VERSION).resolve({})


@pytest.mark.row("G3")
@pytest.mark.parametrize(
    ("kind", "raised"),
    [
        (DefaultCredentialsError, SecretUnavailableError),
        (TransportError, SecretUnavailableError),
        (RefreshError, ConfigError),
        (MalformedError, ConfigError),
    ],
    ids=["none found", "no answer", "revoked", "damaged"],
)
def test_credentials_that_are_wrong_are_told_from_those_nobody_could_ask_for(
    kind: type[Exception], raised: type[ConfigError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(**_: object) -> None:
        message = "what google-auth says"
        raise kind(message)

    monkeypatch.setattr(google.auth, "default", nobody)
    with pytest.raises(ConfigError, match=kind.__name__) as caught:
        Secret("secret", VERSION).resolve({})
    assert type(caught.value) is raised


@pytest.mark.row("G3")
def test_a_receiver_may_become_usable_only_when_nothing_else_is_wrong_with_it(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request(f"/v1/{VERSION}:access").respond_with_data("busy", status=503)
    ask(monkeypatch, httpserver.url_for("/v1"))
    tool = {"name": "tool", "type": "webhook", "url": {"secret": VERSION}}
    signed = {**tool, "name": "signed", "hmac_secret": {"env": "NOT_SET"}}
    text = {"receivers": [tool, signed], "fallback": "tool", "route": {"receiver": "signed"}}
    made = loads(yaml.safe_dump(text)).build_transports({})
    assert isinstance(made["tool"], SecretUnavailableError)
    assert not isinstance(made["signed"], SecretUnavailableError)
    assert "hmac_secret: environment variable NOT_SET" in str(made["signed"])


def ask(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Let Secret Manager be asked there, by nobody in particular."""
    monkeypatch.setattr(secrets, "SECRET_MANAGER", address)
    nobody = AnonymousCredentials()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(google.auth, "default", lambda **_: (nobody, "p"))


def test_a_wrong_host_is_found_without_sending() -> None:
    text = yaml.safe_load(EXAMPLE.read_text())
    made = loads(yaml.safe_dump(text)).build_transports(
        {"TEAMS_WEBHOOK_URL": "https://evil.test/s"}
    )
    assert "evil.test is no host of Teams' Workflows" in str(made["data-channel"])
