"""Every dlt load in a step of an observed project, on record with its run.

Whoever runs the pipeline: `@dlt_assets`, a component that makes its own resource, or plain
`pipeline.run` in an asset or op. Needs dlt.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import TYPE_CHECKING

import dagster as dg

from nightledger.dagster.dlt_ledger import put_on_record
from nightledger.dagster.ledger import RESOURCE
from nightledger.dlt.load_facts import facts_of
from nightledger.dlt.traces import listen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dlt.pipeline.pipeline import Pipeline
    from dlt.pipeline.trace import PipelineStepTrace

IS_LEFT: ContextVar[bool] = ContextVar("IS_LEFT", default=False)


@cache
def install() -> None:
    """Listen for the rest of this process; a second call changes nothing."""
    listen(when_ended)


@contextmanager
def left_to_caller() -> Iterator[None]:
    """Leave what ends inside the block to the caller, who puts it on record."""
    token = IS_LEFT.set(True)
    try:
        yield
    finally:
        IS_LEFT.reset(token)


def when_ended(pipeline: Pipeline, steps: Sequence[PipelineStepTrace], since: int) -> None:
    """Put what a pipeline did on record, when that was in a step of an observed project."""
    context = current_step()
    if context is None or IS_LEFT.get():
        return
    resource = context.job_def.resource_defs.get(RESOURCE)
    if resource is None:
        return
    with dg.build_resources({RESOURCE: resource}, instance=context.instance) as built:
        facts_for = partial(facts_of, steps=steps, since=since)
        put_on_record(context, pipeline, getattr(built, RESOURCE), facts_for)


def current_step() -> dg.OpExecutionContext | None:
    """Return the context of the step that runs in this thread; None outside one."""
    try:
        return dg.OpExecutionContext.get()
    except dg.DagsterInvariantViolationError:
        return None
