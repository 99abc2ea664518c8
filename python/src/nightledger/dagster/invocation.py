"""One dbt command under Dagster: its checks say what they are worth, and its end is told."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from dagster import MetadataValue
from dagster_dbt import DbtCliInvocation

from nightledger.dagster.copies import changed
from nightledger.dagster.dbt_events import is_check
from nightledger.dagster.severity import METADATA_KEY, declared_severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dagster_dbt.core.dbt_event_iterator import DbtEventIterator


@dataclass
class NightledgerDbtCliInvocation(DbtCliInvocation):
    """dagster-dbt's invocation. when_done: called once, after the dbt process has ended."""

    when_done: Callable[[], object] | None = None

    @classmethod
    def of(
        cls, invocation: DbtCliInvocation, when_done: Callable[[], object] | None
    ) -> NightledgerDbtCliInvocation:
        """Return an invocation that was just started, as one of these."""
        values = {
            field.name: getattr(invocation, field.name)
            for field in fields(invocation)
            if field.init
        }
        return cls(**values, when_done=when_done)

    def is_successful(self) -> bool:
        """Wait for dbt, and tell whether it succeeded. Every way to read dbt's events ends here."""
        succeeded = super().is_successful()
        when_done, self.when_done = self.when_done, None
        if when_done is not None:
            when_done()
        return succeeded

    def stream(self) -> DbtEventIterator[Any]:
        """Stream the events, each check with its severity by tag in its metadata."""
        events = super().stream()
        return type(events)(marked(events, self.manifest), self)


def marked(events: Iterator[Any], manifest: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the events; a dbt test's result carries `nightledger/severity`."""
    for event in events:
        severity = severity_of(event, manifest)
        if severity is None:
            yield event
        else:
            metadata = {**event.metadata, METADATA_KEY: MetadataValue.text(severity)}
            yield changed(event, metadata=metadata)


def severity_of(event: Any, manifest: Mapping[str, Any]) -> str | None:  # noqa: ANN401 - any event
    """Return the severity by tag of the dbt test an event is the result of; None for others."""
    if not is_check(event):
        return None
    unique_id = event.metadata.get("unique_id")
    return declared_severity(manifest, str(unique_id.value)) if unique_id is not None else None
