"""Whether a filter on the partition column reaches a table, asked of the analysed query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness.googlesql.partition import read_whole

if TYPE_CHECKING:
    from harness.googlesql.analyser import Analyser

TABLE = "proj.ds.events"
LATEST = "qualify row_number() over (partition by row_id order by recorded_at) = 1"
FILTERED = f"""
    with events as (
        select * from ds.events
        where recorded_at >= timestamp_sub(current_timestamp(), interval 9 day)
    ),
    final as (select * from events {LATEST})
    select * from final"""
SINCE = "recorded_at >= timestamp '2026-03-01'"


@pytest.mark.parametrize(
    "sql",
    [
        f"select 1 from ds.events where {SINCE}",
        f"select 1 from ds.events as e where size > 1 and e.{SINCE}",
        "select 1 from ds.events where timestamp '2026-03-01' < recorded_at",
        "select 1 from ds.events where recorded_at between @from and @to",
        FILTERED,
        f"select count(*) from ({FILTERED})",
        f"select 1 from (select *, size + 1 as next_size from ds.events) where {SINCE}",
        f"create table ds.copy as select * from ds.events where {SINCE}",
        f"insert into ds.events (row_id) select row_id from ds.events where {SINCE}",
        f"with a as (from ds.events), b as (select * from a) select 1 from b where {SINCE}",
        f"with a as (select * from ds.events where {SINCE}) select 1 from a cross join a as b",
    ],
)
def test_a_filter_directly_above_the_table_reaches_it(analyser: Analyser, sql: str) -> None:
    assert read_whole(analyser.resolve(sql), [TABLE]) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from ds.events",
        f"select 1 from ds.events where {SINCE} or size = 1",
        f"select 1 from ds.events where not ({SINCE})",
        "select 1 from ds.events where recorded_at < timestamp '2026-03-01'",
        "select 1 from ds.events where timestamp_trunc(recorded_at, day) > timestamp '2026-03-01'",
        "select 1 from ds.events where recorded_at > (select max(recorded_at) from ds.events)",
        "select 1 from ds.events where recorded_at >= timestamp_seconds(size)",
        f"select 1 from (select * from ds.events where true {LATEST}) where {SINCE}",
        "create table ds.copy as select * from ds.events",
        f"select 1 from (select max(recorded_at) as recorded_at from ds.events) where {SINCE}",
        f"select 1 from (select * from ds.events limit 9) where {SINCE}",
        f"select 1 from ds.events as a join ds.events as b using (row_id) where a.{SINCE}",
        f"select exists(select 1 from ds.events as b) from ds.events as a where {SINCE}",
        f"select 1 from ds.events where {SINCE} union all select 1 from ds.events",
        f"select current_timestamp() as {SINCE.split(maxsplit=1)[0]} from ds.events",
    ],
)
def test_any_scan_without_its_own_filter_is_told(analyser: Analyser, sql: str) -> None:
    assert read_whole(analyser.resolve(sql), [TABLE]) == [TABLE]
