"""Mail: one outcome for each recipient, nothing in the clear, threads that hold together."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pytest
from nightledger.errors import ConfigError
from nightledger.transports.deadline import send_within
from nightledger.transports.smtp import Smtp
from python.tests.transports.examples import (
    HOSTILE,
    SECRET,
    hostile,
    message,
    notification,
    several,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from harness.fake_targets import Targets
    from nightledger.transports import Outcome
    from nightledger.transports.message import Message

ADA, BOB = "ada@example.com", "bob@example.com"


def smtp_to(targets: Targets, security: str = "plain", **changes: Any) -> Smtp:  # noqa: ANN401
    fields: dict[str, Any] = {
        "host": targets.smtp.host,
        "port": targets.smtp.port(security, changes.pop("certificate", "good")),
        "tls": "none" if security == "plain" else security,
        "sender": "Nightledger <night@example.com>",
        "to": (ADA, f"Bob <{BOB}>"),
        "ca_file": str(targets.authority),
    }
    return Smtp(**(fields | changes))


def sent(transport: Smtp, recipient: str = ADA, told: Message | None = None) -> Outcome:
    told = told or message()
    return transport.send(told, transport.render(told), recipient)


def parsed(transport: Smtp, told: Message) -> EmailMessage:
    return message_from_bytes(transport.render(told).body, policy=policy.default)


@pytest.fixture
def offline() -> Smtp:
    """Return a transport that only renders."""
    return Smtp(
        host="mail.example.com", port=25, tls="starttls", sender=f"N <{ADA}>", to=(ADA, BOB)
    )


@pytest.mark.row("C2")
@pytest.mark.parametrize("security", ["plain", "starttls", "implicit"])
def test_a_mail_arrives_byte_for_byte(targets: Targets, security: str) -> None:
    before = len(targets.smtp.received())
    transport = smtp_to(targets, security)
    outcome = sent(transport, f"Bob <{BOB}>")
    assert (outcome.status, outcome.code) == ("accepted", 250)
    (mail,) = targets.smtp.received()[before:]
    assert mail.recipients == [BOB]
    assert mail.security == security
    assert mail.message["To"] == f"{ADA}, Bob <{BOB}>"
    assert mail.body.rstrip() == transport.render(message()).body.rstrip()


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("code", "status"),
    [
        (421, "retryable"),
        (450, "retryable"),
        (451, "retryable"),
        (452, "retryable"),
        (550, "permanent"),
        (552, "permanent"),
        (554, "permanent"),
    ],
)
def test_a_refusal_is_for_now_for_the_mail_or_for_the_mailbox(
    targets: Targets, code: int, status: str
) -> None:
    targets.smtp.refuse(ADA, code, times=1)
    assert (sent(smtp_to(targets)).status, code) == (status, code)
    targets.smtp.refuse_message(code)
    outcome = sent(smtp_to(targets))
    of_mail = "refused" if status == "permanent" else status
    assert (outcome.status, outcome.code) == (of_mail, code)
    targets.smtp.refuse_connection(code)
    assert sent(smtp_to(targets)).status == status


@pytest.mark.row("C6")
@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("5.1.1 no such user", "permanent"),
        ("5.2.2 mailbox full", "permanent"),
        ("5.2.3 message too long", "refused"),
        ("5.7.1 content rejected", "refused"),
    ],
)
def test_a_refused_mail_that_names_the_mailbox_is_about_the_mailbox(
    targets: Targets, said: str, status: str
) -> None:
    targets.smtp.refuse_message(550, body=said)
    assert sent(smtp_to(targets)).status == status


@pytest.mark.row("C6")
def test_one_refused_recipient_does_not_hide_behind_another(targets: Targets) -> None:
    targets.smtp.refuse(BOB, 550)
    outcomes = {person: sent(smtp_to(targets), person) for person in (ADA, BOB)}
    assert outcomes[ADA].status == "accepted"
    assert (outcomes[BOB].status, outcomes[BOB].code) == ("permanent", 550)


@pytest.mark.row("C6")
def test_a_connection_lost_after_the_final_dot_is_unknown(targets: Targets) -> None:
    targets.smtp.drop(before_dot=False)
    assert sent(smtp_to(targets)).status == "unknown"


@pytest.mark.row("C6")
def test_a_connection_lost_inside_the_mail_may_be_tried_again(targets: Targets) -> None:
    targets.smtp.drop(before_dot=True)
    # more than the network's buffers hold, so that the final dot is never on its way
    transport = smtp_to(targets)
    payload = replace(transport.render(message()), body=b"x" * 70 + b"\r\n" * 10_000_000)
    assert transport.send(message(), payload, ADA).status == "retryable"


@pytest.mark.row("C6")
def test_silence_after_the_final_dot_is_unknown(targets: Targets) -> None:
    targets.smtp.hang()
    transport = smtp_to(targets)
    outcome = send_within(transport, message(), transport.render(message()), ADA, 0.5)
    assert outcome.status == "unknown"


def test_nobody_listening_is_retryable(targets: Targets) -> None:
    assert sent(smtp_to(targets, port=targets.closed_port)).status == "retryable"
    assert sent(smtp_to(targets, host="nowhere.invalid")).status == "retryable"


@pytest.mark.row("G3")
def test_without_starttls_not_one_byte_of_the_mail_is_sent() -> None:
    with recording() as (port, heard):
        transport = Smtp(
            host="127.0.0.1",
            port=port,
            tls="starttls",
            sender=BOB,
            to=(ADA,),
            username=lambda: "night",
            password=lambda: SECRET,
        )
        outcome = sent(transport)
    assert outcome.status == "permanent"
    assert "offers no STARTTLS; nothing was sent" in outcome.response
    assert heard == [b"ehlo example.com\r\n"]


@contextmanager
def recording() -> Iterator[tuple[int, list[bytes]]]:
    """Yield the port of a mail server whose STARTTLS somebody stripped, and what it hears."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines:
                connection.sendall(b"220 here\r\n")
                for line in lines:
                    heard.append(line)
                    connection.sendall(b"250-here\r\n250 AUTH PLAIN LOGIN\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(5)


@pytest.mark.row("G3")
@pytest.mark.parametrize("security", ["starttls", "implicit"])
@pytest.mark.parametrize("certificate", ["expired", "wrong_host", "unknown_issuer"])
def test_a_bad_certificate_is_permanent(targets: Targets, security: str, certificate: str) -> None:
    before = len(targets.smtp.received())
    outcome = sent(smtp_to(targets, security, certificate=certificate))
    assert outcome.status == "permanent"
    assert "certificate of 127.0.0.1" in outcome.response
    assert len(targets.smtp.received()) == before


def test_a_missing_ca_file_is_permanent(targets: Targets) -> None:
    assert sent(smtp_to(targets, "starttls", ca_file="/nowhere.pem")).status == "permanent"


@pytest.mark.row("G3")
@pytest.mark.parametrize("security", ["starttls", "implicit"])
def test_a_password_goes_over_tls_only_and_is_never_shown(
    targets: Targets, security: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="nightledger")
    login: dict[str, Any] = {"username": lambda: "night", "password": lambda: SECRET}
    transport = smtp_to(targets, security, **login)
    outcomes = [sent(transport)]
    assert targets.smtp.received()[-1].login == "night"
    targets.smtp.refuse_login(535, times=None)
    outcomes.append(sent(transport))
    assert [outcome.status for outcome in outcomes] == ["accepted", "permanent"]
    assert SECRET not in repr(outcomes) + repr(transport) + caplog.text
    with pytest.raises(ConfigError, match="in the clear"):
        smtp_to(targets, **login)


def test_a_mail_without_recipient_is_permanent(targets: Targets) -> None:
    transport = smtp_to(targets)
    assert transport.send(message(), transport.render(message()), None).status == "permanent"
    assert sent(transport, "ada@example.com\r\nRCPT TO:<eve@example.com>").status == "permanent"
    assert sent(transport, "ädä@example.com").status == "permanent"


@pytest.mark.parametrize("address", ["", "ada", "a@x.com, b@x.com", "a@x.com\nBcc: b@x.com"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(ConfigError, match="is not one mail address"):
        Smtp(host="h", port=25, tls="none", sender=ADA, to=(address,))


@pytest.mark.row("C4")
def test_the_resolved_mail_answers_the_opening_one(offline: Smtp) -> None:
    opened = parsed(offline, message(message_id="m-1"))
    resolved_problem = notification(reason="resolved", is_firing=False, resolved_at=None)
    resolved = parsed(offline, message(resolved_problem, message_id="m-2", group_key="other"))
    assert opened["In-Reply-To"] == resolved["In-Reply-To"]
    assert resolved["In-Reply-To"] in resolved["References"]
    assert opened["Message-ID"] != resolved["Message-ID"]


def test_the_same_message_is_the_same_mail(offline: Smtp) -> None:
    assert offline.render(message()) == offline.render(message())


def test_a_possible_repeat_says_so(offline: Smtp) -> None:
    again = message(possible_repeat=True)
    assert "You may have had this already" in offline.render(again).body.decode()


@pytest.mark.row("C9")
def test_hostile_texts_stay_inside_their_places(offline: Smtp) -> None:
    mail = parsed(offline, hostile())
    assert mail["Bcc"] is None
    assert len(mail["Subject"]) <= 200
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<b>html" not in html
    assert "&lt;b&gt;html" in html
    assert 'javascript:alert(1)"' not in html
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "{{ ref('x') }}" in plain
    assert not set("\x00\x1b\u202e\u2066") & set(plain + html)
    assert HOSTILE not in plain


@pytest.mark.parametrize(("count", "omitted"), [(1, 0), (10, 0), (103, 1), (10_000, 9_898)])
def test_a_mail_of_many_counts_the_rest(offline: Smtp, count: int, omitted: int) -> None:
    payload = offline.render(several(count))
    assert len(payload.body) < 100_000
    text = parsed(offline, several(count)).get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert (f"and {omitted:,} more" in text.splitlines()) == bool(omitted)


ENCODED = "=?utf-8?q?=0D=0ABcc:_evil@evil.test?="
BODY = "=?utf-8?b?DQoNCjxoMT5Zb3VyIHBhc3N3b3JkIGV4cGlyZXM8L2gxPg==?="


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    "text",
    [
        ENCODED,
        f"{ENCODED} x",
        BODY,
        f"x {BODY}",
        "=?=??=",
        "a\r\nBcc: evil@evil.test",
        "=\u200b?utf-8?q?=0A?=",
    ],
)
@pytest.mark.parametrize(
    "name", ["subject_name", "environment", "owner", "asset_name", "kind", "run_name"]
)
def test_no_text_of_a_problem_makes_a_header_or_a_body(offline: Smtp, name: str, text: str) -> None:
    plain = parsed(offline, message(notification()))
    changes = {name: text}
    told = message(
        notification(**changes), **({"environment": text} if name == "environment" else {})
    )
    mail = parsed(offline, told)
    assert mail.keys() == plain.keys()
    assert "evil" not in str(mail["To"]) + str(mail["Bcc"])
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "<h1>Your password expires" not in mail.as_string()
