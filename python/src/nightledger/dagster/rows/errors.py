"""Columns that tell about an exception."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nightledger.dagster.rows.texts import clean_ends, clean_message, clean_or_none
from nightledger.masking import kept_message
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Iterator

WRAPPERS = frozenset(
    {
        "DagsterExecutionHandleOutputError",
        "DagsterExecutionLoadInputError",
        "DagsterExecutionStepExecutionError",
        "DagsterResourceFunctionError",
        "DagsterTypeCheckError",
        "DagsterUserCodeExecutionError",
        "RetryRequestedFromPolicy",
        "ScheduleExecutionError",
        "SensorExecutionError",
        "PartitionExecutionError",
    }
)
"""Dagster's own exceptions around one that code of the project raised."""

DAGSTERS = re.compile(r"[/\\]dagster[/\\]_")
"""A frame in Dagster's own code: most of a stack, and never where the mistake is."""

MESSAGE_CHARACTERS = 200_000
"""More of a message is in no stack: what `clean_ends` looks at."""

CHAIN = 50
"""An exception with more causes than that goes round in circles."""


def type_and_message(error: Any) -> dict[str, str | None]:  # noqa: ANN401 - Dagster's, unannotated
    """Return `error_type` and `error_message`, without Dagster's wrapping."""
    own = unwrapped(error)
    return {"error_type": type_of(own), "error_message": message_of(own)}


def error_columns(error: Any) -> dict[str, str | None]:  # noqa: ANN401 - as above
    """Return the five columns of an exception, its innermost cause and its stack; None: null."""
    own = unwrapped(error)
    cause = innermost(own)
    is_own_cause = cause is own
    return {
        **type_and_message(error),
        "cause_type": None if is_own_cause else type_of(cause),
        "cause_message": None if is_own_cause else message_of(cause),
        "stack": clean_ends(stack_of(own)) if own else None,
    }


def unwrapped(error: Any) -> Any:  # noqa: ANN401 - as above
    """Return what the project's code raised, where Dagster wrapped it."""
    return next(
        (link for link in chain(error) if link is None or not is_wrapper(link)),
        error,
    )


def is_wrapper(error: Any) -> bool:  # noqa: ANN401 - as above
    """Return whether an exception is only Dagster's way of passing on another one."""
    return error.cls_name in WRAPPERS and error.cause is not None


def innermost(error: Any) -> Any:  # noqa: ANN401 - as above
    """Give the exception at the bottom: what it was raised from, else what it was raised during."""
    *_, last = chain(error)
    return last


def chain(error: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Yield an exception and its causes, the outermost first."""
    for _ in range(CHAIN):
        yield error
        error = error and (error.cause or error.context)
        if error is None:
            return


def type_of(error: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the class of an exception."""
    return clean_or_none(error and error.cls_name, 500)


def message_of(error: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the message, without the class that Python writes before it."""
    if error is None:
        return None
    text = str(error.message or "").strip()
    head, colon, rest = text.partition(": ")
    is_class = bool(colon) and head.rpartition(".")[2] == error.cls_name
    return clean_message(rest if is_class else text)


def is_wordless(error: Any) -> bool:  # noqa: ANN401 - as above
    """Return whether an exception says nothing but its class, as one for a process that crashed."""
    return error is not None and str(error.message or "").strip().rpartition(".")[2] in {
        "",
        error.cls_name,
    }


def stack_of(error: Any) -> str:  # noqa: ANN401 - as above
    """Return the stacks of an exception and its causes, the innermost last."""
    return "\n\nThe cause of it:\n".join(
        "".join([*frames_of(link), said_by(link)]).strip() for link in chain(error)
    )


def said_by(error: Any) -> str:  # noqa: ANN401 - as above
    """Return what is kept of an exception's own text."""
    return kept_message(redact_text(str(error.message or "")[:MESSAGE_CHARACTERS]))


def frames_of(error: Any) -> list[str]:  # noqa: ANN401 - as above
    """Return the frames of a stack without Dagster's own, where there are others."""
    frames = [str(frame) for frame in error.stack or ()]
    return [frame for frame in frames if not DAGSTERS.search(frame)] or frames
