"""Where a receiver's messages go, without what is secret about it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nightledger.config.build import fetches
from nightledger.config.receivers import (
    AppriseReceiver,
    NoReceiver,
    PagerDutyReceiver,
    SmtpReceiver,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.config.receivers import AnyReceiver


def target_of(receiver: AnyReceiver, environ: Mapping[str, str]) -> str:
    """Return host or addresses. Raises ConfigError when the address is a secret and missing."""
    if isinstance(receiver, SmtpReceiver):
        return f"{', '.join(receiver.to)} by {receiver.host}:{receiver.port} ({receiver.tls})"
    if isinstance(receiver, PagerDutyReceiver):
        return urlsplit(receiver.endpoint).hostname or ""
    if isinstance(receiver, NoReceiver):
        return "nobody"
    url = fetches(receiver, environ)["url"]()
    if isinstance(receiver, AppriseReceiver):
        return f"{urlsplit(url).scheme}://"  # what follows may be a token in any place
    return urlsplit(url).hostname or ""
