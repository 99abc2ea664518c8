"""Runs in the order of their last change, page by page, however many share one time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.dagster.cursor import Position, position_of
from nightledger.dagster.rows.runs import changed_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nightledger.dagster.instance import Reader, SeenRun

PAGE = 500


def runs_after(reader: Reader, start: Position | None, page: int = PAGE) -> Iterator[SeenRun]:
    """Yield runs beyond a place, in order; None: from the first."""
    if start:
        yield from runs_of_moment(reader, start.at, start, page)
    after = start.at if start else None
    while True:
        records = reader.runs(after, page)
        if len(records) < page:
            yield from sorted(records, key=position_of)
            return
        last = changed_at(records[-1])
        whole = [record for record in records if changed_at(record) < last]
        if whole:
            # of the last moment on the page there may be more: it begins the next page
            yield from sorted(whole, key=position_of)
            after = changed_at(whole[-1])
        else:
            yield from runs_of_moment(reader, last, None, page)
            after = last


def runs_of_moment(
    reader: Reader, moment: datetime, start: Position | None, page: int
) -> Iterator[SeenRun]:
    """Yield runs whose last change is of one moment, beyond a place in it, as they were created."""
    after_run = existing(reader, start)
    last_id = start.storage_id if start else -1
    while True:
        records = reader.runs_of_moment(moment, after_run, page)
        yield from (record for record in records if record.storage_id > last_id)
        if records:
            last_id = max(last_id, records[-1].storage_id)
            after_run = records[-1].dagster_run.run_id
        elif after_run and not reader.runs_with_ids([after_run]):
            after_run = None  # deleted meanwhile, and Dagster gives nothing beyond it: once more
            continue
        if len(records) < page:
            return


def existing(reader: Reader, start: Position | None) -> str | None:
    """Return the run a place names, if Dagster still has it."""
    has_run = start and start.run_id and reader.runs_with_ids([start.run_id])
    return start.run_id if start and has_run else None
