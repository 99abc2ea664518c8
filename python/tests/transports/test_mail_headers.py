"""No text of a problem becomes a header of the mail that tells it, or its body."""

from __future__ import annotations

import email
import random
from email import policy

import pytest
from nightledger.transports.content import describe
from nightledger.transports.mail import mail_of
from python.tests.transports.examples import hostile, message, notification

OURS = {
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "X-Nightledger-Message", "X-Nightledger-Receiver"),
    *("X-Nightledger-Environment", "X-Nightledger-Reason", "X-Nightledger-Severity"),
    *("X-Nightledger-Problems", "Importance", "MIME-Version", "Content-Type"),
}
INJECTIONS = [
    "=?utf-8?q?=0D=0ABcc:_evil@evil.test?= x",
    "=?utf-8?q?=0D=0A=0D=0A<h1>Your_password_expires</h1>?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAZXZpbC50ZXN0?=",
    "=?utf-8?b?DQoNCjxoMT5leHBpcmVkPC9oMT4=?=",
    "=?UTF-8?Q?=0a?=Bcc: evil@evil.test",
    "=\u200b?utf-8?q?=0D=0ABcc:_evil@evil.test?=",
    "==??utf-8?q?=0D=0ABcc:_evil@evil.test?=?=",
    "a\r\nBcc: evil@evil.test",
    "a\rBcc: evil@evil.test\n\n<h1>",
    "a\x85Bcc: evil@evil.test\u2028Bcc: evil@evil.test",
]
DICE = random.Random(7)  # noqa: S311 - no cryptography
PARTS = [
    "=?",
    "?=",
    "utf-8",
    "?q?",
    "?b?",
    "=0D=0A",
    "\r\n",
    "Bcc:",
    " x",
    "DQpCY2M6",
    "\u200b",
    "=",
    "?",
]


def made_up() -> list[str]:
    """Return texts of the pieces such an attack is made of."""
    return ["".join(DICE.choices(PARTS, k=12)) for _ in range(60)]


@pytest.mark.row("C6")
@pytest.mark.row("G3")
@pytest.mark.parametrize("text", [*INJECTIONS, *made_up()])
def test_a_mail_reads_back_with_exactly_our_headers(text: str) -> None:
    one = notification(subject_name=text, owner=text, environment=text, severity="error")
    told = message(one, environment=text, receiver=text, message_id=text)
    check(mail_of(told, describe(told), "ledger@example.com", ["ada@example.com"]))


@pytest.mark.row("C6")
def test_a_mail_of_hostile_text_reads_back_too() -> None:
    told = hostile()
    check(mail_of(told, describe(told), "ledger@example.com", ["ada@example.com"]))


def check(wire: bytes) -> None:
    """Hold what a reader finds against what we wrote."""
    for reading in (policy.default, policy.compat32):
        mail = email.message_from_bytes(wire, policy=reading)
        names = list(mail.keys())
        assert set(names) <= OURS
        assert len(names) == len(set(names))
        assert str(mail["To"]) == "ada@example.com"
        assert mail.is_multipart()
    head = wire.split(b"\r\n\r\n", 1)[0]
    assert b"evil@evil.test" not in head.split(b"Subject")[0]
