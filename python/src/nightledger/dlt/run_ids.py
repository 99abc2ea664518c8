"""Ids that join a load to what started it."""

from collections.abc import Mapping
from dataclasses import dataclass

from nightledger.contract import KNOWN_VARIABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIds:
    """Ids of the pipeline run a load belongs to; None where nothing said so."""

    pipeline_run_id: str | None = None
    dagster_run_id: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "RunIds":
        """Read the ids from the variables that the dbt hooks read, so that both sides join."""

        def first(column: str) -> str | None:
            names = KNOWN_VARIABLES[column]
            return next((environ[name] for name in names if environ.get(name)), None)

        return cls(pipeline_run_id=first("pipeline_run_id"), dagster_run_id=first("dagster_run_id"))
