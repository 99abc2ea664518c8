"""Texts as a terminal may be given them: what they hold must not speak to it."""

from __future__ import annotations

import sys
from typing import Any

import click

KEPT = "\n\t"
HIDDEN = [
    *(code for code in range(0x20) if chr(code) not in KEPT),
    *range(0x7F, 0xA0),
    0x061C,
    *range(0x200E, 0x2010),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
    0xFEFF,
]
"""Control characters, those that turn the direction of writing, and halves of characters."""

ESCAPES = {code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" for code in HIDDEN}  # noqa: PLR2004 - a byte


def printable(text: object) -> str:
    """Give text whose control characters are spelt out in hexadecimal digits."""
    return str(text).translate(ESCAPES)


def echo(text: object = "", *, err: bool = False) -> None:
    """Write a line that cannot speak to the terminal."""
    click.echo(printable(text), err=err)


def printable_json(text: str) -> str:
    """Give JSON with the same characters spelt as JSON does: any program reads it as before."""
    return text.translate({code: f"\\u{code:04x}" for code in HIDDEN})


def exact_or_printable(text: str) -> str:
    """Give text as it is for a program or a file, printable for a terminal."""
    return printable(text) if sys.stdout.isatty() else text


def never_fail_to_write() -> None:
    """Let what the terminal has no sign for be written as `?`: a verb is not to die of a name."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
