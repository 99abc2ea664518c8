"""Retries wait longer each time, and not all at once."""

from __future__ import annotations

import dagster as dg
import pytest
from nightledger.dagster.retries import retry_policy
from nightledger.errors import ConfigError


@pytest.mark.row("D6")
def test_each_wait_is_about_twice_as_long_as_the_one_before() -> None:
    policy = retry_policy(max_retries=3, first_delay="10 seconds")

    assert policy.max_retries == 3
    for attempt, about in ((1, 10), (2, 30), (3, 70)):
        waits = {policy.calculate_delay(attempt) for _ in range(100)}
        assert about - 10 <= min(waits) < max(waits) <= about + 10


@pytest.mark.row("D6")
def test_a_failure_that_goes_away_is_retried_and_recovered() -> None:
    attempts: list[int] = []

    @dg.asset(retry_policy=retry_policy(max_retries=1, first_delay="1 second"))
    def flaky() -> None:
        attempts.append(len(attempts))
        if len(attempts) == 1:
            message = "connection reset"
            raise ConnectionError(message)

    result = dg.materialize([flaky])

    assert result.success
    assert attempts == [0, 1]


@pytest.mark.parametrize(
    ("retries", "delay", "said"),
    [
        (0, "10 seconds", "retries nothing"),
        (-1, "10 seconds", "retries nothing"),
        (3, "soon", "no duration"),
        (3, "0 seconds", "no duration"),
        (20, "10 seconds", "before the last one"),
        (10**9, "1 second", "before the last one"),
    ],
)
def test_a_policy_that_makes_no_sense_is_an_error(retries: int, delay: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        retry_policy(max_retries=retries, first_delay=delay)
