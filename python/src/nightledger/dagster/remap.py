"""Severities by tag after dbt has decided, for projects that cannot change their YAML.

Needs dagster-dbt. dbt has skipped what it skipped by then, so the run fails when it skipped
anything: a green run with models that were never built is worse than a red one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dagster import AssetCheckSeverity, Failure

from nightledger.dagster.copies import changed
from nightledger.dagster.dbt_events import is_check
from nightledger.dagster.severity import CRITICAL, dbt_severity, declared_severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dagster_dbt import DbtCliInvocation

HANDLED = (0, 1)
"""dbt's exit codes when it got through: all well, or something failed that it has a result for."""
GOOD = frozenset({"success", "pass", "warn", "no-op", "reused"})
MOST_NAMED = 20


def remap_severities(invocation: DbtCliInvocation) -> Iterator[Any]:
    """Yield dbt's events: of the tests that fail, a critical one is an ERROR, any other a WARN.

        yield from remap_severities(dbt.cli(["build"], context=context))

    Raises dagster.Failure at the end, with their names, when a critical test failed, when anything
    broke or was skipped, and when dbt stopped early; and dbt's own error when it has no results.
    """
    invocation.raise_on_error = False  # it would, for a test that only warns
    for event in invocation.stream():
        yield remapped(event, invocation.manifest)
    judge(invocation)


def remapped(event: Any, manifest: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any event of dbt's
    """Return the event, a test's result with its severity by tag."""
    if not is_check(event):
        return event
    test = manifest["nodes"].get(str(event.metadata["unique_id"].value))
    if test is None or event.passed:
        return event
    warned = event.severity == AssetCheckSeverity.WARN
    severe = is_severe(manifest, test, "warn" if warned else "fail")
    return changed(event, severity=AssetCheckSeverity.ERROR if severe else AssetCheckSeverity.WARN)


def is_severe(manifest: Mapping[str, Any], test: Mapping[str, Any], status: str) -> bool:
    """Return whether a test that failed, or warned, is a critical one that should not have.

    One that may warn by its own `warn_if` only warns.
    """
    is_critical = declared_severity(manifest, str(test["unique_id"])) == CRITICAL
    return is_critical and (status != "warn" or dbt_severity(test) == "warn")


def judge(invocation: DbtCliInvocation) -> None:
    """Raise unless all that dbt was to do is done, but for tests that only warn."""
    error = invocation.get_error()
    outcome = CommandOutcome.of(invocation)
    if outcome.is_bad:
        raise outcome.failure()
    if error is not None and not (outcome.tolerated and invocation.process.returncode in HANDLED):
        raise error


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandOutcome:
    """What came of a dbt command, as unique ids. stopped_early: it was to stop at a failure."""

    severe: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()
    stopped_early: bool = False
    invocation_id: str = ""

    @classmethod
    def of(cls, invocation: DbtCliInvocation) -> CommandOutcome:
        """Read run_results.json; a command that writes none has none."""
        try:
            document = invocation.get_artifact("run_results.json")
        except FileNotFoundError:
            return cls()
        statuses = {one["unique_id"]: str(one["status"]).lower() for one in document["results"]}
        kinds = {
            unique_id: kind_of(invocation.manifest, unique_id, status)
            for unique_id, status in statuses.items()
        }
        by_kind = {
            kind: tuple(unique_id for unique_id, each in kinds.items() if each == kind)
            for kind in ("severe", "skipped", "tolerated")
        }
        fails_fast = bool((document.get("args") or {}).get("fail_fast"))
        return cls(
            **by_kind,
            stopped_early=fails_fast and bool(by_kind["tolerated"]),
            invocation_id=document["metadata"]["invocation_id"],
        )

    @property
    def is_bad(self) -> bool:
        """Whether the run has to fail."""
        return bool(self.severe or self.skipped or self.stopped_early)

    def failure(self) -> Failure:
        """Return the failure that names what is bad."""
        parts = [
            f"{words}: {listed(names)}"
            for words, names in (
                ("broken, or critical and failed", self.severe),
                ("never built or tested, because of what failed", self.skipped),
            )
            if names
        ]
        if self.stopped_early:
            parts.append(f"dbt stopped at the first failure: {listed(self.tolerated)}")
        return Failure(
            description=f"dbt did not do all it was to do. {'; '.join(parts)}.",
            metadata={"dbt_invocation_id": self.invocation_id},
        )


def kind_of(manifest: Mapping[str, Any], unique_id: str, status: str) -> str:
    """Return severe, skipped, tolerated, or good."""
    if status == "skipped":
        return "skipped"
    test = manifest["nodes"].get(unique_id)
    if status in {"fail", "warn"} and test is not None and test["resource_type"] == "test":
        if is_severe(manifest, test, status):
            return "severe"
        return "tolerated" if status == "fail" else "good"
    return "good" if status in GOOD else "severe"


def listed(names: tuple[str, ...]) -> str:
    """Return names, not more than a person reads."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
