"""When routes are active: nights, clock changes, leap days."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from nightledger.router import Route, Span, State, TimeInterval, plan
from python.tests.router import rulebook as book
from python.tests.router.test_plan import problem

pytestmark = [pytest.mark.row("C2")]

BERLIN = ZoneInfo("Europe/Berlin")
CAIRO = ZoneInfo("Africa/Cairo")


def interval(
    start: str,
    end: str,
    zone: ZoneInfo = BERLIN,
    **values: Any,  # noqa: ANN401 - fields
) -> TimeInterval:
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    return TimeInterval(zone=zone, spans=(Span(start=first, end=last),), **values)


def at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    local = datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)
    return local.astimezone(timezone.utc)


def shown(moment: datetime, zone: ZoneInfo = BERLIN) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %z")


OFFICE = interval("08:00", "18:00", days=frozenset(range(5)))
FEBRUARY = interval("00:00", "01:00", months=frozenset({2}))
TUESDAY = interval("09:00", "10:00", days=frozenset({1}))
WEEKEND = interval("00:00", "24:00", days=frozenset({5, 6}))
MARCH = interval("00:00", "24:00", months=frozenset({3}))
NIGHT = interval("22:00", "06:00", days=frozenset({4}))


@pytest.mark.parametrize(
    ("hours", "local", "included"),
    [
        (OFFICE, "2026-03-10 08:00", True),
        (OFFICE, "2026-03-10 07:59", False),
        (OFFICE, "2026-03-10 18:00", False),
        (OFFICE, "2026-03-14 12:00", False),
        (NIGHT, "2026-03-13 23:00", True),
        (NIGHT, "2026-03-14 05:59", True),
        (NIGHT, "2026-03-14 06:00", False),
        (NIGHT, "2026-03-13 05:00", False),
        (interval("00:00", "24:00", months=frozenset({2})), "2028-02-29 12:00", True),
        (interval("00:00", "24:00", months=frozenset({2})), "2028-03-01 00:00", False),
    ],
)
def test_hours_are_those_of_the_wall_clock(
    hours: TimeInterval, local: str, *, included: bool
) -> None:
    assert hours.includes(at(local)) is included


@pytest.mark.parametrize(
    ("hours", "after", "expected"),
    [
        (OFFICE, at("2026-03-13 18:00"), "2026-03-16 08:00 +0100"),
        (OFFICE, at("2026-03-27 20:00"), "2026-03-30 08:00 +0200"),
        (OFFICE, at("2026-10-23 20:00"), "2026-10-26 08:00 +0100"),
        (NIGHT, at("2026-03-14 06:00"), "2026-03-20 22:00 +0100"),
        (interval("02:30", "04:00"), at("2026-03-29 01:00"), "2026-03-29 03:00 +0200"),
        (interval("02:30", "02:45"), at("2026-10-25 02:00"), "2026-10-25 02:30 +0200"),
        (interval("02:30", "02:45"), at("2026-10-25 02:50"), "2026-10-25 02:30 +0100"),
        (FEBRUARY, at("2028-02-29 02:00"), "2029-02-01 00:00 +0100"),
        (TUESDAY, at("2028-02-28 12:00"), "2028-02-29 09:00 +0100"),
    ],
)
def test_the_next_start_is_right_over_weekends_clock_changes_and_leap_days(
    hours: TimeInterval, after: datetime, expected: str
) -> None:
    assert shown(hours.next_start(after)) == expected


def test_a_midnight_that_the_clock_jumps_over_is_the_first_moment_after_it() -> None:
    whole_day = interval("00:00", "24:00", CAIRO, days=frozenset({4}))
    start = whole_day.next_start(at("2026-04-23 12:00", CAIRO))
    assert shown(start, CAIRO) == "2026-04-24 01:00 +0300"


def test_no_moment_between_now_and_the_next_start_is_included() -> None:
    moment = at("2026-03-27 00:00")
    for _ in range(200):
        start = OFFICE.next_start(moment)
        assert OFFICE.includes(start)
        assert start == moment or not OFFICE.includes(start - timedelta(minutes=1))
        moment += timedelta(minutes=37)


def test_what_comes_outside_the_active_times_waits_for_them() -> None:
    now = at("2026-03-27 20:00")
    rules = book.rules(Route(receiver="team", active=(OFFICE,)), "team")
    made = plan(State(now=now, as_of=now, problems=(problem(),)), rules)
    assert made.messages == ()
    assert [shown(one.until) for one in made.held] == ["2026-03-30 08:00 +0200"]
    then = made.held[0].until
    later = plan(State(now=then, as_of=then, problems=(problem(),)), rules)
    assert [message.endpoint.receiver for message in later.messages] == ["team"]


@pytest.mark.parametrize(
    ("muted", "after", "expected"),
    [
        (NIGHT, at("2026-03-13 23:00"), "2026-03-14 06:00 +0100"),
        (NIGHT, at("2026-03-13 12:00"), "2026-03-13 12:00 +0100"),
        (
            interval("00:00", "24:00", days=frozenset({5, 6})),
            at("2026-03-28 09:00"),
            "2026-03-30 00:00 +0200",
        ),
        (interval("02:00", "03:00"), at("2026-03-29 01:59"), "2026-03-29 01:59 +0100"),
        (interval("01:00", "02:30"), at("2026-10-25 01:30"), "2026-10-25 02:30 +0200"),
        (
            interval("00:00", "24:00", months=frozenset({3})),
            at("2026-03-10 12:00"),
            "2026-04-01 00:00 +0200",
        ),
    ],
)
def test_a_route_that_is_muted_speaks_right_after(
    muted: TimeInterval, after: datetime, expected: str
) -> None:
    route = Route(receiver="team", mute=(muted,))
    assert shown(route.next_active(after)) == expected


def test_a_route_that_is_muted_whenever_it_is_active_is_an_error() -> None:
    route = Route(receiver="team", active=(OFFICE,), mute=(interval("00:00", "24:00"),))
    with pytest.raises(ValueError, match="every moment within"):
        route.next_active(at("2026-03-10 12:00"))
