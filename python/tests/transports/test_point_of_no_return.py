"""What was certainly not sent is retryable, whenever its time is up; and it stays unsent."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from nightledger.transports import Payload
from nightledger.transports.apprise import Apprise
from nightledger.transports.deadline import send_within
from nightledger.transports.smtp import Smtp
from python.tests.transports.examples import message
from python.tests.transports.targets_of import HTTP_TRANSPORTS, transport_to

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from harness.fake_targets import Targets
    from nightledger.transports import Outcome, Transport

LOOPBACK = "127.0.0.1"
ADA = "ada@example.com"
SECONDS = 0.6
PATIENCE = 300.0
"""Seconds after which something hangs, on any machine."""

LARGE = Payload(title="t", body=b"x" * 30_000_000, content_type="text/plain")


@contextmanager
def listening(serve: Callable[[socket.socket], None], *, queue: int = 8) -> Iterator[int]:
    """Yield the port of a server that does `serve` with each connection."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((LOOPBACK, 0), backlog=queue))

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                stack.callback(connection.close)
                threading.Thread(target=until_closed, args=(connection,), daemon=True).start()

        def until_closed(connection: socket.socket) -> None:
            try:
                serve(connection)
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def dropping() -> Iterator[int]:
    """Yield a port where the first packet of a connection is dropped: its queue is full."""
    with socket.socket() as listener, ExitStack() as stack:
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.settimeout(0)
            waiting.connect_ex((LOOPBACK, port))
        yield port


def silent(connection: socket.socket) -> None:
    """Take whatever comes and say nothing."""
    while connection.recv(65536):
        pass


@contextmanager
def left_at_the_end(left: threading.Event) -> Iterator[None]:
    """Set the event when the other side has gone."""
    try:
        yield
    finally:
        left.set()


def mail_to(port: int, tls: str = "none") -> Smtp:
    return Smtp(host=LOOPBACK, port=port, tls=tls, sender=ADA, to=(ADA,))  # type: ignore[arg-type]


def outcome_of(transport: Transport, payload: Payload | None = None) -> Outcome:
    """Send with little time; return the outcome. No server here would ever end it."""
    return send_to(transport, payload or transport.render(message()), SECONDS)


def outcome_when_taken(
    transport: Transport, taken: Callable[[], int], seconds: float = SECONDS
) -> Outcome:
    """Send with more time again and again, until a target has taken all of the request."""
    while True:
        outcome = send_to(transport, transport.render(message()), seconds)
        if taken():
            return outcome
        seconds *= 3


def send_to(transport: Transport, payload: Payload, seconds: float) -> Outcome:
    recipient = ADA if transport.name == "smtp" else None
    return send_within(transport, message(), payload, recipient, seconds)


@pytest.mark.row("C6")
@pytest.mark.parametrize("kind", [*HTTP_TRANSPORTS, "smtp"])
def test_a_connection_nobody_takes_is_retryable_within_the_deadline(kind: str) -> None:
    with dropping() as port:
        http = f"http://{LOOPBACK}:{port}/x"
        transport = mail_to(port) if kind == "smtp" else transport_to(kind, http)
        assert outcome_of(transport).status == "retryable"


@pytest.mark.row("C6")
@pytest.mark.parametrize("kind", [*HTTP_TRANSPORTS, "smtp"])
def test_tls_that_is_never_answered_is_retryable_within_the_deadline(kind: str) -> None:
    with listening(silent) as port:
        https = f"https://{LOOPBACK}:{port}/x"
        transport = mail_to(port, "implicit") if kind == "smtp" else transport_to(kind, https)
        assert outcome_of(transport).status == "retryable"


@pytest.mark.row("C6")
@pytest.mark.parametrize("stage", ["connect", "recipient"])
def test_a_mail_server_that_is_silent_before_the_mail_leaves_it_unsent(
    targets: Targets, stage: str
) -> None:
    targets.smtp.hang(stage)
    before = len(targets.smtp.received())
    assert outcome_of(mail_to(targets.smtp.port())).status == "retryable"
    assert len(targets.smtp.received()) == before


