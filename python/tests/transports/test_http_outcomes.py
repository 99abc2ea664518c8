"""What comes of a POST: every status, every way a network fails, and never a secret."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from nightledger.transports.attempt import Attempt
from nightledger.transports.deadline import send_within
from nightledger.transports.http import Post, post
from nightledger.transports.retry_after import retry_after_of
from python.tests.transports.examples import SECRET, message
from python.tests.transports.targets_of import HTTP_TRANSPORTS, transport_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness.fake_targets import Targets
    from nightledger.transports import Outcome

JSON = {"Content-Type": "application/json"}
LOOPBACK = "127.0.0.1"
DRIPS = 4000
"""Bytes of a body that takes longer than the slowest machine would need to give up on it."""


def expected_class(status: int, kind: str) -> str:
    if status < 200:
        return "unknown"
    if status < 300:
        # an acceptance of Slack has a body
        return "unknown" if kind == "slack" else "accepted"
    if status in {400, 413, 422}:
        return "refused"
    return "retryable" if status in {408, 425, 429} or status >= 500 else "permanent"


@contextmanager
def answering(answer: bytes, *, echo: bool = False) -> Iterator[str]:
    """Yield the address of a server that answers each request with raw bytes, then closes.

    `%STATUS` in the answer becomes the last part of the path asked for.
    """
    with socket.create_server((LOOPBACK, 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    request = whole_request(connection)
                    status = request.split(b" ")[1].partition(b"?")[0].rpartition(b"/")[2]
                    said = answer.replace(b"%STATUS", status) + (request if echo else b"")
                    connection.sendall(said)
                    connection.shutdown(socket.SHUT_WR)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def whole_request(connection: socket.socket) -> bytes:
    """Read a request to its end."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(65536)
    head, _, body = request.partition(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(lines[b"content-length"]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.mark.row("C2")
@pytest.mark.parametrize("kind", HTTP_TRANSPORTS)
def test_every_status_has_its_class(kind: str) -> None:
    found, told = {}, message()
    with answering(b"HTTP/1.1 %STATUS As asked\r\nContent-Length: 0\r\n\r\n") as address:
        for status in range(100, 600):
            transport = transport_to(kind, f"{address}/{status}?sig={SECRET}")
            outcome = transport.send(told, transport.render(told), None)
            assert status in {outcome.code, 100}
            found[status] = outcome.status
    assert found == {status: expected_class(status, kind) for status in range(100, 600)}


@pytest.mark.parametrize("kind", HTTP_TRANSPORTS)
def test_a_redirect_is_never_followed(kind: str, targets: Targets) -> None:
    away = targets.url("elsewhere/x").encode()
    said = b"HTTP/1.1 302 Found\r\nLocation: " + away + b"\r\nContent-Length: 0\r\n\r\n"
    with answering(said) as address:
        transport = transport_to(kind, address)
        outcome = transport.send(message(), transport.render(message()), None)
    assert (outcome.status, outcome.code) == ("permanent", 302)
    assert targets.http("elsewhere/x").attempts() == []


@pytest.mark.row("C6")
def test_no_connection_is_retryable(targets: Targets) -> None:
    assert post(targets.refusing_url("teams/a"), b"{}", JSON).status == "retryable"
    assert post(f"http://nowhere.invalid/{SECRET}", b"{}", JSON).status == "retryable"


@pytest.mark.row("C6")
def test_a_reset_before_the_request_was_out_is_retryable(targets: Targets) -> None:
    targets.http("teams/a").reset(before_reading=True)
    # larger than any buffer on the way, so that the reset comes while the body is being sent
    outcome = post(targets.teams_url("a"), b"x" * 30_000_000, JSON)
    assert outcome.status == "retryable"


@pytest.mark.row("C6")
def test_a_reset_after_the_request_was_out_is_unknown(targets: Targets) -> None:
    targets.http("teams/a").reset()
    assert post(targets.teams_url("a"), b"{}", JSON).status == "unknown"


@pytest.mark.row("C6")
def test_silence_after_the_request_is_unknown(targets: Targets) -> None:
    targets.http("teams/a").hang()
    attempt = Attempt(ends_at=time.monotonic() + 0.5)
    outcome = Post(url=targets.teams_url("a"), body=b"{}", headers=JSON, attempt=attempt).send()
    assert outcome.status == "unknown"
    assert len(targets.http("teams/a").received()) >= 1


def test_the_status_counts_when_the_body_is_cut(targets: Targets) -> None:
    targets.http("teams/a").cut(202).cut(400)
    assert post(targets.teams_url("a"), b"{}", JSON).status == "accepted"
    assert post(targets.teams_url("a"), b"{}", JSON).status == "refused"


@pytest.mark.row("C6")
@pytest.mark.parametrize("status", [202, 400])
def test_a_dripping_body_does_not_hold_the_send(targets: Targets, status: int) -> None:
    targets.http("teams/a").answer(status, body_bytes=DRIPS, drip_seconds=0.2)
    started = time.monotonic()
    outcome = post(targets.teams_url("a"), b"{}", JSON)
    assert outcome.code == status
    assert time.monotonic() - started < DRIPS * 0.2, "it waited for the end of the body"


def test_a_megabyte_of_error_is_kept_to_2_kib(targets: Targets) -> None:
    targets.http("teams/a").answer(500, body="é", body_bytes=1_000_000)
    outcome = post(targets.teams_url("a"), b"{}", JSON)
    assert outcome.status == "retryable"
    assert len(outcome.response.encode()) <= 2048


@pytest.mark.row("G3")
@pytest.mark.parametrize("certificate", ["expired", "wrong_host", "unknown_issuer"])
def test_a_bad_certificate_is_permanent_and_nothing_is_sent(
    targets: Targets, certificate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(targets.authority))
    outcome = post(targets.url("teams/tls", certificate=certificate), b"{}", JSON)
    assert outcome.status == "permanent"
    assert "certificate of 127.0.0.1 refused" in outcome.response
    assert targets.http("teams/tls").attempts() == []


def test_a_good_certificate_is_taken(targets: Targets, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(targets.authority))
    assert post(targets.teams_url("good", certificate="good"), b"{}", JSON).status == "accepted"


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://a/b", "http://[::1", "http://a..b/\ud800"])
def test_an_address_that_is_none_is_not_an_exception(url: str) -> None:
    assert post(url, b"{}", JSON).status in {"permanent", "retryable"}


@pytest.mark.row("G3")
@pytest.mark.parametrize("kind", HTTP_TRANSPORTS)
def test_no_secret_in_any_outcome_payload_repr_or_log(
    kind: str, targets: Targets, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outcomes: list[Outcome] = []
    echo = b"HTTP/1.1 400 %STATUS\r\nConnection: close\r\n\r\n"
    with answering(echo, echo=True) as address:
        path = f"workflows/{SECRET}/run/{SECRET}?sig={SECRET}%2F"
        places = [
            f"{address}/{path}",
            f"http://{LOOPBACK}:{targets.closed_port}/{path}",
            f"https://{LOOPBACK}:{targets.http_ports['unknown_issuer']}/{path}",
            f"http://nowhere.invalid/{path}",
            f"http://user:{SECRET}@nowhere.invalid",
            f"{SECRET}://x",
        ]
        for url in places:
            transport = transport_to(kind, url)
            payload = transport.render(message())
            outcomes.append(send_within(transport, message(), payload, None, 5))
            assert SECRET not in repr(transport) or kind == "pagerduty"
            assert SECRET.encode() not in payload.body
    assert outcomes[0].code == 400
    assert all(outcome.status != "accepted" for outcome in outcomes)
    assert SECRET not in repr(outcomes)
    assert SECRET not in caplog.text
    assert not [record for record in caplog.records if SECRET in repr(record.__dict__)]


@pytest.mark.row("C6")
def test_a_target_says_how_long_to_wait(targets: Targets) -> None:
    targets.http("teams/a").answer(429, retry_after=120)
    assert post(targets.teams_url("a"), b"{}", JSON).retry_after == timedelta(seconds=120)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("0", timedelta(0)),
        ("90", timedelta(seconds=90)),
        ("999999", timedelta(days=1)),
        ("Fri, 13 Mar 2026 07:00:00 GMT", datetime(2026, 3, 13, 7, tzinfo=timezone.utc)),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
        ("soon", None),
        ("9" * 400, None),
        ("Fri, 99 Mar 99999 07:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_with_suspicion(header: str | None, wait: object) -> None:
    assert retry_after_of(header) == wait


def test_a_date_far_away_becomes_a_day() -> None:
    now = datetime.now(timezone.utc)
    found = retry_after_of(format_datetime(now + timedelta(days=400)))
    assert isinstance(found, datetime)
    assert timedelta(hours=23) < found - now < timedelta(hours=25)
