"""One receiver of alerts.yml, by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from nightledger.config import Config
    from nightledger.config.receivers import AnyReceiver


def receiver_named(alerts: Config, name: str) -> AnyReceiver:
    """Return a receiver. Raises UsageError, which names those there are."""
    for receiver in alerts.receivers:
        if receiver.name == name:
            return receiver
    known = ", ".join(receiver.name for receiver in alerts.receivers)
    message = f"There is no receiver {name!r} in alerts.yml; there are {known}."
    raise click.UsageError(message)
