"""Scripts: their parameters, the text of a caught error, and catching errors of every kind."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import re
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from .patching import wrap

LITERAL_OR_MESSAGE = re.compile(
    r"""(?P<literal>'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
    r"|@@error\.message\b",
    re.DOTALL | re.IGNORECASE,
)
#: The variable in which the emulator's interpreter already keeps the text.
MESSAGE_VARIABLE = "__error_message__"
PARAMETERS: ContextVar[Any] = ContextVar("PARAMETERS", default=None)


def repair() -> None:
    """Take hold where the interpreter runs one statement or expression of a script."""
    wrap("bqemulator.scripting.interpreter:ScriptInterpreter._run_query", provide_error_message)
    wrap("bqemulator.scripting.interpreter:ScriptInterpreter._run_query", raise_catchable_errors)
    wrap("bqemulator.jobs.executor:_run_query_body", remember_parameters)
    wrap("bqemulator.scripting.interpreter:bind_parameters", bind_remembered_parameters)


def provide_error_message(original: Any) -> Any:
    """BigQuery: in an exception handler `@@error.message` is the text of the caught error."""

    async def run(self: Any, bq_sql: str) -> Any:
        return await original(self, with_message_variable(bq_sql))

    return run


def with_message_variable(sql: str) -> str:
    """Name the interpreter's variable instead of `@@error.message`, except inside literals."""
    if "@@error" not in sql.lower():
        return sql
    return LITERAL_OR_MESSAGE.sub(lambda found: found["literal"] or MESSAGE_VARIABLE, sql)


def raise_catchable_errors(original: Any) -> Any:
    """BigQuery: a handler catches any failed statement, whatever failed inside the service."""
    errors = import_module("bqemulator.domain.errors")
    signals = import_module("bqemulator.scripting.exceptions")

    async def run(self: Any, bq_sql: str) -> Any:
        try:
            return await original(self, bq_sql)
        except (errors.DomainError, signals.ScriptRaise):
            raise
        except Exception as error:
            message = f"The emulator failed: {type(error).__name__}: {error}"
            raise errors.InvalidQueryError(message) from error

    return run


def remember_parameters(original: Any) -> Any:
    """BigQuery: the parameters of a query hold for every statement of a script."""

    async def run(*, query_params: Any, **named: Any) -> Any:
        PARAMETERS.set(query_params)
        return await original(query_params=query_params, **named)

    return run


def bind_remembered_parameters(original: Any) -> Any:
    """Bind them where the emulator binds nothing."""

    def bind(sql: Any, query_parameters: Any = None) -> Any:
        return original(sql, query_parameters or PARAMETERS.get())

    return bind
