"""What the command line says: nothing of it speaks to the terminal."""

from __future__ import annotations

import re
import sys
from io import TextIOWrapper

import click

from nightledger.transports.plain import INVISIBLE

UNSEEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]|{INVISIBLE.pattern}")
"""All control characters but those that end a line or a column, and marks nobody sees."""


def printable(text: str) -> str:
    """Return a text in which what nobody sees is spelt out."""
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def printable_json(text: str) -> str:
    """Return JSON with the same characters spelt as JSON does: any program reads it as before."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: object, *, err: bool = False) -> None:
    """Write a line for a person. err: to standard error."""
    click.echo(printable(str(text)), err=err)


def give(text: str) -> None:
    """Write what a program reads: as it is, unless a person looks on."""
    click.echo(printable(text) if sys.stdout.isatty() else text, color=True)


def take_any_character() -> None:
    """Let output spell out what its encoding has no sign for."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
