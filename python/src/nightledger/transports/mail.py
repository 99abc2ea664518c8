"""A message as a mail: HTML and plain text, threaded by problem."""

from __future__ import annotations

import hashlib
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from nightledger.errors import ConfigError
from nightledger.transports.content import told_at
from nightledger.transports.html import html_of
from nightledger.transports.lines import more_of, plain_lines
from nightledger.transports.plain import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nightledger.transports.content import Content
    from nightledger.transports.message import Message

LISTED = 100
VALUE_CHARACTERS = 500
THREAD_PROBLEMS = 10


def mail_of(message: Message, content: Content, sender: str, to: Sequence[str]) -> bytes:
    """Return the mail as it goes over the wire. The same message gives the same bytes.

    Raises ConfigError for one whose headers do not read back as they were written.
    """
    mail = EmailMessage(policy=policy.SMTP)
    headers = headers_of(message, content, sender, to)
    for name, value in headers.items():
        mail[name] = value
    count = content.full_count
    full, rest = content.problems[:count], content.problems[count : count + LISTED]
    more = more_of(omitted_from(content)) if omitted_from(content) else ""
    mail.set_content("\n".join(plain_lines(content, count, LISTED, VALUE_CHARACTERS)) + "\n")
    mail.make_alternative(boundary="=_" + digest(message.message_id))
    html = html_of(content=content, full=full, listed=rest, more=more, limit=VALUE_CHARACTERS)
    mail.add_alternative(html, subtype="html")
    wire = mail.as_bytes()
    read = BytesHeaderParser(policy=policy.compat32).parsebytes(wire).keys()
    if sorted(read) != sorted([*headers, "MIME-Version", "Content-Type"]):
        text = "the mail's headers do not read back as they were written; nothing was sent"
        raise ConfigError(text)
    return wire


def header_text(text: object, limit: int) -> str:
    """Return text for a header, on one line.

    Python's mail library decodes `=?utf-8?q?...?=` in what it is given, line breaks included: a
    character nobody sees keeps the two signs apart.
    """
    return clean(text, limit).replace("=?", "=\u200b?")


def omitted_from(content: Content) -> int:
    """Return how many problems are only counted."""
    return max(0, content.count - content.full_count - LISTED)


def headers_of(
    message: Message, content: Content, sender: str, to: Sequence[str]
) -> dict[str, str]:
    """Return the headers, every text of them on one line."""
    domain = domain_of(sender)
    parents = thread_of(message, content, domain)
    headers = {
        "From": sender,
        "To": ", ".join(to),
        "Subject": header_text(content.title, 200),
        "Date": format_datetime(told_at(message)),
        "Message-ID": f"<{digest(message.message_id)}@{domain}>",
        "In-Reply-To": parents[-1] if len(content.problems) == 1 else parents[0],
        "References": " ".join(parents),
        "Auto-Submitted": "auto-generated",
        "X-Nightledger-Message": header_text(message.message_id, 200),
        "X-Nightledger-Receiver": header_text(message.receiver, 200),
        "X-Nightledger-Environment": header_text(message.environment, 200),
        "X-Nightledger-Reason": header_text(message.reason, 40),
        "X-Nightledger-Severity": header_text(content.severity, 40),
        "X-Nightledger-Problems": str(content.count),
    }
    if content.is_firing and content.severity == "critical":
        headers["Importance"] = "high"
    return headers


def thread_of(message: Message, content: Content, domain: str) -> list[str]:
    """Return the ids a mail answers to: its group's, then its problems'.

    Nobody ever sent mails with these ids. Readers put all mails that name one into one thread, so
    a resolved note is found beneath what opened the problem.
    """
    problems = content.problems[:THREAD_PROBLEMS]
    names = [f"group {message.group_key}"]
    names += [f"problem {problem.notification.fingerprint}" for problem in problems]
    return [f"<{digest(name)}@{domain}>" for name in names]


def digest(text: str) -> str:
    """Return a short name for a text, safe in any header."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def domain_of(sender: str) -> str:
    """Return the domain of the sender's address."""
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return domain if re.fullmatch("[A-Za-z0-9.-]+", domain) else "localhost"
