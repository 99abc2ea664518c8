"""Tell the router that there is something to look at, so that alerts leave within seconds.

A poke only makes it faster: what is due stands in the ledger, and the next regular tick finds it.
So a poke that fails is a warning and nothing more.
"""

from __future__ import annotations

import re
from typing import Any

from dagster import ConfigurableResource, get_dagster_logger
from pydantic import Field

from nightledger.errors import ConfigError
from nightledger.redaction import redact_text

TOPIC = re.compile(r"projects/[a-z0-9:.-]+/topics/[A-Za-z][\w.~+%-]{2,254}")
DEADLINE_SECONDS = 5.0
BUDGET_SECONDS = 20.0
TEXT_LIMIT = 500


class Poke(ConfigurableResource[Any]):
    """Pokes when called, and never raises. Also a resource for assets of your own."""

    def __call__(self) -> None:
        """Poke; what goes wrong is a warning in the run's log."""
        try:
            self.send()
        except Exception as error:  # noqa: BLE001 - the work is done; a poke must not undo that
            said = redact_text(f"{type(error).__name__}: {error}")[:TEXT_LIMIT]
            get_dagster_logger("nightledger").warning(
                f"The router was not poked ({said}). Alerts leave with its next regular tick."
            )

    def send(self) -> None:
        """Poke, and raise what goes wrong."""
        raise NotImplementedError


class TopicPoke(Poke):
    """Pokes by a message to a Pub/Sub topic, which the router's function listens to."""

    topic: str = Field(description="projects/<project>/topics/<topic>")
    deadline_seconds: float = Field(default=DEADLINE_SECONDS, description="For all of it.")

    def send(self) -> None:
        """Publish. Raises PokeError, also when there is no answer in time."""
        from nightledger.dagster.pubsub import publish  # noqa: PLC0415 - only who uses it

        publish(self.topic, seconds=self.deadline_seconds)


class TickPoke(Poke):
    """Pokes by a tick of its own in this process: looks into the ledger and sends what is due.

    project, dataset, location and endpoint: of the ledger; `observe` fills them in.
    """

    alerts: str = Field(description="Path of alerts.yml.")
    project: str | None = None
    dataset: str | None = None
    location: str | None = None
    endpoint: str | None = None

    def send(self) -> None:
        """Tick. Raises what the tick raises."""
        from nightledger.dagster.ledger import LedgerResource  # noqa: PLC0415 - only who uses it
        from nightledger.dagster.ticks import Router  # noqa: PLC0415 - only who uses it

        if self.project is None or self.dataset is None:
            message = "poke(alerts=...) has no ledger: give project and dataset, or use observe"
            raise ConfigError(message)
        ledger = LedgerResource(
            project=self.project,
            dataset=self.dataset,
            location=self.location,
            endpoint=self.endpoint,
        )
        router = Router(ledger=ledger, alerts=self.alerts)
        router.tick(trigger="poke", budget_seconds=BUDGET_SECONDS)


def poke(  # noqa: PLR0913 - all but one have defaults
    topic: str | None = None,
    *,
    alerts: str | None = None,
    project: str | None = None,
    dataset: str | None = None,
    location: str | None = None,
    endpoint: str | None = None,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Poke:
    """Return what pokes the router: by a Pub/Sub topic, or by a tick in the process that calls it.

    topic: `projects/<project>/topics/<topic>`. alerts: path of alerts.yml; with it project,
    dataset, location and endpoint say where the ledger is, which `observe` fills in. Raises
    ConfigError unless there is exactly one of topic and alerts.
    """
    if (topic is None) == (alerts is None):
        message = "poke takes a topic of Pub/Sub, or alerts='alerts.yml' to tick right here."
        raise ConfigError(message)
    if alerts is not None:
        return TickPoke(
            alerts=alerts, project=project, dataset=dataset, location=location, endpoint=endpoint
        )
    if topic is None or TOPIC.fullmatch(topic) is None:
        message = f"{topic!r} is no topic. Write projects/<project>/topics/<topic>."
        raise ConfigError(message)
    return TopicPoke(topic=topic, deadline_seconds=deadline_seconds)
