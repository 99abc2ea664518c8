"""Offending rows as a small grid of texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nightledger.transports.plain import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLUMNS = 5
ROWS = 3
CELL_CHARACTERS = 60
# names of dbt's own tests: the offending value says the same under the column's real name
BY_DBT = {"unique_field", "value_field", "from_field", "n_records"}


class Grid(NamedTuple):
    """Column names and rows of the same length. more: columns and rows not shown, in words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str

    def narrowed(self, most: int) -> Grid:
        """Return the first columns of it, as many as a narrow screen takes."""
        hidden = len(self.columns) - most
        if hidden <= 0:
            return self
        before = int(self.more.split()[0]) if self.more else 0
        rows = tuple(row[:most] for row in self.rows)
        return Grid(self.columns[:most], rows, not_shown(hidden + before))


def grid_of(sample: Sequence[Mapping[str, Any]]) -> Grid | None:
    """Return the first rows and columns of a sample; None when there is nothing to show."""
    names = list(dict.fromkeys(name for row in sample[:ROWS] for name in row))
    if set(names) <= BY_DBT:
        return None
    shown = names[:COLUMNS]
    rows = tuple(tuple(cell(row.get(name)) for name in shown) for row in sample[:ROWS])
    hidden = len(names) - len(shown)
    more = not_shown(hidden) if hidden else ""
    return Grid(tuple(cell(name) for name in shown), rows, more)


def not_shown(columns: int) -> str:
    """Return how many columns there are besides."""
    return f"{columns} more column{'s' if columns > 1 else ''} not shown"


def cell(value: object) -> str:
    """Return a value as SQL people read it. Never empty: media refuse empty texts."""
    if value is None:
        return "null"
    return clean(value, CELL_CHARACTERS) or "(empty)"


def aligned(grid: Grid) -> list[str]:
    """Return the grid as lines of a monospace font."""
    table = [grid.columns, *grid.rows]
    widths = [max(len(row[index]) for row in table) for index in range(len(grid.columns))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    ]
    return [*lines, f"({grid.more})"] if grid.more else lines
