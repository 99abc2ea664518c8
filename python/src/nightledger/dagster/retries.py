"""Retries that back off."""

from __future__ import annotations

from dagster import Backoff, Jitter, RetryPolicy

from nightledger.dagster.durations import duration
from nightledger.errors import ConfigError

LONGEST_WAIT_SECONDS = 86_400


def retry_policy(max_retries: int = 3, first_delay: str = "10 seconds") -> RetryPolicy:
    """Return a policy that waits about 1, 3, 7, 15 ... times `first_delay` before the next attempt.

    Each wait is up to one `first_delay` shorter or longer, so that what failed together does not
    come back together. Raises ConfigError when it would not retry, or wait more than a day.
    """
    first = duration(first_delay)
    if max_retries < 1:
        message = f"max_retries={max_retries} retries nothing. Leave the policy out instead."
        raise ConfigError(message)
    if first.total_seconds() * (2 ** min(max_retries, 64) - 1) > LONGEST_WAIT_SECONDS:
        message = (
            f"{max_retries} retries after {first_delay} wait for more than a day before the last "
            "one. Take fewer, or a shorter first_delay."
        )
        raise ConfigError(message)
    return RetryPolicy(
        max_retries=max_retries,
        delay=first.total_seconds(),
        backoff=Backoff.EXPONENTIAL,
        jitter=Jitter.PLUS_MINUS,
    )
