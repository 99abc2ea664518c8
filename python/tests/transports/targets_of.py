"""One transport of each kind that posts to a given address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.transports.pagerduty import PagerDuty
from nightledger.transports.presets import PRESETS
from nightledger.transports.slack import Slack
from nightledger.transports.teams import Teams
from nightledger.transports.templated import KeyedWebhook, TemplatedWebhook
from nightledger.transports.webhook import Webhook
from python.tests.transports.examples import SECRET

if TYPE_CHECKING:
    from nightledger.transports import Transport

HTTP_TRANSPORTS = ("teams", "slack", "pagerduty", "webhook", *PRESETS)


def transport_to(kind: str, url: str) -> Transport:
    """Return a transport that posts to url."""
    if kind == "teams":
        return Teams(url=lambda: url)
    if kind == "slack":
        return Slack(url=lambda: url)
    if kind == "pagerduty":
        return PagerDuty(routing_key=lambda: SECRET, endpoint=url)
    if kind in PRESETS:
        preset = PRESETS[kind]
        made = KeyedWebhook if preset.each == "problem" else TemplatedWebhook
        return made(url=lambda: url, preset=preset, headers={"Authorization": lambda: SECRET})
    return Webhook(url=lambda: url, hmac_secret=lambda: SECRET, headers={"X-Key": lambda: SECRET})
