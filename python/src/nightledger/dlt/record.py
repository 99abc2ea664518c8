"""Put a pipeline's last run on record, from wherever it ran."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nightledger.defaults import environment_or_default
from nightledger.dlt.load_facts import facts_of, load_facts
from nightledger.dlt.run_ids import RunIds
from nightledger.dlt.traces import listening
from nightledger.errors import ConfigError
from nightledger.ledger import append, connect
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dlt.pipeline.pipeline import Pipeline
    from dlt.pipeline.trace import PipelineStepTrace
    from google.cloud.bigquery import Client

    from nightledger.dlt.load_facts import LoadFact

    OnError = Literal["warn", "raise"]

LOG = logging.getLogger(__name__)

RETRY_SECONDS = 60.0
"""How long a record is tried again."""

REQUEST_SECONDS = 15.0
"""How long BigQuery may take to accept one: longer, and it hangs."""


def record(  # noqa: PLR0913 - all but the first have defaults
    pipeline: Pipeline,
    *,
    project: str | None = None,
    dataset: str | None = None,
    environment: str | None = None,
    client: Client | None = None,
    ids: RunIds | None = None,
    on_error: OnError = "warn",
) -> int:
    """Write one row of `dlt_loads` per table of the pipeline's last run; give how many were new.

    Also after a run that failed. Calling it twice writes nothing the second time. What goes wrong
    here is a warning that says how to repair it, so that a load which went well stays well and one
    that failed fails for its own reason; with `on_error="raise"` it is raised.

    Args:
        pipeline: A pipeline that has run.
        project: Project of the ledger. Default: NIGHTLEDGER_PROJECT, or the client's.
        dataset: Dataset of the ledger. Default: NIGHTLEDGER_DATASET.
        environment: The ledger's name for where this happened. Default: NIGHTLEDGER_ENVIRONMENT,
            or `prod`.
        client: A BigQuery client. Default: one with the machine's own credentials, or the emulator
            at BIGQUERY_EMULATOR_HOST.
        ids: What started the run. Default: NIGHTLEDGER_PIPELINE_RUN_ID and the Dagster run id,
            from the variables that the dbt hooks read.
        on_error: `warn` or `raise`.

    """
    return _write(
        pipeline,
        lambda: load_facts(
            pipeline,
            environment=environment_or_default(environment),
            ids=ids or RunIds.from_environ(os.environ),
        ),
        _Place(project=project, dataset=dataset, client=client),
        on_error,
    )


@contextmanager
def recorded(  # noqa: PLR0913 - all but the first have defaults
    pipeline: Pipeline,
    *,
    project: str | None = None,
    dataset: str | None = None,
    environment: str | None = None,
    client: Client | None = None,
    ids: RunIds | None = None,
    on_error: OnError = "warn",
) -> Iterator[Pipeline]:
    """Put all that the pipeline does inside the `with` on record, also when it raises.

    However many runs there are: they are written at the end, at once. The arguments are those of
    `record`. An error of the load's own is never replaced by one of the record's: then it warns,
    whatever `on_error` says.
    """
    ended: list[Callable[[], list[LoadFact]]] = []
    place = _Place(project=project, dataset=dataset, client=client)
    outcome: OnError = "warn"

    def when_ended(other: Pipeline, steps: Sequence[PipelineStepTrace], since: int) -> None:
        if other.working_dir == pipeline.working_dir:
            ended.append(
                # now: the next run changes the schema, and with it what was new in this one
                _outcome_of(
                    lambda: facts_of(
                        other,
                        steps,
                        environment=environment_or_default(environment),
                        ids=ids or RunIds.from_environ(os.environ),
                        since=since,
                    )
                )
            )

    try:
        with listening(when_ended):
            yield pipeline
        outcome = on_error
    finally:
        if ended:
            _write(pipeline, lambda: [fact for one in ended for fact in one()], place, outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the ledger is, as far as somebody said it."""

    project: str | None
    dataset: str | None
    client: Client | None


def _write(
    pipeline: Pipeline, facts: Callable[[], list[LoadFact]], place: _Place, on_error: OnError
) -> int:
    try:
        rows = facts()
        dataset = place.dataset or _needed("NIGHTLEDGER_DATASET", "dataset")
        client = place.client or _connect(
            place.project or _needed("NIGHTLEDGER_PROJECT", "project")
        )
        return append(
            client,
            dataset,
            "dlt_loads",
            rows,
            retry_seconds=RETRY_SECONDS,
            request_seconds=REQUEST_SECONDS,
        ).inserted
    except Exception as error:  # whatever it is: the load's own outcome stands, and this is told
        if on_error == "raise":
            raise
        LOG.warning(not_on_record(pipeline, error))
        return 0


def _outcome_of(work: Callable[[], list[LoadFact]]) -> Callable[[], list[LoadFact]]:
    """Do the work now; return what gives its result, or raises its error, when it is asked for."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - dlt swallows it here, and so it is raised later
        kept = error

        def fail() -> list[LoadFact]:
            raise kept

        return fail
    return lambda: result


def run_of(pipeline: Pipeline) -> str | None:
    """Return dlt's id of the last thing the pipeline did; None when nothing is remembered."""
    trace = pipeline.last_trace
    return trace.steps[-1].span_id if trace and trace.steps else None


def not_on_record(pipeline: Pipeline, error: Exception) -> str:
    """Say that a load is not in the ledger, why, and how to put it there."""
    return (
        f"The last load of the dlt pipeline {pipeline.pipeline_name} is not on record: "
        f"{redact_text(str(error))} ({type(error).__name__}). The load itself is what dlt says it "
        "is. To put it on record before the pipeline runs again, on this machine, with your "
        "ledger's project and dataset:\n"
        f'  python -c "import dlt; from nightledger.dlt import record; '
        f"record(dlt.attach('{pipeline.pipeline_name}', pipelines_dir='{pipeline.pipelines_dir}'), "
        f"project='...', dataset='...', on_error='raise')\""
    )


def _needed(variable: str, argument: str) -> str:
    value = os.environ.get(variable)
    if not value:
        message = f"Which {argument} the ledger is in was not said: give {argument}= or {variable}."
        raise ConfigError(message)
    return value


def _connect(project: str) -> Client:
    return connect(project, endpoint=os.environ.get("BIGQUERY_EMULATOR_HOST"))
