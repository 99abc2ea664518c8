"""Ids that join a load to what started it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunIds:
    """Ids of the pipeline run a load belongs to; None where nothing said so."""

    pipeline_run_id: str | None = None
    dagster_run_id: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "RunIds":
        """Read the ids from the variables that the dbt hooks read, so that both sides join."""
        dagster_run_id = environ.get("DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID") or None
        pipeline_run_id = environ.get("NIGHTLEDGER_PIPELINE_RUN_ID") or dagster_run_id
        return cls(pipeline_run_id=pipeline_run_id, dagster_run_id=dagster_run_id)
