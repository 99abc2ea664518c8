"""The load packages of a pipeline, as far as the steps in its trace got with each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dlt.common.schema import Schema

from nightledger.dlt.tables import Origin, origins_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from dlt.common.storages.load_package import LoadPackageInfo
    from dlt.pipeline.pipeline import Pipeline
    from dlt.pipeline.trace import PipelineStepTrace

Stage = Literal["extracted", "normalized", "loaded"]


@dataclass(slots=True, kw_only=True)
class Load:
    """One load package."""

    load_id: str
    schema_name: str
    resources: Mapping[str, str]
    """The resources that were asked for, each with the name it says for its table."""

    started_at: datetime
    finished_at: datetime | None
    stage: Stage = "extracted"
    tables: frozenset[str] = frozenset()
    """Tables of a package that an earlier run has left behind."""

    rows: dict[str, int] | None = None
    """Rows per table; None: they were not counted."""

    package: LoadPackageInfo | None = None
    """None: nothing to load, or not loaded yet."""

    is_first: bool = False
    error: str | None = None
    """What stopped it; None: nothing did."""

    touched: int = 0
    """Which step was the last to do something with it."""

    @property
    def is_over(self) -> bool:
        """Whether it was loaded, or failed; what was only extracted says nothing yet."""
        return self.stage == "loaded" or self.error is not None

    def origins(self, schema: Schema) -> dict[str, Origin]:
        """Map the tables it could have filled to where they come from."""
        origins = origins_of(schema, self.resources)
        if not origins and self.error:  # nothing is known but that these were asked for
            origins = origins_of(schema, {name: name for name in self.resources})
        return origins


@dataclass(slots=True, kw_only=True)
class _Steps:
    """Follows the packages from step to step."""

    loads: dict[str, Load] = field(default_factory=dict)
    number: int = 0

    def see(self, step: PipelineStepTrace) -> None:
        """Take in one step; what is not one of these four says nothing of packages."""
        take = {
            "extract": self._extract,
            "normalize": self._normalize,
            "load": self._load,
            "run": self._run,
        }.get(step.step)
        if take:
            take(step)
        self.number += 1

    def _extract(self, step: PipelineStepTrace) -> None:
        info: Any = step.step_info
        for load_id, metrics in (info.metrics if info else {}).items():
            resources = {
                name: _table_name(name, hints)
                for metric in metrics
                for name, hints in metric["hints"].items()
            }
            self._add(step, load_id, metrics[0]["schema_name"], resources=resources)

    def _normalize(self, step: PipelineStepTrace) -> None:
        info: Any = step.step_info
        counted = {
            load_id: {
                table: written.items_count
                for metric in metrics
                for table, written in metric["table_metrics"].items()
            }
            for load_id, metrics in (info.metrics if info else {}).items()
        }
        for package in getattr(info, "load_packages", ()):
            if package.load_id not in self.loads:
                tables = counted.get(package.load_id, {})
                self._add(step, package.load_id, package.schema_name, tables=tables)
        for load in self._waiting("extracted"):
            self._touch(load, step)
            if load.error is None:
                load.rows, load.stage = counted.get(load.load_id, {}), "normalized"

    def _load(self, step: PipelineStepTrace) -> None:
        info: Any = step.step_info
        packages = {package.load_id: package for package in (info.load_packages if info else ())}
        for load_id, package in packages.items():
            if load_id not in self.loads:
                jobs = [job for state in package.jobs.values() for job in state]
                tables = {job.job_file_info.table_name for job in jobs}
                self._add(step, load_id, package.schema_name, tables=tables)
            self.loads[load_id].stage = "normalized"
        for load in self._waiting("normalized"):
            package = packages.get(load.load_id)
            self._touch(load, step)
            load.package = package
            load.is_first = bool(info and info.first_run)
            load.started_at = getattr(info, "started_at", None) or load.started_at
            if package is not None and package.state == "loaded":
                load.error = None  # another package stopped the step
            if load.error is None:
                load.stage = "loaded"

    def _run(self, step: PipelineStepTrace) -> None:
        """End what the steps inside a run have left open: it had nothing to load, or broke off."""
        for load in self._waiting("extracted", "normalized"):
            self._touch(load, step)
            if load.error is None:
                load.rows, load.stage = load.rows or {}, "loaded"

    def _add(
        self,
        step: PipelineStepTrace,
        load_id: str,
        schema_name: str,
        *,
        resources: Mapping[str, str] | None = None,
        tables: Iterable[str] = (),
    ) -> None:
        self.loads[load_id] = load = Load(
            load_id=load_id,
            schema_name=schema_name,
            resources=resources or {},
            started_at=step.started_at,
            finished_at=step.finished_at,
            tables=frozenset(tables),
        )
        self._touch(load, step)

    def _waiting(self, *stages: Stage) -> list[Load]:
        return [load for load in self.loads.values() if load.stage in stages]

    def _touch(self, load: Load, step: PipelineStepTrace) -> None:
        info: Any = step.step_info
        load.touched = self.number
        load.finished_at = getattr(info, "finished_at", None) or step.finished_at
        load.error = step.step_exception


def loads_of(steps: Sequence[PipelineStepTrace], since: int = 0) -> list[Load]:
    """Return the packages that are over, of those the steps from number `since` on dealt with."""
    following = _Steps()
    for step in steps:
        following.see(step)
    return [load for load in following.loads.values() if load.is_over and load.touched >= since]


def schema_of(pipeline: Pipeline, name: str) -> Schema:
    """Read the schema that the run has kept; one whose first run failed has kept none.

    From its file: dagster-dlt takes names and types out of the one in memory.
    """
    return pipeline.schemas.load_schema(name) if name in pipeline.schemas else Schema(name)


def _table_name(resource: str, hints: Mapping[str, Any]) -> str:
    return str(hints.get("table_name") or resource)
