"""What the code location offers, by name."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import dagster as dg
import pytest

if TYPE_CHECKING:
    from news.tests_py.conftest import News

pytestmark = pytest.mark.row("E8")
TABLES = ("ebnerd_behaviors", "adressa_events", "mind_behaviors")
CHAIN = [
    "news_raw/mind_behaviors",
    "stg_mind__impressions",
    "stg_unified_impressions",
    "most_read",
]


def key(name: str) -> dg.AssetKey:
    return dg.AssetKey.from_user_string(name)


def test_the_graph_is_one_from_the_delivery_to_what_is_published(news: News) -> None:
    assets = news.defs.resolve_asset_graph()
    for upstream, downstream in pairwise(CHAIN):
        assert key(upstream) in assets.get(key(downstream)).parent_keys
    names = {each.to_user_string() for each in assets.get_all_asset_keys()}
    assert names == {
        *(f"news_raw/{table}" for table in TABLES),
        "stg_ebnerd__impressions",
        "stg_adressa__impressions",
        "stg_mind__impressions",
        "stg_unified_impressions",
        "most_read",
    }


@pytest.mark.row("D5")
def test_the_checks_are_there_by_name_and_the_right_ones_block(news: News) -> None:
    assets = news.defs.resolve_asset_graph()
    checks = {
        (each.asset_key.to_user_string(), each.name): each for each in assets.asset_check_keys
    }
    for table in TABLES:
        for check in ("dlt_row_count", "dlt_schema_drift", "dlt_failed_jobs"):
            assert (f"news_raw/{table}", check) in checks
    blocking = {name for name, each in checks.items() if assets.get_check_spec(each).blocking}
    assert blocking == {
        ("stg_unified_impressions", "row_count"),
        ("stg_unified_impressions", "freshness"),
        ("stg_unified_impressions", "not_null_stg_unified_impressions_publisher"),
    }


def test_the_job_and_the_schedule_are_there_and_the_sensor_is_elsewhere(
    news: News,
) -> None:
    repository = news.defs.get_repository_def()
    schedule = repository.get_schedule_def("news_every_morning")
    assert schedule.job_name == repository.get_job("news_daily").name
    assert schedule.cron_schedule == "0 5 * * *"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert list(repository.sensor_defs) == []


@pytest.mark.row("D4")
def test_the_unified_table_has_a_freshness_rule(news: News) -> None:
    spec = news.defs.resolve_asset_graph().get(key("stg_unified_impressions"))
    assert spec.freshness_policy is not None
