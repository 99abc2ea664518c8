"""A specimen whose commands run in this process and share one parse.

For what is not about the process: a command then costs its own work, neither the start of Python
with dbt nor another parse. The project's files have to stay as they are.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harness.dbt import DbtResult
from harness.dbt_in_process import Session
from harness.specimen import Project

if TYPE_CHECKING:
    from harness.dbt_in_process import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedProject(Project):
    """A copy of the specimen, parsed once."""

    session: Session

    @classmethod
    def of(cls, project: Project) -> ParsedProject:
        """Parse a copy of the specimen. Raises AssertionError when dbt refuses it."""
        session = Session(folder=project.folder, environment=project.environment)
        session.parse().succeeded()
        return cls(
            folder=project.folder,
            dataset=project.dataset,
            environment=project.environment,
            client=project.client,
            session=session,
        )

    def dbt(self, *arguments: str, env: dict[str, str] | None = None, side: str = "") -> DbtResult:
        """Run one dbt command, as the command line would; there is no `dbt.log`."""
        assert not side, "one command at a time runs in this process"
        session = replace(self.session, environment={**self.environment, **(env or {})})
        started = time.monotonic()
        outcome = session.run(*arguments)
        return DbtResult(
            returncode=exit_code(outcome),
            stdout=outcome.stdout,
            seconds=time.monotonic() - started,
            target_path=self.folder / "target",
            log_path=self.folder / "logs",
        )


def exit_code(outcome: Outcome) -> int:
    """Return what dbt's command line ends with: 1 for results that failed, 2 for an exception."""
    if outcome.is_success:
        return 0
    return 2 if outcome.error else 1
