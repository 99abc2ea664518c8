"""Who runs a command."""

from __future__ import annotations

import os

import click

from nightledger.contract import KNOWN_VARIABLES

VARIABLES = (*KNOWN_VARIABLES["invoked_by"], "USER", "USERNAME")


def who_asks() -> str | None:
    """Return the name the environment tells: CI's, then the machine's; None when nothing does."""
    return next((os.environ[name] for name in VARIABLES if os.environ.get(name)), None)


def person(by: str | None) -> str:
    """Return the name that was given, else the environment's. Raises UsageError without any."""
    name = (by or "").strip() or who_asks()
    if not name:
        message = "Give --by: nothing here tells who you are."
        raise click.UsageError(message)
    return name
