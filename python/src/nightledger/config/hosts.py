"""Which addresses a message may go to."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

WORKFLOWS_HOSTS = ("*.logic.azure.com", "*.environment.api.powerplatform.com")
"""Where the webhooks of Teams' Workflows live."""

RETIRED = (
    "this is a connector's URL, which Microsoft switched off in May 2026; "
    "make a Workflows webhook for the channel and use its URL"
)


def retired(url: str) -> str | None:
    """Return what is wrong with a URL of an Office 365 connector; None for any other."""
    host, path = _host(url), url.lower()
    if _is_one_of(host, ("*.webhook.office.com", "webhook.office.com")):
        return RETIRED
    if _is_one_of(host, ("outlook.office.com", "outlook.office365.com")):
        return RETIRED if "/webhook" in path else None
    return None


def check_https(url: str) -> None:
    """Raise ConfigError unless url is https, or http to this machine. Never shows the url."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if "\\" in url or not url.isprintable() or " " in url:
        # programs disagree on where the host ends in such a URL
        message = "it is no URL; a backslash, a space or an invisible character is in it"
        raise ConfigError(message)
    if parts.scheme not in {"http", "https"} or not host:
        message = "it is no URL; it has to begin with https:// and a host"
        raise ConfigError(message)
    if parts.scheme == "http" and not is_loopback(host):
        message = f"plain http to {host}: anybody on the way could read it; use https"
        raise ConfigError(message)


def check_teams(url: str, allowed_hosts: Iterable[str] = ()) -> None:
    """Raise ConfigError unless url is a Workflows webhook or on an allowed host."""
    problem = retired(url)
    if problem:
        raise ConfigError(problem)
    check_https(url)
    host = _host(url)
    allowed = tuple(allowed_hosts)
    if not _is_one_of(host, (*WORKFLOWS_HOSTS, *allowed)):
        message = (
            f"{host} is no host of Teams' Workflows ({', '.join(WORKFLOWS_HOSTS)}); "
            "if it should be one, add it to allowed_hosts"
        )
        raise ConfigError(message)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_one_of(host: str, allowed: Iterable[str]) -> bool:
    return any(
        host.endswith(name[1:].lower()) if name.startswith("*.") else host == name.lower()
        for name in allowed
    )
