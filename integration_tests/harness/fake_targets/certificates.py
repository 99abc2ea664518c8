"""Certificates for the fake servers: one good, the others wrong in one way each."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import trustme

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["CERTIFICATES", "HOST", "Authority"]

HOST = "127.0.0.1"
GOOD = "good"
#: What a server can show; a client that trusts `Authority` must take only the good one.
CERTIFICATES = (GOOD, "expired", "wrong_host", "unknown_issuer")
EXPIRED_AT = datetime(2021, 1, 1, tzinfo=timezone.utc)
ISSUED_AT = datetime(2020, 1, 1, tzinfo=timezone.utc)


@dataclass(slots=True)
class Authority:
    """A certificate authority made for one run."""

    _known: trustme.CA = field(default_factory=trustme.CA)
    _unknown: trustme.CA = field(default_factory=trustme.CA)

    def write(self, path: Path) -> None:
        """Write the certificate a client has to trust, as PEM."""
        self._known.cert_pem.write_to_path(str(path))

    def context(self, certificate: str) -> ssl.SSLContext:
        """Return a server's context that shows the named certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._issue(certificate).configure_cert(context)
        return context

    def _issue(self, certificate: str) -> trustme.LeafCert:
        if certificate == "expired":
            return self._known.issue_cert(HOST, not_before=ISSUED_AT, not_after=EXPIRED_AT)
        if certificate == "wrong_host":
            return self._known.issue_cert("elsewhere.test")
        issuer = self._unknown if certificate == "unknown_issuer" else self._known
        return issuer.issue_cert(HOST, "localhost")
