"""Why a run failed: in a step, beside its steps, or outside its own process.

A launcher, the daemon or the machine that ends a run leaves no exception in it. What they know is
in engine events and in the words of the failure itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows.errors import is_wordless, type_and_message
from nightledger.dagster.rows.texts import clean_message

if TYPE_CHECKING:
    from nightledger.dagster.values import Event

STOCK = re.compile(
    r'Execution of run for ".*" (?:failed|canceled)\.'
    r"|This run has been marked as failed from outside the execution context\.",
    re.DOTALL,
)
"""How a failure's words begin that tell nothing beyond that it is one."""

ENDED_FROM_OUTSIDE = re.compile(
    r"terminated by signal \d+|exited with code -?\d+|exit ?code -?\d+|OOMKilled", re.IGNORECASE
)
"""What Dagster says of a process that did not end by itself."""

SPEAKER = re.compile(r"^\[\w+\] ")
"""Dagster names which of its parts says it."""

QUOTED = re.compile(r"'([^'\n]*)'")
"""Dagster quotes what a launcher said; what is in quotes is no part of an error's class."""


OF_STEPS = "DagsterSubprocessError"
"""What an executor raises for processes of steps that crashed: each of them has failed itself."""


@dataclass(slots=True, kw_only=True)
class Outside:
    """What is known from outside a run's process."""

    said: str | None = None
    """That it did not end by itself, in words."""

    error: Any = None
    """The last exception of the launcher, the daemon or an executor."""

    said_of_steps: dict[str, str] = field(default_factory=dict)
    """The same of processes of single steps, by their keys."""

    def see(self, event: Event) -> None:
        """Take in an engine event; they come in order."""
        text = SPEAKER.sub("", event.message)
        if event.step_key is None:
            self.error = getattr(event.data, "error", None) or self.error
        if ENDED_FROM_OUTSIDE.search(text):
            if event.step_key is None:
                self.said = text
            else:
                self.said_of_steps[event.step_key] = text

    def hear(self, event: Event) -> None:
        """Take in the words of the failure itself."""
        if event.message and not STOCK.match(event.message):
            self.said = event.message


def is_of_steps(run_error: Any) -> bool:  # noqa: ANN401 - Dagster's, unannotated
    """Return whether a run's exception only sums up what failed in its steps."""
    return getattr(run_error, "cls_name", None) == OF_STEPS


def why(
    run_error: Any,  # noqa: ANN401 - Dagster's, unannotated
    step_error: Any,  # noqa: ANN401 - as above
    failed_step_key: str | None,
    outside: Outside,
) -> dict[str, str | None]:
    """Return `error_type` and `error_message`: what ended the run, else what failed first in it.

    A step that failed before somebody killed the process has its own row.
    """
    if run_error is None and outside.said:
        return {
            "error_type": None,
            "error_message": clean_message(QUOTED.sub(r"\1", outside.said)),
        }
    columns = type_and_message(run_error or step_error or outside.error)
    said_of_step = outside.said_of_steps.get(failed_step_key or "")
    if run_error is None and is_wordless(step_error) and said_of_step:
        columns["error_message"] = clean_message(said_of_step)
    return columns


def reason(given: str | None, run_error: Any, outside: Outside) -> str | None:  # noqa: ANN401 - as above
    """Return why the run failed in a word; Dagster's own if it has one."""
    if given and given != "unknown":
        return given
    is_killed = run_error is None and outside.said and ENDED_FROM_OUTSIDE.search(outside.said)
    return "unexpected_termination" if is_killed else None
