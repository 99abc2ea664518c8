"""Run dbt inside this process: a command costs its own work, not the start of an interpreter."""

from __future__ import annotations

import copy
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dbt.cli.main import dbtRunner
from harness.dbt import QUIET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dbt_common.events.base_types import EventMsg

UNHEARD = ("--quiet", "--log-level-file", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended and what it would have printed."""

    is_success: bool
    error: str
    lines: list[str] = field(repr=False)
    result: Any = field(repr=False)

    def succeeded(self) -> Outcome:
        """Return itself; raises AssertionError with dbt's words when the command failed."""
        assert self.is_success, self.stdout
        return self

    @property
    def stdout(self) -> str:
        """Everything it would have printed."""
        return "\n".join([*self.lines, self.error])


@dataclass(slots=True, kw_only=True)
class Session:
    """A project whose commands share one parse, as long as nothing of it changes."""

    folder: Path
    environment: Mapping[str, str]
    manifest: Any = None

    def parse(self, *arguments: str) -> Outcome:
        """Parse the project anew."""
        self.manifest = None
        outcome = self.run("parse", "--no-partial-parse", *arguments)
        self.manifest = outcome.result if outcome.is_success else None
        return outcome

    def run(self, *arguments: str) -> Outcome:
        """Run one command.

        Each gets a copy of the parse: dbt puts the text of ephemeral models into a node once only.
        """
        lines: list[str] = []
        manifest = copy.deepcopy(self.manifest)

        def keep(event: EventMsg) -> None:
            if event.info.level in ("info", "warn", "error"):
                lines.append(str(getattr(event.info, "msg", "")))

        with variables({**QUIET, **self.environment}):
            done = dbtRunner(manifest=manifest, callbacks=[keep]).invoke(
                [*arguments, *UNHEARD, "--project-dir", str(self.folder)]
            )
        return Outcome(
            is_success=done.success,
            error=str(done.exception or ""),
            lines=lines,
            result=done.result,
        )


@contextmanager
def variables(added: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
