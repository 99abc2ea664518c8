"""What the ledger knows of earlier loads, asked for with one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOADS = 14
"""How many earlier loads say what is usual; two weeks of a daily one."""

DAYS = 90
"""How far back they may be: this many day partitions are read, of three columns."""

HISTORY_SQL = """
-- one row per table and earlier load, newest first
with first_written as (
    select table_name, occurred_at, rows_loaded, columns
    from dlt_loads
    where recorded_at >= timestamp_sub(current_timestamp(), interval @days day)
        and occurred_at >= timestamp_sub(current_timestamp(), interval @days day)
        and environment = @environment
        and pipeline_name = @pipeline_name
        and dataset_name = @dataset_name
        and table_name in unnest(@tables)
        and load_id not in unnest(@load_ids)
        and status = 'loaded'
        and rows_loaded is not null
    qualify row_number() over (partition by row_id order by recorded_at) = 1
)

select table_name, rows_loaded, columns
from first_written
qualify row_number() over (partition by table_name order by occurred_at desc) <= @loads
order by table_name, occurred_at desc
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLoad:
    """One load of one table."""

    rows: int
    columns: frozenset[str]
    """Names of the columns that had data. Empty: none, or nobody knows."""


History = dict[str, list[EarlierLoad]]
"""Earlier loads by table, newest first."""


def history_of(rows: Iterable[Sequence[Any]]) -> History:
    """Make it from the answer to `HISTORY_SQL`."""
    history: History = {}
    for table, count, columns in rows:
        names = frozenset(name_of(column) for column in columns or ())
        history.setdefault(table, []).append(EarlierLoad(rows=count, columns=names))
    return history


def name_of(column: str) -> str:
    """Return the name in `name type`."""
    return column.partition(" ")[0]
