"""What the code location of the audit sensor defines, and Dagster's storage does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dagster import AssetSpec, RepositoryDefinition, ScheduleDefinition

    from nightledger.dagster.values import Instigator

KIND_TAG = "dagster/kind/"
"""Dagster keeps the kinds of an asset among its tags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What the definition of a schedule says.

    Dagster's storage keeps the cron of the day the schedule was switched on, and no zone.
    """

    job_name: str
    timezone: str
    crons: Sequence[str]

    @classmethod
    def of(cls, definition: ScheduleDefinition) -> Schedule:
        """Take it from a definition."""
        crons = definition.cron_schedule
        return cls(
            job_name=definition.job_name,
            timezone=definition.execution_timezone or "UTC",
            crons=(crons,) if isinstance(crons, str) else tuple(crons),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """What the definition of an asset says of it."""

    owners: Sequence[str] = ()
    group_name: str | None = None
    kinds: Sequence[str] = ()
    tags: Sequence[str] = ()
    """`key=value`, or the key alone where there is no value."""

    column_schema: object = None

    @classmethod
    def of(cls, spec: AssetSpec) -> Asset:
        """Take it from a spec."""
        tags = {key: value for key, value in spec.tags.items() if not key.startswith(KIND_TAG)}
        return cls(
            owners=tuple(spec.owners),
            group_name=spec.group_name,
            kinds=tuple(sorted(spec.kinds)),
            tags=tuple(f"{key}={value}" if value else key for key, value in sorted(tags.items())),
            column_schema=spec.metadata.get("dagster/column_schema"),
        )


UNDEFINED = Asset()
"""An asset of another code location."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What the sensor's own code location defines; of others only Dagster's storage tells."""

    code_location: str | None = None
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    sensors: Mapping[str, int | None] = field(default_factory=dict)
    """Seconds between two ticks, by name."""

    assets: Mapping[str, Asset] = field(default_factory=dict)
    """By key."""

    @classmethod
    def of(cls, repository: RepositoryDefinition, code_location: str | None) -> Definitions:
        """Take them from a repository."""
        return cls(
            code_location=code_location,
            schedules={one.name: Schedule.of(one) for one in repository.schedule_defs},
            sensors={one.name: one.minimum_interval_seconds for one in repository.sensor_defs},
            assets={
                spec.key.to_user_string(): Asset.of(spec)
                for assets in set(repository.assets_defs_by_key.values())
                for spec in assets.specs
            },
        )

    def asset(self, key: str) -> Asset:
        """Return what is defined of an asset; nothing of one of another code location."""
        return self.assets.get(key, UNDEFINED)

    def are_of(self, instigator: Instigator) -> bool:
        """Return whether a schedule or sensor is of this code location."""
        return self.code_location == instigator.code_location

    def have(self, instigator: Instigator) -> bool:
        """Return whether a schedule or sensor still exists, as far as is known."""
        names = self.schedules if instigator.kind == "schedule" else self.sensors
        return not self.are_of(instigator) or instigator.name in names

    def schedule(self, instigator: Instigator) -> Schedule | None:
        """Return the definition of a schedule; None for one of another code location."""
        return self.schedules.get(instigator.name) if self.are_of(instigator) else None

    def interval_seconds(self, instigator: Instigator) -> int | None:
        """Return the seconds between two ticks of a sensor."""
        known = self.sensors.get(instigator.name) if self.are_of(instigator) else None
        return known or instigator.interval_seconds


NO_DEFINITIONS = Definitions()
