"""What the code location of the audit sensor defines, and Dagster's storage does not tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dagster import RepositoryDefinition

    from nightledger.dagster.instance import Instigator


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What only the definition of a schedule says."""

    job_name: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What the sensor's own code location defines; of others only Dagster's storage tells."""

    code_location: str | None = None
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    sensors: frozenset[str] = frozenset()
    owners: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of the assets that have any, by key."""

    @classmethod
    def of(cls, repository: RepositoryDefinition, code_location: str | None) -> Definitions:
        """Take them from a repository."""
        return cls(
            code_location=code_location,
            schedules={
                one.name: Schedule(job_name=one.job_name, timezone=one.execution_timezone or "UTC")
                for one in repository.schedule_defs
            },
            sensors=frozenset(one.name for one in repository.sensor_defs),
            owners={
                spec.key.to_user_string(): spec.owners
                for assets in set(repository.assets_defs_by_key.values())
                for spec in assets.specs
                if spec.owners
            },
        )

    def are_of(self, instigator: Instigator) -> bool:
        """Tell whether a schedule or sensor is of this code location."""
        return self.code_location == instigator.code_location

    def have(self, instigator: Instigator) -> bool:
        """Tell whether a schedule or sensor still exists, as far as is known."""
        names = self.schedules if instigator.kind == "schedule" else self.sensors
        return not self.are_of(instigator) or instigator.name in names


NO_DEFINITIONS = Definitions()
