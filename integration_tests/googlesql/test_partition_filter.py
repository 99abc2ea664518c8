"""Whether a filter on the partition column reaches a table, asked of the analysed query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness.googlesql.partition import partition_filter_reaches

if TYPE_CHECKING:
    from harness.googlesql.analyser import Analyser

TABLE = "proj.ds.events"
LATEST = "qualify row_number() over (partition by row_id order by occurred_at) = 1"
VIEWS = {
    "proj.ds.filtered": f"""
        with events as (
            select * from `proj`.`ds`.`events`
            where occurred_at >= timestamp_sub(current_timestamp(), interval 9 day)
        ),
        final as (select * from events {LATEST})
        select * from final""",
    "proj.ds.unfiltered": f"select * from `proj`.`ds`.`events` where true {LATEST}",
    "proj.ds.plain": "select *, size + 1 as next_size from `proj`.`ds`.`events`",
    "proj.ds.summary": "select count(*) as events from `proj`.`ds`.`filtered`",
}
SINCE = "occurred_at >= timestamp '2026-03-01'"


@pytest.mark.parametrize(
    "sql",
    [
        f"select 1 from ds.events where {SINCE}",
        f"select 1 from ds.events as e where size > 1 and e.{SINCE}",
        "select 1 from ds.events where timestamp '2026-03-01' < occurred_at",
        "select 1 from ds.events where occurred_at between @from and @to",
        "select * from proj.ds.filtered",
        "select * from proj.ds.summary",
        f"select 1 from proj.ds.plain where {SINCE}",
        f"with a as (from ds.events), b as (select * from a) select 1 from b where {SINCE}",
        f"with a as (select * from ds.events where {SINCE}) select 1 from a cross join a as b",
    ],
)
def test_a_filter_directly_above_the_table_reaches_it(analyser: Analyser, sql: str) -> None:
    assert partition_filter_reaches(analyser, sql, table=TABLE, views=VIEWS)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 from ds.events",
        f"select 1 from ds.events where {SINCE} or size = 1",
        f"select 1 from ds.events where not ({SINCE})",
        "select 1 from ds.events where occurred_at < timestamp '2026-03-01'",
        "select 1 from ds.events where timestamp_trunc(occurred_at, day) > timestamp '2026-03-01'",
        "select 1 from ds.events where occurred_at > (select max(occurred_at) from ds.events)",
        "select 1 from ds.events where occurred_at >= timestamp_seconds(size)",
        f"select 1 from proj.ds.unfiltered where {SINCE}",
        f"select 1 from (select max(occurred_at) as occurred_at from ds.events) where {SINCE}",
        f"select 1 from (select * from ds.events limit 9) where {SINCE}",
        f"select 1 from ds.events as a join ds.events as b using (row_id) where a.{SINCE}",
        f"select exists(select 1 from ds.events as b) from ds.events as a where {SINCE}",
        f"select 1 from ds.events where {SINCE} union all select 1 from ds.events",
        f"select current_timestamp() as {SINCE.split(maxsplit=1)[0]} from ds.events",
    ],
)
def test_any_scan_without_its_own_filter_is_told(analyser: Analyser, sql: str) -> None:
    assert not partition_filter_reaches(analyser, sql, table=TABLE, views=VIEWS)


def test_asking_about_a_table_which_is_not_read_is_a_mistake(analyser: Analyser) -> None:
    with pytest.raises(ValueError, match=r"does not read proj\.ds\.other"):
        partition_filter_reaches(analyser, "select 1 from ds.events", table="proj.ds.other")
