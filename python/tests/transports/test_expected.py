"""One message as every transport renders it, kept as files that people can read.

Write them anew with `NIGHTLEDGER_WRITE_EXPECTED=1` and look at the difference.
"""

from __future__ import annotations

import json
import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from nightledger.transports.apprise import Apprise
from nightledger.transports.smtp import Smtp
from python.tests.transports.examples import DASHBOARD, message, notification, several
from python.tests.transports.targets_of import HTTP_TRANSPORTS, transport_to

EXPECTED = Path(__file__).parent / "expected"
MESSAGES = {
    "opened": message(),
    "resolved": message(
        notification(
            reason="resolved",
            is_firing=False,
            resolved_at=notification().due_at,
            fixed_by=("commit 0a1b2c3 by ada", "code of model customers changed"),
        ),
        as_of=notification().due_at,
    ),
    "three": several(3),
}


def is_expected(name: str, text: str) -> bool:
    """Return whether the file holds this text; writes it when asked to."""
    path = EXPECTED / name
    if os.environ.get("NIGHTLEDGER_WRITE_EXPECTED"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") == text


@pytest.mark.row("C9")
@pytest.mark.parametrize("about", MESSAGES)
@pytest.mark.parametrize("kind", HTTP_TRANSPORTS)
def test_the_json_is_as_kept(kind: str, about: str) -> None:
    body = json.loads(transport_to(kind, "").render(MESSAGES[about]).body)
    text = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    assert is_expected(f"{kind}_{about}.json", text)


@pytest.mark.row("C9")
@pytest.mark.parametrize("about", MESSAGES)
def test_the_mail_is_as_kept(about: str) -> None:
    transport = Smtp(
        host="mail.example.com",
        port=587,
        tls="starttls",
        sender="Nightledger <night@example.com>",
        to=("ada@example.com",),
        dashboard_url=DASHBOARD,
    )
    mail = message_from_bytes(transport.render(MESSAGES[about]).body, policy=policy.default)
    for kind, name in (("plain", "txt"), ("html", "html")):
        part = mail.get_body((kind,))
        assert part is not None
        text = part.get_content().replace("\r\n", "\n")
        assert is_expected(f"mail_{about}.{name}", f"{text.rstrip()}\n")
    headers = "".join(f"{header}: {value}\n" for header, value in mail.items())
    assert is_expected(f"mail_{about}.headers", headers)


@pytest.mark.parametrize("about", MESSAGES)
def test_the_text_for_apprise_is_as_kept(about: str) -> None:
    payload = Apprise(url=lambda: "").render(MESSAGES[about])
    assert is_expected(f"apprise_{about}.txt", f"{payload.title}\n\n{payload.body.decode()}\n")
