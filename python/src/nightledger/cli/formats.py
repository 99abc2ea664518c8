"""An answer as a table for people, or as JSON or CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nightledger.cli.saying import give, printable, printable_json

if TYPE_CHECKING:
    from nightledger.ledger import ReadResult

FILE_COLUMNS = 10_000
"""Nothing is folded when the answer goes to a file or another program."""

NULL = Text("null", style="dim")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins so."""


def as_table(answer: ReadResult) -> None:
    """Write a table and a count; numbers stand right."""
    console = Console()
    if not console.is_terminal:
        console.width = FILE_COLUMNS
    table = Table(header_style="bold", show_lines=any(has_lines(row) for row in answer.rows))
    for place, name in enumerate(answer.columns):
        numeric = all(is_number(row[place]) for row in answer.rows if row[place] is not None)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in answer.rows:
        table.add_row(*(cell(value) for value in row))
    console.print(table)
    count = len(answer.rows)
    console.print(f"{count:,} row{'' if count == 1 else 's'}", style="dim", highlight=False)


def cell(value: object) -> Text:
    """Return a value as a person reads it."""
    if value is None:
        return NULL
    return Text(printable(plain(value)))


def plain(value: Any) -> str:  # noqa: ANN401 - whatever BigQuery answers
    """Return a value as text: times in UTC to the second, everything nested as JSON."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return to_json(value)
    return str(value)


def is_number(value: object) -> bool:
    """Return whether a value is a number; truth values are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def has_lines(row: tuple[object, ...]) -> bool:
    """Return whether a value takes several lines, so that rows need rules between them."""
    return any(isinstance(value, str) and "\n" in value for value in row)


def as_json(answer: ReadResult) -> None:
    """Write a list of objects."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    give(to_json(rows, indent=2))


def as_csv(answer: ReadResult) -> None:
    """Write a header and a line per row; nothing stands for null, and no cell is a formula."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow(csv_cell(value) for value in row)
    give(lines.getvalue().removesuffix("\n"))


def csv_cell(value: object) -> str:
    """Return a value as a cell; text that a spreadsheet would run gets a quote before it."""
    text = "" if value is None else exact(value)
    is_run = isinstance(value, str) and text.startswith(FORMULA)
    return f"'{text}" if is_run else text


def exact(value: object) -> str:
    """Return a value as a program reads it."""
    return to_json(value) if isinstance(value, (list, dict, bool)) else str(spelt(value))


def to_json(value: object, indent: int | None = None) -> str:
    """Return JSON; what it has no word for becomes text."""
    return printable_json(json.dumps(value, default=spelt, ensure_ascii=False, indent=indent))


def spelt(value: object) -> str:
    """Return a time as ISO 8601, anything else as its own text."""
    return value.isoformat() if isinstance(value, date) else str(value)
