"""Drive the code location in this process, as Dagster's daemon does beside it.

The sensors are the lender's own, evaluated here; what they ask for is run here.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from lender.ingest import Variant

MOST_TICKS = 20
QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """The lender's definitions with a Dagster instance."""

    defs: dg.Definitions
    instance: dg.DagsterInstance
    landing: Path

    @classmethod
    def load(cls, instance: dg.DagsterInstance) -> Driver:
        """Import the code location, which reads once per process where it is."""
        module = importlib.import_module("lender.orchestration.definitions")
        place = importlib.import_module("lender.orchestration.place").PLACE
        return cls(defs=module.defs, instance=instance, landing=place.landing)

    def announce(self, day: date, variant: Variant) -> Path:
        """Put a delivery note into the landing folder."""
        note = self.landing / f"{day}.json"
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps({"variant": variant.value}))
        return note

    def run(
        self,
        day: str,
        *,
        job: str = "lender_daily",
        tags: Mapping[str, str] | None = None,
    ) -> dg.ExecuteInProcessResult:
        """Run a date; a run that fails is a result like any other."""
        return self.defs.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=day,
            tags=dict(tags or {}),
            run_config=QUIET,
            raise_on_error=False,
        )

    def landed(self) -> list[dg.RunRequest]:
        """Evaluate the file sensor; gives what Dagster has not run yet."""
        sensor = self.defs.get_repository_def().get_sensor_def("landed_deliveries")
        with dg.build_sensor_context(instance=self.instance, definitions=self.defs) as context:
            requests = sensor.evaluate_tick(context).run_requests or ()
        return [request for request in requests if not self.has_run(request)]

    def has_run(self, request: dg.RunRequest) -> bool:
        """Return whether a run with the request's key is there, as Dagster's daemon asks."""
        key = {"dagster/run_key": str(request.run_key)}
        return bool(self.instance.get_runs(filters=dg.RunsFilter(tags=key), limit=1))

    def requested(
        self, request: dg.RunRequest, *, sensor: str, job: str = "lender_daily"
    ) -> dg.ExecuteInProcessResult:
        """Run what a sensor asked for."""
        tags = {"dagster/run_key": str(request.run_key), "dagster/sensor_name": sensor}
        return self.run(str(request.partition_key), job=job, tags={**request.tags, **tags})

    def audit(self) -> None:
        """Evaluate the audit sensor until there is nothing more to read."""
        sensor = self.defs.get_repository_def().get_sensor_def("nightledger_audit")
        cursor: str | None = None
        for _ in range(MOST_TICKS):
            with dg.build_sensor_context(
                instance=self.instance, definitions=self.defs, cursor=cursor
            ) as context:
                said = sensor.evaluate_tick(context)
            if said.cursor == cursor:
                return
            cursor = said.cursor

    def not_green(self, result: dg.ExecuteInProcessResult) -> dict[str, str]:
        """Return the checks of a run that did not pass: `failed`, `warned` or `not evaluated`."""
        planned = [
            entry.get_dagster_event().asset_check_planned_data.asset_check_key
            for entry in self.instance.all_logs(
                result.run_id,
                of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
            )
        ]
        words = dict.fromkeys(map(name_of, planned), "not evaluated")
        for check in result.get_asset_check_evaluations():
            words[name_of(check.asset_check_key)] = word_for(check)
        return {name: word for name, word in sorted(words.items()) if word != "passed"}


def name_of(check: dg.AssetCheckKey) -> str:
    """Return `asset:check`."""
    return f"{check.asset_key.to_user_string()}:{check.name}"


def word_for(check: dg.AssetCheckEvaluation) -> str:
    """Return the word for what came of a check."""
    if check.passed:
        return "passed"
    return "warned" if check.severity == dg.AssetCheckSeverity.WARN else "failed"


def steps(result: dg.ExecuteInProcessResult) -> set[str]:
    """Name the steps that ended well."""
    return {str(event.step_key) for event in result.all_node_events if event.is_step_success}
