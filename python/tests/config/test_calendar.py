"""Days of the month and dates in time_intervals."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from nightledger.config import loads
from python.tests.config.test_loading import document, mistakes

if TYPE_CHECKING:
    from nightledger.router import TimeInterval

pytestmark = [pytest.mark.row("C13")]


def with_interval(key: str = "mute", **values: Any) -> dict[str, Any]:  # noqa: ANN401 - keys
    interval = {"time_zone": "Europe/Berlin", **values}
    route = {"receiver": "team", "routes": [{"receiver": "mail", key: "some"}]}
    return document(route=route, time_intervals={"some": interval})


def interval(**values: Any) -> TimeInterval:  # noqa: ANN401 - keys
    return loads(yaml.safe_dump(with_interval(**values))).rules.root.routes[0].mute[0]


def includes(some: TimeInterval, day: date) -> bool:
    return some.includes(datetime(day.year, day.month, day.day, 12, tzinfo=timezone.utc))


def days(some: TimeInterval, first: str, count: int) -> list[str]:
    start = date.fromisoformat(first)
    every = [start + timedelta(days=step) for step in range(count)]
    return [f"{day:%m-%d}" for day in every if includes(some, day)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([1, "3-4"], ["02-01", "02-03", "02-04"]),
        (-1, ["02-28"]),
        ("-3 - -1", ["02-26", "02-27", "02-28"]),
        ("27--1", ["02-27", "02-28"]),
        ([31, "28-30"], ["02-28"]),
    ],
)
def test_days_of_the_month_count_from_both_ends(written: object, expected: list[str]) -> None:
    assert days(interval(days_of_month=written), "2027-02-01", 28) == expected


@given(st.dates(date(2024, 1, 1), date(2105, 1, 1)), st.integers(1, 31))
def test_a_day_from_the_end_is_the_same_in_every_month(day: date, back: int) -> None:
    last = monthrange(day.year, day.month)[1]
    assert includes(interval(days_of_month=-back), day) == (last - day.day + 1 == back)


def test_dates_are_of_one_year_or_of_every_year() -> None:
    some = interval(dates=["12-25", "2026-12-28/2026-12-30", date(2027, 1, 1)])
    assert days(some, "2026-12-20", 20) == ["12-25", "12-28", "12-29", "12-30", "01-01"]
    assert days(some, "2027-12-20", 20) == ["12-25"]


def test_a_day_has_to_fit_every_key() -> None:
    assert days(interval(days="fri", days_of_month="1-7"), "2027-01-01", 59) == ["01-01", "02-05"]


def test_what_comes_seldom_still_comes() -> None:
    some = interval(dates="02-29", days="mon")
    start = some.next_start(datetime(2096, 3, 1, tzinfo=timezone.utc))
    assert f"{start.astimezone(some.zone):%Y-%m-%d %a}" == "2112-02-29 Mon"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"days_of_month": 32}, "is no day of a month"),
        ({"days_of_month": "0-3"}, "is no day of a month"),
        ({"days_of_month": "5-1"}, "ends before it begins"),
        ({"days_of_month": []}, "it is empty"),
        ({"dates": "12-32"}, "is no date"),
        ({"dates": "2027-02-29"}, "is no date"),
        ({"dates": "2027-02-02/2027-02-01"}, "ends before it begins"),
        ({"dates": "christmas"}, "is no date"),
    ],
)
def test_what_is_no_day_is_a_mistake(values: dict[str, Any], expected: str) -> None:
    (said,) = mistakes(with_interval(**values))
    assert said.startswith(f"time_intervals.some.{next(iter(values))}: ")
    assert expected in said


def test_a_route_that_would_end_for_ever_is_a_mistake() -> None:
    (said,) = mistakes(with_interval("active", dates="2099-01-01"))
    assert said.startswith("route.routes[0].active: after the last of its dates nobody")
    loads(yaml.safe_dump(with_interval("active", dates="12-24")))


def test_a_route_whose_day_never_comes_is_a_mistake() -> None:
    (said,) = mistakes(with_interval("active", days_of_month=31, months="feb"))
    assert said.startswith("route.routes[0]: it is never active")
