"""Query jobs: the limit of their length, one job per id, and no endless retries."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

from importlib import import_module
from typing import Any

from .patching import wrap

#: https://cloud.google.com/bigquery/quotas#query_jobs "Maximum unresolved query length: 1 MB"
LONGEST_QUERY_CHARACTERS = 1024 * 1024
ROUTES = "bqemulator.api.routes.jobs"


def repair() -> None:
    """Take hold where the REST routes start a query."""
    wrap(f"{ROUTES}:execute_query_job", fail_for_good)
    wrap(f"{ROUTES}:execute_query_job", reject_long_queries)
    wrap(f"{ROUTES}:_handle_query_job", reject_known_job_ids)


def reject_long_queries(original: Any) -> Any:
    """BigQuery: a longer text is refused as a bad request before anything is run."""
    errors = import_module("bqemulator.domain.errors")

    async def execute(project: str, job_id: str, bq_sql: str, *rest: Any, **named: Any) -> Any:
        if len(bq_sql) > LONGEST_QUERY_CHARACTERS:
            message = (
                "The query is too large. The maximum standard SQL query length is 1024.00K "
                "characters, including comments and white space characters."
            )
            raise errors.ValidationError(message)
        return await original(project, job_id, bq_sql, *rest, **named)

    return execute


def fail_for_good(original: Any) -> Any:
    """Answer an uncaught RAISE, and a crash of the emulator, as an invalid query.

    BigQuery does not crash on SQL. Clients repeat a 500 for ten minutes, an invalid query never.
    """
    errors = import_module("bqemulator.domain.errors")
    signals = import_module("bqemulator.scripting.exceptions")

    async def execute(*arguments: Any, **named: Any) -> Any:
        try:
            return await original(*arguments, **named)
        except errors.DomainError:
            raise
        except signals.ScriptRaise as raised:
            raise raised.error from raised
        except Exception as error:
            message = f"The emulator failed: {type(error).__name__}: {error}"
            raise errors.InvalidQueryError(message) from error

    return execute


def reject_known_job_ids(original: Any) -> Any:
    """BigQuery: an id names one job for ever; a second insert is 409 and runs nothing."""
    errors = import_module("bqemulator.domain.errors")
    running: set[tuple[str, str]] = set()

    async def handle(
        project: str, job_id: str, config: Any, *, dry_run: bool, ctx: Any, **named: Any
    ) -> Any:
        key = (project, job_id)
        if not dry_run and (key in running or ctx.catalog.get_job(project, job_id)):
            message = f"Already Exists: Job {project}:US.{job_id}"
            raise errors.AlreadyExistsError(message)
        running.add(key)
        try:
            return await original(project, job_id, config, dry_run=dry_run, ctx=ctx, **named)
        finally:
            running.discard(key)

    return handle