@pytest.mark.row("C6")
def test_a_mail_server_that_is_silent_after_the_mail_may_have_taken_it(targets: Targets) -> None:
    targets.smtp.hang("message")
    before = len(targets.smtp.received())
    mail = mail_to(targets.smtp.port())
    assert outcome_when_taken(mail, lambda: len(targets.smtp.received()) - before).status == (
        "unknown"
    )


@pytest.mark.row("C6")
def test_a_tarpit_gets_no_mail_after_the_deadline() -> None:
    heard: list[bytes] = []
    step = SECONDS / 3
    left = threading.Event()

    def tarpit(connection: socket.socket) -> None:
        answers = [b"220 hi", b"250 hi", b"250 ok", b"250 ok", b"354 go"]
        with left_at_the_end(left):
            for answer in answers:
                time.sleep(step)
                connection.sendall(answer + b"\r\n")
                heard.append(connection.recv(65536))
            while part := connection.recv(65536):
                heard.append(part)

    with listening(tarpit) as port:
        outcome = outcome_of(mail_to(port))
        assert left.wait(PATIENCE)
    assert outcome.status == "retryable"
    assert "nothing was sent within 0.6 seconds" in outcome.response
    assert b"DATA\r\n" in [text.upper() for text in heard]
    assert not b"".join(heard).endswith(b"\r\n.\r\n")


@pytest.mark.row("C6")
@pytest.mark.parametrize("kind", ["teams", "slack", "webhook"])
def test_a_request_that_was_still_on_its_way_is_never_finished(kind: str) -> None:
    heard: list[bytes] = []
    go_on, left = threading.Event(), threading.Event()

    def slow(connection: socket.socket) -> None:
        with left_at_the_end(left):
            heard.append(connection.recv(1000))
            go_on.wait(PATIENCE)
            while part := connection.recv(1_000_000):
                heard.append(part)

    with listening(slow) as port:
        transport = transport_to(kind, f"http://{LOOPBACK}:{port}/x")
        assert outcome_of(transport, LARGE).status == "retryable"
        go_on.set()
        assert left.wait(PATIENCE)
    assert 0 < sum(map(len, heard)) < len(LARGE.body)


@pytest.mark.row("C6")
def test_a_body_that_is_handed_over_to_its_end_may_have_arrived(targets: Targets) -> None:
    for kind in HTTP_TRANSPORTS:
        target = targets.http(f"{kind}/silent").hang(times=None)
        transport = transport_to(kind, targets.url(f"{kind}/silent"))
        outcome = outcome_when_taken(transport, lambda: len(target.received()))  # noqa: B023 - at once
        assert (kind, outcome.status) == (kind, "unknown")


@pytest.mark.row("C6")
def test_apprise_that_does_not_come_back_may_have_sent(targets: Targets) -> None:
    target = targets.http("tail").hang(times=None)
    url = targets.url("tail").replace("http://", "json://")
    outcome = outcome_when_taken(Apprise(url=lambda: url), lambda: len(target.received()))
    assert outcome.status == "unknown"


@pytest.mark.row("C6")
def test_a_secret_that_takes_too_long_leaves_it_unsent(targets: Targets) -> None:
    def url() -> str:
        time.sleep(SECONDS * 1.5)
        return targets.teams_url("late-secret")

    transport = transport_to("teams", "")
    assert outcome_of(type(transport)(url=url)).status == "retryable"  # type: ignore[call-arg]
    time.sleep(SECONDS * 1.5)
    assert targets.http("teams/late-secret").received() == []


@pytest.mark.row("C6")
@pytest.mark.parametrize(("status", "expected"), [(202, "accepted"), (500, "retryable")])
def test_what_the_status_said_counts_although_the_body_does_not_end(
    targets: Targets, status: int, expected: str
) -> None:
    target = targets.http("teams/drips")
    target.answer(status, body_bytes=4000, drip_seconds=0.3, times=None)
    transport = transport_to("teams", targets.teams_url("drips"))
    outcome = outcome_when_taken(transport, lambda: len(target.received()))
    assert (outcome.status, outcome.code) == (expected, status)
