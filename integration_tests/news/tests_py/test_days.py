"""A good day, a day without a publisher, and the day after: run for real, one after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import dagster as dg
import pytest
from harness.day import last_day

if TYPE_CHECKING:
    from news.tests_py.conftest import News

pytestmark = pytest.mark.row("E8")
GOOD = last_day() - timedelta(days=2)
BAD = GOOD + timedelta(days=1)


@pytest.fixture(scope="module")
def days(news: News) -> dict[str, dg.ExecuteInProcessResult]:
    """Run the days."""
    good = news.run(GOOD)
    bad = news.run(BAD, without=("adressa",))
    was_published = news.published(BAD).exists()
    repaired = news.run(BAD)
    assert not was_published
    return {"good": good, "bad": bad, "repaired": repaired}


def wrong(result: dg.ExecuteInProcessResult) -> dict[str, str]:
    """Return what failed, and what it said."""
    return {
        f"{check.asset_key.to_user_string()}:{check.check_name}": check.description or ""
        for check in result.get_asset_check_evaluations()
        if not check.passed
    }


def test_a_good_day_is_green_and_published(
    news: News, days: dict[str, dg.ExecuteInProcessResult]
) -> None:
    assert days["good"].success
    assert wrong(days["good"]) == {}
    assert len(news.published(GOOD).read_text().splitlines()) == 11


def test_a_publisher_that_drops_out_is_named_and_nothing_is_published(
    days: dict[str, dg.ExecuteInProcessResult],
) -> None:
    bad = days["bad"]
    assert not bad.success
    found = wrong(bad)
    assert set(found) == {
        "news_raw/adressa_events:dlt_row_count",
        "stg_unified_impressions:row_count",
        "stg_unified_impressions:freshness",
    }
    assert found["stg_unified_impressions:row_count"] == f"{BAD}: missing adressa (0 rows)"
    assert "missing adressa (newest is" in found["stg_unified_impressions:freshness"]
    made = {event.asset_key for event in bad.get_asset_materialization_events()}
    assert dg.AssetKey("stg_unified_impressions") in made, "the others are built all the same"
    assert dg.AssetKey("most_read") not in made


@pytest.mark.row("E5")
def test_when_it_has_delivered_the_day_is_run_again_and_is_there_once(
    news: News, days: dict[str, dg.ExecuteInProcessResult]
) -> None:
    assert days["repaired"].success
    assert wrong(days["repaired"]) == {}
    assert news.published(BAD).exists()
    counts = news.rows(
        "select publisher, delivered_for, count(*) as row_count"
        " from `{built}`.stg_unified_impressions group by publisher, delivered_for"
    )
    per_day = {(row["publisher"], row["delivered_for"]): row["row_count"] for row in counts}
    rows = {"ebnerd": 300, "adressa": 60, "mind": 300}
    assert per_day == {(name, day): count for name, count in rows.items() for day in (GOOD, BAD)}


@pytest.mark.row("A8")
@pytest.mark.row("A12")
def test_every_load_and_every_dbt_command_is_on_record_with_its_run(
    news: News, days: dict[str, dg.ExecuteInProcessResult]
) -> None:
    runs = {result.run_id for result in days.values()}
    loads = news.rows("select * from `{built}_audit`.dlt_loads")
    assert {load["dagster_run_id"] for load in loads} == runs
    missing = [load for load in loads if load["rows_loaded"] == 0]
    assert [load["table_name"] for load in missing] == ["adressa_events"]
    commands = news.rows("select distinct dagster_run_id from `{built}_audit`.dbt_invocations")
    assert {command["dagster_run_id"] for command in commands} >= runs
