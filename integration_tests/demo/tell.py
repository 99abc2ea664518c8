"""What the demo says on the screen."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WRITTEN_WIDTH = 120
"""Columns of what goes into a file; a terminal says its own."""

console = Console(highlight=False, width=None if sys.stdout.isatty() else WRITTEN_WIDTH)


def plain(value: object) -> str:
    """Return a value as a person reads it; times to the second."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, list):
        return ", ".join(plain(item) for item in value)
    return "" if value is None else escape(str(value))


def chapter(title: str) -> None:
    """Begin a part of the story."""
    console.print()
    console.rule(f"[bold]{title}", align="left")


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    started = time.monotonic()
    with console.status(text):
        yield
    console.print(f"  {text} [dim]{time.monotonic() - started:.0f} s[/dim]")


def say(text: str) -> None:
    """Say one line."""
    console.print(f"  {text}")


def records(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Show few rows with many columns: one line a column."""
    console.print(f"\n[bold]{title}[/bold]")
    for row in rows:
        table = Table(show_header=False, box=None, padding=(0, 2))
        for name, value in row.items():
            if value not in (None, "", []):
                table.add_row(f"[dim]{name}[/dim]", plain(value))
        console.print(table)
        console.print()


def grid(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Show many rows with few columns."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for name in rows[0] if rows else ():
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(plain(value) for value in row.values()))
    console.print()
    console.print(table)


def message(title: str, subject: str, body: str) -> None:
    """Show a message in a frame."""
    text = f"[bold]{escape(subject)}[/bold]\n{escape(body.strip())}"
    console.print()
    console.print(Panel(text, title=title, title_align="left", padding=(0, 1)))
