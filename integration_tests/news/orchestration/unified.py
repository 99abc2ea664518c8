"""What stands between the unified impressions and the public, and what is published of them."""

import csv
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import dagster as dg
from google.cloud.bigquery import QueryJobConfig, ScalarQueryParameter
from news.feeds import PUBLISHERS
from news.orchestration.deliveries import DAYS, ONE_BY_ONE
from news.orchestration.place import PLACE

UNIFIED = dg.AssetKey("stg_unified_impressions")
NAMES = [publisher.name for publisher in PUBLISHERS]
AT_LEAST = 30
"""Rows per publisher and day; half of what the smallest delivers."""

OLDEST = timedelta(hours=24)
"""How old a publisher's newest impression may be when the day is over."""

PER_PUBLISHER = """
select
    publisher,
    countif(delivered_for = @day) as row_count,
    max(if(delivered_for <= @day, shown_at, null)) as newest_at,
from `{built}`.stg_unified_impressions
group by publisher
"""
MOST_READ = """
select publisher, article_id, count(*) as read_count
from `{built}`.stg_unified_impressions
where delivered_for = @day and is_clicked
group by publisher, article_id
order by read_count desc, publisher, article_id
limit 10
"""


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            "row_count",
            asset=UNIFIED,
            blocking=True,
            description="Every publisher has enough impressions on the day.",
            metadata={"nightledger/severity": "critical"},
        ),
        dg.AssetCheckSpec(
            "freshness",
            asset=UNIFIED,
            blocking=True,
            description="Every publisher's newest impression is of the day.",
            metadata={"nightledger/severity": "critical"},
        ),
    ]
)
def every_publisher_is_there(
    context: dg.AssetCheckExecutionContext,
) -> Iterator[dg.AssetCheckResult]:
    """Look at each publisher by its name; one that is missing is named."""
    day = date.fromisoformat(context.run.tags["dagster/partition"])
    found = {row["publisher"]: row for row in ask(PER_PUBLISHER, day)}
    counts = {name: found[name]["row_count"] if name in found else 0 for name in NAMES}
    newest = {name: found[name]["newest_at"] if name in found else None for name in NAMES}
    yield result(
        "row_count",
        day,
        {n: f"{c} rows" for n, c in counts.items() if c < AT_LEAST},
        counts,
    )
    stale = {name: age(at, day) for name, at in newest.items() if not is_fresh(at, day)}
    yield result("freshness", day, stale, {name: str(at) for name, at in newest.items()})


def result(
    check: str, day: date, wrong: dict[str, str], found: dict[str, Any]
) -> dg.AssetCheckResult:
    """Say which publishers are not as they are to be."""
    named = ", ".join(f"{name} ({what})" for name, what in wrong.items())
    return dg.AssetCheckResult(
        asset_key=UNIFIED,
        check_name=check,
        passed=not wrong,
        description=f"{day}: missing {named}" if wrong else f"{day}: all publishers are there",
        metadata={"nightledger/severity": "critical", **found},
    )


def is_fresh(newest_at: datetime | None, day: date) -> bool:
    """Compare a publisher's newest impression with the end of the day."""
    return newest_at is not None and end_of(day) - newest_at <= OLDEST


def age(newest_at: datetime | None, day: date) -> str:
    """Say how old it is by then."""
    if newest_at is None:
        return "no impressions at all"
    return f"newest is {(end_of(day) - newest_at).total_seconds() / 3600:.0f} hours old"


def end_of(day: date) -> datetime:
    """Return the midnight that ends a day (UTC)."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=timezone.utc)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            "most_read",
            deps=[UNIFIED],
            group_name="publishing",
            owners=["newsroom-data@news.example"],
        )
    ],
    partitions_def=DAYS,
    backfill_policy=ONE_BY_ONE,
)
def most_read(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """Write the ten most read articles of the day to a file."""
    day = date.fromisoformat(context.partition_key)
    articles = ask(MOST_READ, day)
    path = PLACE.published / f"most_read_{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["publisher", "article_id", "read_count"])
        writer.writeheader()
        writer.writerows(articles)
    return dg.MaterializeResult(metadata={"dagster/row_count": len(articles), "path": str(path)})


def ask(sql: str, day: date) -> list[dict[str, Any]]:
    """Ask the warehouse about a day."""
    config = QueryJobConfig(query_parameters=[ScalarQueryParameter("day", "DATE", day)])
    with closing(PLACE.target.client()) as client:
        job = client.query(sql.format(built=PLACE.dataset), job_config=config)
        return [dict(row) for row in job.result()]
