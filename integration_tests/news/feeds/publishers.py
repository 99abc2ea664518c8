"""How each publisher's file is read: row by row, as it comes."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyarrow import parquet  # type: ignore[import-untyped] # it has no types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

Row = dict[str, Any]

MIND_COLUMNS = ("impression_id", "user_id", "time", "history", "impressions")
"""behaviors.tsv has no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A publisher, the file it delivers each day, and the raw table that goes to."""

    name: str
    file: str
    table: str
    read: Callable[[Path], Iterator[Row]]

    def path(self, landing: Path, day: date) -> Path:
        """Return where the file of a day lands."""
        return landing / str(day) / self.name / self.file

    def rows(self, landing: Path, day: date) -> Iterator[Row]:
        """Read a day's file; a file that is not there has no rows."""
        path = self.path(landing, day)
        if path.exists():
            yield from ({**row, "delivered_for": day} for row in self.read(path))


def read_parquet(path: Path) -> Iterator[Row]:
    """Read EB-NeRD's behaviors."""
    yield from parquet.read_table(path).to_pylist()


def read_json_lines(path: Path) -> Iterator[Row]:
    """Read Adressa's events."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def read_tsv(path: Path) -> Iterator[Row]:
    """Read MIND's behaviors."""
    with path.open(encoding="utf-8", newline="") as lines:
        for values in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield dict(zip(MIND_COLUMNS, values, strict=True))


PUBLISHERS = (
    Publisher(
        name="ebnerd",
        file="behaviors.parquet",
        table="ebnerd_behaviors",
        read=read_parquet,
    ),
    Publisher(
        name="adressa",
        file="events.jsonl",
        table="adressa_events",
        read=read_json_lines,
    ),
    Publisher(name="mind", file="behaviors.tsv", table="mind_behaviors", read=read_tsv),
)
