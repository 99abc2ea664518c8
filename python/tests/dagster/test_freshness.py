"""One line says how old assets may be."""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - Dagster reads annotations
from datetime import timedelta
from typing import Any

import dagster as dg
import pytest
from nightledger.dagster.freshness_rules import cron, freshness
from nightledger.errors import ConfigError

DAY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=24))


@dg.asset(group_name="marts")
def fct_loans() -> None: ...


@dg.asset(group_name="marts", tags={"regulatory": ""}, freshness_policy=DAY)
def exposures() -> None: ...


@dg.asset(group_name="staging", deps=["raw_loans"])
def stg_loans() -> None: ...


@dg.multi_asset(specs=[dg.AssetSpec("one", group_name="pair"), dg.AssetSpec("two")])
def pair() -> Iterator[Any]:
    yield from ()


@dg.sensor(target=[fct_loans])
def a_sensor() -> None: ...


def lender() -> dg.Definitions:
    job = dg.define_asset_job("all_assets", selection="*")
    return dg.Definitions(
        assets=[fct_loans, exposures, stg_loans, pair, dg.AssetSpec("external", group_name="raw")],
        jobs=[job],
        schedules=[dg.ScheduleDefinition(job=job, cron_schedule="0 0 * * *")],
        sensors=[a_sensor],
        metadata={"team": "risk"},
    )


def policies(defs: dg.Definitions) -> dict[str, Any]:
    return {
        spec.key.to_user_string(): spec.freshness_policy
        for spec in defs.resolve_all_asset_specs()
        if spec.freshness_policy is not None
    }


@pytest.mark.row("D4")
def test_a_rule_is_a_selection_and_a_duration() -> None:
    rules = freshness([("group:staging", "90 minutes"), ("group:raw", ("20 hours", "2 days"))])

    found = policies(rules(lender()))

    hour = timedelta(hours=1)
    assert found["stg_loans"] == dg.FreshnessPolicy.time_window(fail_window=1.5 * hour)
    assert found["external"] == dg.FreshnessPolicy.time_window(
        fail_window=48 * hour, warn_window=20 * hour
    )
    assert set(found) == {"stg_loans", "external", "exposures"}


@pytest.mark.row("D4")
def test_the_first_rule_that_matches_counts_and_a_policy_of_the_assets_own_before_it() -> None:
    rules = freshness(
        [("key:fct_loans", "1 hour"), (dg.AssetSelection.groups("marts", "pair"), "2 hours")]
    )

    found = policies(rules(lender()))

    assert found["fct_loans"] == dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=1))
    assert found["one"] == dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=2))
    assert found["exposures"] == DAY
    assert "two" not in found


@pytest.mark.row("D4")
def test_a_deadline_is_every_day_at_that_time_in_that_zone() -> None:
    policy = cron("06:00 Europe/Berlin")

    assert policy == dg.FreshnessPolicy.cron(
        deadline_cron="0 6 * * *", lower_bound_delta=timedelta(hours=6), timezone="Europe/Berlin"
    )
    rules = freshness([("tag:regulatory", policy), ("key:fct_loans", policy)])
    assert policies(rules(lender()))["fct_loans"] == policy


@pytest.mark.row("D4")
def test_a_deadline_may_be_on_some_days_and_count_from_the_evening_before() -> None:
    assert cron("0:30 UTC", every="monday", within="8 hours") == dg.FreshnessPolicy.cron(
        deadline_cron="30 0 * * 1", lower_bound_delta=timedelta(hours=8), timezone="UTC"
    )
    assert cron("18:00 UTC", every="weekday") == dg.FreshnessPolicy.cron(
        deadline_cron="0 18 * * 1-5", lower_bound_delta=timedelta(hours=18), timezone="UTC"
    )


@pytest.mark.row("D4")
def test_all_else_stays_as_it_was_and_loads() -> None:
    plain = lender()

    fresh = freshness([("group:staging", "1 hour")])(plain)

    dg.Definitions.validate_loadable(fresh)
    assert next(iter(fresh.assets or [])) is fct_loans
    assert (fresh.jobs, fresh.schedules, fresh.sensors) == (
        plain.jobs,
        plain.schedules,
        plain.sensors,
    )
    assert fresh.metadata == plain.metadata


@pytest.mark.row("D4")
@pytest.mark.parametrize("selection", ["group:mart", "tag:regulated", "key:raw_loans"])
def test_a_selection_that_matches_nothing_here_is_an_error_that_names_it(selection: str) -> None:
    rules = freshness([(selection, "24 hours")])

    with pytest.raises(ConfigError, match=rf"'{selection}' matches no asset .* marts, pair, raw"):
        rules(lender())


def test_a_selection_that_is_none_is_an_error_that_names_it() -> None:
    with pytest.raises(ConfigError, match="'group:and' is no selection"):
        freshness([("group:and", "24 hours")])(lender())


@pytest.mark.parametrize(
    "limit", ["soon", "24h", "0 hours", "1.5 hours", "30 seconds", ("2 days", "1 day")]
)
def test_a_limit_that_is_none_is_an_error_at_once(limit: str | tuple[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"is no duration|is too short|warns after"):
        freshness([("group:marts", limit)])


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("06:00", {}, "no deadline"),
        ("25:00 UTC", {}, "no deadline"),
        ("0 6 * * *", {}, "no deadline"),
        ("06:00 Europe/Bärlin", {}, "no time zone"),
        ("06:00 ../UTC", {}, "no time zone"),
        ("06:00 UTC", {"every": "month"}, "none of day, weekday, monday"),
        ("06:00 UTC", {"within": "25 hours"}, "24 hours at most"),
        ("00:30 UTC", {}, "within='6 hours'"),
    ],
)
def test_a_deadline_that_is_none_is_an_error_at_once(
    text: str, options: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        cron(text, **options)
