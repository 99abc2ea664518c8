"""Whether a sensor of ours runs by default."""

from __future__ import annotations

from dagster import DefaultSensorStatus

from nightledger.defaults import is_meant_for


def status_in(environment: str) -> DefaultSensorStatus:
    """Return whether a sensor that speaks for an environment runs by default."""
    is_on = is_meant_for(environment)
    return DefaultSensorStatus.RUNNING if is_on else DefaultSensorStatus.STOPPED
