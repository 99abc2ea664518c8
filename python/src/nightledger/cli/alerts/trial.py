"""`nightledger alerts test`: one marked message to one receiver, for real."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from nightledger.cli.alerts.receiver import receiver_named
from nightledger.cli.alerts_file import config_option
from nightledger.cli.person import who_asks
from nightledger.cli.saying import say
from nightledger.errors import ConfigError
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from pathlib import Path

    from nightledger.transports import Outcome

NOTES = {
    "teams": "Teams says only that the flow took it, not that anybody sees it: look for it there.",
    "pagerduty": "It may have opened an incident of low severity: resolve it there.",
}


@click.command("test", short_help="Send a message that is marked as a test.")
@click.argument("receiver")
@config_option
def trial(*, receiver: str, alerts_file: Path) -> None:
    """Send a message that is marked as a test to RECEIVER, and say what came of it.

    Nothing is put on record, and what is pending stays so. The exit code is 1 unless every
    target accepted it.
    """
    from nightledger import config  # noqa: PLC0415 - heavy
    from nightledger.config.build import build  # noqa: PLC0415 - heavy
    from nightledger.preview.samples import trial_message  # noqa: PLC0415 - heavy
    from nightledger.transports.deadline import send_within  # noqa: PLC0415 - heavy

    alerts = config.load(alerts_file)
    chosen = receiver_named(alerts, receiver)
    transport = build(alerts, chosen, os.environ)
    if isinstance(transport, ConfigError):
        raise transport
    message = trial_message(receiver, who_asks())
    payload = transport.render(message)
    seconds = alerts.rules.limits.deadline.total_seconds()
    accepted = []
    for recipient in chosen.target.recipients or (None,):
        outcome = send_within(transport, message, payload, recipient, seconds)
        accepted.append(outcome.status == "accepted")
        say(line_of(receiver, recipient, outcome))
    if chosen.type in NOTES and all(accepted):
        say(NOTES[chosen.type])
    if not all(accepted):
        raise click.exceptions.Exit(1)


def line_of(receiver: str, recipient: str | None, outcome: Outcome) -> str:
    """Say what came of an attempt."""
    target = " ".join(part for part in (receiver, recipient) if part)
    said = " ".join(str(part) for part in (outcome.code, outcome.response) if part)
    return redact_text(f"{target}: {outcome.status} ({said})")
