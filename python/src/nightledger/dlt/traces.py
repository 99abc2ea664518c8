"""Hear of each thing a dlt pipeline did when it ends, through the place dlt has for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlt.pipeline import trace as dlt_trace
from dlt.pipeline.trace import PipelineStepTrace

if TYPE_CHECKING:
    from dlt.pipeline.pipeline import Pipeline
    from dlt.pipeline.trace import PipelineTrace

WhenEnded = Callable[[Any, Sequence[PipelineStepTrace], int], None]
"""Called with the pipeline, its steps, and from which number on they are new."""


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """A tracking module of dlt's: called as traces begin and end, in the thread that runs them."""

    when_ended: WhenEnded

    def on_start_trace(self, *_: object) -> None:
        """Do nothing."""

    def on_start_trace_step(self, *_: object) -> None:
        """Do nothing."""

    def on_end_trace_step(self, *_: object) -> None:
        """Do nothing."""

    def on_end_trace(self, trace: PipelineTrace, pipeline: Any, _send_state: object) -> None:  # noqa: ANN401 - dlt says less than it gives
        """Pass on what ended."""
        earlier = steps_before(trace, pipeline)
        self.when_ended(pipeline, [*earlier, *trace.steps], len(earlier))


def steps_before(trace: PipelineTrace, pipeline: Pipeline) -> list[PipelineStepTrace]:
    """Return the steps this trace goes on from.

    `run` begins anew; a lone `extract`, `normalize` or `load` continues what came before, and dlt
    puts the two together a moment after it has told of the end.
    """
    before = pipeline.last_trace
    return [] if len(trace.steps) > 1 or before is None else list(before.steps)


def listen(when_ended: WhenEnded) -> Listener:
    """Call the function for every trace that ends in this process, from now on."""
    listener = Listener(when_ended)
    dlt_trace.TRACKING_MODULES.append(listener)
    return listener


@contextmanager
def listening(when_ended: WhenEnded) -> Iterator[None]:
    """Call the function for every trace that ends in this process while the block lasts."""
    listener = listen(when_ended)
    try:
        yield
    finally:
        dlt_trace.TRACKING_MODULES.remove(listener)
