"""The fake targets, seen with plain clients."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
import requests
from harness.fake_targets import CERTIFICATES, FakeTargets
from requests.exceptions import (
    ChunkedEncodingError,
    ReadTimeout,
    SSLError,
)
from requests.exceptions import (
    ConnectionError as ConnectionLost,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from harness.fake_targets import Targets

WRONG_CERTIFICATES = [name for name in CERTIFICATES if name != "good"]
SENDER = "nightledger@example.com"
PATIENCE_SECONDS = 60.0
ADA, BOB = "ada@example.com", "bob@example.com"


def post(url: str, body: bytes = b"{}", timeout: float = PATIENCE_SECONDS) -> requests.Response:
    """Send as a plain client does."""
    return requests.post(url, data=body, timeout=timeout)


def mail() -> EmailMessage:
    """Return a mail to two people."""
    message = EmailMessage()
    message["From"], message["To"] = SENDER, f"{ADA}, {BOB}"
    message["Subject"] = "✗ loans"
    message["Message-ID"] = "<one@nightledger>"
    message.set_content("Offending value: ü\n.\nafter a line with one dot\n")
    return message


def connect(targets: Targets, timeout: float = PATIENCE_SECONDS) -> smtplib.SMTP:
    """Connect without encryption."""
    return smtplib.SMTP(targets.smtp.host, targets.smtp.port(), timeout=timeout)


def send(targets: Targets, timeout: float = PATIENCE_SECONDS) -> dict[str, tuple[int, bytes]]:
    """Send the mail without encryption; give the recipients that were refused."""
    with connect(targets, timeout) as client:
        return client.send_message(mail())


def trusting(targets: Targets) -> ssl.SSLContext:
    """Return a client's context that trusts the targets' authority."""
    return ssl.create_default_context(cafile=str(targets.authority))


def test_each_service_takes_a_message_as_the_real_one_does(targets: Targets) -> None:
    answers = [
        post(url)
        for url in (
            targets.teams_url("risk"),
            targets.slack_url("risk"),
            targets.pagerduty_url("risk"),
            targets.webhook_url("risk"),
        )
    ]

    assert [(answer.status_code, answer.text) for answer in answers] == [
        (202, ""),
        (200, "ok"),
        (202, '{"status": "success", "message": "Event processed"}'),
        (202, ""),
    ]


def test_a_request_is_recorded_with_its_exact_bytes(targets: Targets) -> None:
    body = b'{"name": "\xc3\xbc \xff\x00"}'
    before = time.time()

    requests.post(
        targets.webhook_url("risk"),
        data=body,
        headers={"X-Signature": "abc"},
        timeout=5,
    )

    (request,) = targets.http("webhook/risk").received()
    assert request.body == body
    assert request.headers["X-Signature"] == "abc"
    assert before <= request.arrived_at <= time.time()
    assert targets.http("webhook/other").received() == []


def test_scripted_answers_come_in_order_and_then_the_usual_one(
    targets: Targets,
) -> None:
    targets.http("teams/risk").answer(503, times=2).answer(429, retry_after=120)

    answers = [post(targets.teams_url("risk")) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [503, 503, 429, 202]
    assert [answer.headers.get("Retry-After") for answer in answers] == [
        None,
        None,
        "120",
        None,
    ]
    assert len(targets.http("teams/risk").received()) == 4


def test_a_standing_script_holds_until_it_is_cleared(targets: Targets) -> None:
    targets.http("teams/risk").answer(500, times=None)
    statuses = [post(targets.teams_url("risk")).status_code for _ in range(3)]
    targets.http("teams/risk").clear()

    assert [*statuses, post(targets.teams_url("risk")).status_code] == [
        500,
        500,
        500,
        202,
    ]


def test_a_script_for_all_places_gives_way_to_a_places_own(targets: Targets) -> None:
    targets.http().answer(500, times=None)
    targets.http("slack/risk").answer(404)

    assert post(targets.slack_url("risk")).status_code == 404
    assert post(targets.slack_url("risk")).status_code == 500
    assert post(targets.teams_url("other")).status_code == 500
    targets.clear()
    assert post(targets.teams_url("other")).status_code == 202


@pytest.mark.parametrize("status", [101, 204, 302, 304, 400, 413, 599])
def test_any_status_can_be_answered(targets: Targets, status: int) -> None:
    targets.http("teams/risk").answer(status, body="why")

    answer = requests.post(targets.teams_url("risk"), timeout=5, allow_redirects=False)

    assert answer.status_code == status


def test_a_message_above_teams_limit_is_refused(targets: Targets) -> None:
    assert post(targets.teams_url("risk"), b"x" * 28 * 1024).status_code == 202
    assert post(targets.teams_url("risk"), b"x" * (28 * 1024 + 1)).status_code == 413


def test_an_error_body_can_be_a_megabyte(targets: Targets) -> None:
    targets.http("teams/risk").answer(500, body="secret ", body_bytes=1_000_000)

    assert len(post(targets.teams_url("risk")).content) == 1_000_000


def test_a_delayed_answer_arrives_late(targets: Targets) -> None:
    targets.http("teams/risk").answer(202, delay_seconds=0.3)
    started = time.monotonic()

    assert post(targets.teams_url("risk")).status_code == 202
    assert time.monotonic() - started >= 0.3


def test_a_dripping_answer_outlasts_a_timeout_per_read(targets: Targets) -> None:
    targets.http("teams/risk").answer(202, body_bytes=6, drip_seconds=0.1)
    started = time.monotonic()

    assert post(targets.teams_url("risk"), timeout=0.4).status_code == 202
    assert time.monotonic() - started >= 0.6


def test_a_hanging_target_takes_the_request_and_holds_up_no_other(
    targets: Targets,
) -> None:
    targets.http("teams/risk").hang()

    with pytest.raises(ReadTimeout):
        post(targets.teams_url("risk"), timeout=0.3)

    wait_until(lambda: len(targets.http("teams/risk").received()) == 1)
    assert post(targets.teams_url("other")).status_code == 202


def test_what_hangs_is_broken_off_when_its_script_is_cleared(targets: Targets) -> None:
    risk = targets.http("teams/risk").hang()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(post, targets.teams_url("risk"))
        wait_until(lambda: len(risk.received()) == 1)
        assert not asked.done()
        risk.clear()
        assert isinstance(asked.exception(), ConnectionLost)
    assert post(targets.teams_url("risk")).status_code == 202


def test_a_reset_after_reading_leaves_the_request_received(targets: Targets) -> None:
    targets.http("teams/risk").reset()

    with pytest.raises(ConnectionLost):
        post(targets.teams_url("risk"))

    assert len(targets.http("teams/risk").received()) == 1


def test_a_reset_before_reading_leaves_an_attempt_only(targets: Targets) -> None:
    targets.http("teams/risk").reset(before_reading=True)

    with pytest.raises(ConnectionLost):
        post(targets.teams_url("risk"), b"x" * 10_000)

    assert targets.http("teams/risk").received() == []
    assert len(targets.http("teams/risk").attempts()) == 1


def test_an_answer_can_be_cut_in_the_middle(targets: Targets) -> None:
    targets.http("teams/risk").cut()

    with pytest.raises((ChunkedEncodingError, ConnectionLost)):
        post(targets.teams_url("risk"))

    assert len(targets.http("teams/risk").received()) == 1


def test_half_a_request_is_not_received(targets: Targets) -> None:
    with socket.create_connection((targets.smtp.host, targets.http_ports["plain"])) as client:
        client.sendall(b"POST /teams/risk HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf")

    wait_until(lambda: len(targets.http("teams/risk").attempts()) == 1)
    assert targets.http("teams/risk").received() == []


def test_a_closed_port_refuses(targets: Targets) -> None:
    with pytest.raises(ConnectionLost, match="refused"):
        post(targets.refusing_url("teams/risk"))


def test_a_good_certificate_is_taken(targets: Targets) -> None:
    url = targets.teams_url("risk", certificate="good")

    answer = requests.post(url, json={}, timeout=5, verify=str(targets.authority))

    assert answer.status_code == 202
    (request,) = targets.http("teams/risk").received()
    assert request.certificate == "good"


@pytest.mark.parametrize("certificate", WRONG_CERTIFICATES)
def test_a_wrong_certificate_is_refused_before_anything_is_sent(
    targets: Targets, certificate: str
) -> None:
    url = targets.teams_url("risk", certificate=certificate)

    with pytest.raises(SSLError):
        requests.post(url, json={}, timeout=5, verify=str(targets.authority))

    assert targets.http().attempts() == []


def test_a_mail_is_recorded_as_it_was_sent(targets: Targets) -> None:
    assert send(targets) == {}

    (received,) = targets.smtp.received()
    assert (received.sender, received.recipients) == (SENDER, [ADA, BOB])
    assert (received.security, received.login) == ("plain", None)
    assert received.message["Subject"] == "✗ loans"
    assert received.message["Message-ID"] == "<one@nightledger>"
    assert "ü\n.\nafter" in received.message.get_content().replace("\r\n", "\n")


def test_one_refused_recipient_does_not_keep_the_mail_from_the_other(
    targets: Targets,
) -> None:
    targets.smtp.refuse(BOB, 550)

    refused = send(targets)

    assert {recipient: code for recipient, (code, _) in refused.items()} == {BOB: 550}
    assert len(targets.smtp.received(ADA)) == 1
    assert targets.smtp.received(BOB) == []


def test_greylisting_refuses_everybody_once(targets: Targets) -> None:
    targets.smtp.refuse("*", 451, times=2)

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(targets)

    assert {code for code, _ in refused.value.recipients.values()} == {451}
    assert send(targets) == {}
    assert len(targets.smtp.received()) == 1


def test_a_mail_refused_after_its_dot_is_not_received(targets: Targets) -> None:
    targets.smtp.refuse_message(452)

    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(targets)

    assert refused.value.smtp_code == 452
    assert targets.smtp.received() == []


@pytest.mark.parametrize(("when", "received"), [("before the dot", 0), ("after the dot", 1)])
def test_a_dropped_connection_looks_the_same_whether_the_mail_arrived_or_not(
    targets: Targets, when: str, received: int
) -> None:
    targets.smtp.drop(before_dot=when == "before the dot")

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(targets)

    assert len(targets.smtp.received()) == received
    assert send(targets) == {}


def test_a_busy_server_says_so_at_once(targets: Targets) -> None:
    targets.smtp.refuse_connection(421)

    with pytest.raises(smtplib.SMTPConnectError) as refused:
        send(targets)

    assert refused.value.smtp_code == 421


@pytest.mark.parametrize(
    ("stage", "received"),
    [("connect", 0), ("recipient", 0), ("data", 0), ("message", 1)],
)
def test_a_mail_server_can_hang_anywhere(targets: Targets, stage: str, received: int) -> None:
    targets.smtp.hang(stage)

    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        send(targets, timeout=0.3)

    assert len(targets.smtp.received()) == received


def test_the_plain_port_offers_no_encryption(targets: Targets) -> None:
    with connect(targets) as client, pytest.raises(smtplib.SMTPNotSupportedError):
        client.starttls(context=trusting(targets))


def test_the_starttls_port_takes_a_mail_only_encrypted(targets: Targets) -> None:
    port = targets.smtp.port("starttls")
    with smtplib.SMTP(targets.smtp.host, port, timeout=PATIENCE_SECONDS) as client:
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.send_message(mail())
        client.starttls(context=trusting(targets))
        client.login("ada", "password")
        client.send_message(mail())

    (received,) = targets.smtp.received()
    assert (received.security, received.login) == ("starttls", "ada")


def test_the_implicit_port_is_encrypted_from_the_first_byte(targets: Targets) -> None:
    port = targets.smtp.port("implicit")
    with smtplib.SMTP_SSL(targets.smtp.host, port, timeout=5, context=trusting(targets)) as client:
        client.login("ada", "password")
        client.send_message(mail())

    (received,) = targets.smtp.received()
    assert (received.security, received.login) == ("implicit", "ada")


@pytest.mark.parametrize("certificate", WRONG_CERTIFICATES)
def test_a_mail_server_can_show_a_wrong_certificate(targets: Targets, certificate: str) -> None:
    context = trusting(targets)
    host, smtp = targets.smtp.host, targets.smtp
    with smtplib.SMTP(host, smtp.port("starttls", certificate), timeout=5) as client:
        with pytest.raises(ssl.SSLCertVerificationError):
            client.starttls(context=context)
        client.close()
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL(host, smtp.port("implicit", certificate), timeout=5, context=context)

    assert smtp.received() == []


def test_a_login_can_be_refused(targets: Targets) -> None:
    targets.smtp.refuse_login(535)
    port = targets.smtp.port("implicit")
    with (
        smtplib.SMTP_SSL(targets.smtp.host, port, timeout=5, context=trusting(targets)) as client,
        pytest.raises(smtplib.SMTPAuthenticationError) as refused,
    ):
        client.login("ada", "password")

    assert refused.value.smtp_code == 535


@pytest.mark.parametrize("run", [FakeTargets.start, FakeTargets.spawn])
def test_what_a_killed_sender_sent_stays_on_record(
    tmp_path: Path, run: Callable[[Path], AbstractContextManager[Targets]]
) -> None:
    with run(tmp_path) as targets:
        targets.http("teams/risk").hang()
        body = json.dumps({"problem": "one"})
        script = f"import requests; requests.post({targets.teams_url('risk')!r}, data={body!r})"
        with subprocess.Popen([sys.executable, "-c", script]) as sender:
            wait_until(lambda: len(targets.http("teams/risk").received()) == 1)
            sender.kill()
        send(targets)

    (request,) = targets.http("teams/risk").received()
    assert request.json == {"problem": "one"}
    assert len(targets.smtp.received(ADA)) == 1


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)
