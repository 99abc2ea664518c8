"""One dbt command, as its artifacts tell of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nightledger.artifacts.moments import execution_interval, first_moment, moment
from nightledger.artifacts.origin import known_values
from nightledger.artifacts.plan import run_key
from nightledger.errors import ArtifactError

if TYPE_CHECKING:
    from datetime import datetime

    from nightledger.artifacts.options import Options
    from nightledger.artifacts.project import Project

Row = dict[str, Any]
Result = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command, its results, and the project it ran in.

    Without slots, so that what thousands of rows ask for is worked out once.
    """

    name: str
    metadata: dict[str, Any]
    args: dict[str, Any]
    results: list[Result]
    project: Project
    options: Options

    @property
    def invocation_id(self) -> str:
        """The id dbt gave the command."""
        return str(self.metadata["invocation_id"])

    @property
    def evidence(self) -> list[Result]:
        """Its results; none of a command that saw no rows (`--empty`) or only some (`--sample`)."""
        return [] if self.args.get("empty") or self.args.get("sample") else self.results

    @cached_property
    def environment(self) -> str:
        """The environment the facts belong to. Raises ArtifactError when nothing tells."""
        name = (
            self.options.environment
            or self.project.setting("environment")
            or self.project.target.get("name")
            or self.args.get("target")
        )
        if not name:
            message = (
                f"The artifacts of {self.invocation_id} do not say with which target dbt ran. "
                "Give --environment."
            )
            raise ArtifactError(message)
        return str(name)

    @cached_property
    def started_at(self) -> datetime:
        """When dbt started; to some milliseconds when only the artifact's own time is there."""
        invoked_at = moment(self.metadata.get("invocation_started_at"))
        started = (
            self.project.run_started_at(invoked_at)
            or invoked_at
            or first_moment(self.results)
            or moment(self.metadata["generated_at"])
        )
        if started is None:
            message = "generated_at is null"
            raise ValueError(message)
        return started

    @cached_property
    def finished_at(self) -> datetime:
        """When the last node ended; when none ran, when the command started.

        Hooks after the last node are left out: the one that records this cannot see itself. dbt
        leaves failed checks out of sources.json, so without any the file's own time is nearer.
        """
        ends = (
            execution_interval(each)[1] or moment(each.get("snapshotted_at"))
            for each in self.results
            if was_seen_by_hook(each)
        )
        written_at = moment(self.metadata["generated_at"]) if self.name == "freshness" else None
        return max((end for end in ends if end), default=written_at or self.started_at)

    @cached_property
    def shared(self) -> Row:
        """What all facts of this command share."""
        return {
            "environment": self.environment,
            "invocation_id": self.invocation_id,
            "project_name": self.project.name,
            "run_key": run_key(self),
            "git_sha": known_values(self)["git_sha"],
        }

    def fact(self, occurred_at: datetime, row: Row) -> Row:
        """Return a row with what all facts of this command share."""
        return {"occurred_at": occurred_at, **self.shared, **row}


def was_seen_by_hook(result: Result) -> bool:
    """Tell whether dbt hands this result to on-run-end hooks: not those of hooks that went well."""
    kind, _, name = result["unique_id"].partition(".")
    return kind != "operation" or (result["status"] != "success" and "-on-run-end-" not in name)
