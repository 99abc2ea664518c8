"""The Cloud Function: something woke us, so look what is due. Two entry points, one tick.

What woke us is never read: a duplicate, late or missing call changes nothing, because what is
due stands in BigQuery. docs/deploy.md says what each answer means.
"""

# ruff: noqa: INP001 - the platform imports this file by its name, not as part of a package

from __future__ import annotations

import functools
import logging
import os
import threading
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import flask
import functions_framework
from nightledger import config, watch
from nightledger.errors import ConfigError, NightledgerError, TransientLedgerError
from nightledger.host_log import log_as_json, traced
from nightledger.ledger import connect
from nightledger.redaction import redact_text
from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloudevents.http import CloudEvent
    from flask import Request
    from google.cloud.bigquery import Client

HOST = "function"
BUDGET_SECONDS = 480
"""A tick stops starting sends here and records what it did; the platform kills at 540 s."""
TRACE_HEADER = "X-Cloud-Trace-Context"
SCHEDULER_HEADER = "X-CloudScheduler"
ALERTS = Path(__file__).with_name("alerts.yml")

LOOKING = threading.Lock()
LOG = logging.getLogger("nightledger.function")
log_as_json()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the environment says. emulator: address of one, used without credentials."""

    project: str
    dataset: str
    location: str | None
    alerts: Path
    emulator: str | None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the variables. Raises ConfigError naming every one that is missing."""
        needed = ("NIGHTLEDGER_PROJECT", "NIGHTLEDGER_DATASET")
        if missing := [name for name in needed if not environ.get(name)]:
            message = f"Not set: {', '.join(missing)}. Set them in the function's environment."
            raise ConfigError(message)
        return cls(
            project=environ["NIGHTLEDGER_PROJECT"],
            dataset=environ["NIGHTLEDGER_DATASET"],
            location=environ.get("NIGHTLEDGER_LOCATION") or None,
            alerts=Path(environ.get("NIGHTLEDGER_ALERTS") or ALERTS),
            emulator=environ.get("BIGQUERY_EMULATOR_HOST") or None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the caller gets. A status of 500 and up: the same call may succeed later."""

    status: HTTPStatus
    body: dict[str, Any]


@functions_framework.http
def tick_http(request: Request) -> tuple[dict[str, Any], int]:
    """Look, and answer what came of it. Cloud Scheduler calls this every minute."""
    answer = look("schedule" if SCHEDULER_HEADER in request.headers else "person")
    return answer.body, answer.status


@functions_framework.cloud_event
def tick_event(_event: CloudEvent) -> None:
    """Look now, because an event says something may be there. Raises only to be called again."""
    answer = look("poke")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServiceUnavailable(answer.body["error"])


def look(trigger: str) -> Answer:
    """Tick, unless this instance is at it already: what is new since, the next minute finds."""
    with traced(flask.request.headers.get(TRACE_HEADER), os.environ.get("NIGHTLEDGER_PROJECT")):
        if not LOOKING.acquire(blocking=False):
            LOG.info("already looking")
            return Answer(status=HTTPStatus.OK, body={"outcome": "already looking"})
        try:
            return tick(trigger)
        finally:
            LOOKING.release()


def tick(trigger: str) -> Answer:
    """Tick once; whatever comes of it is logged and answered, nothing is raised."""
    try:
        report = watch_tick(trigger)
    except TransientLedgerError as error:
        # One such minute is no reason to wake anybody. When they go on, the dead man does.
        LOG.warning("the tick could not ask BigQuery: %s", error)
        return failed(HTTPStatus.SERVICE_UNAVAILABLE, error)
    except NightledgerError as error:
        message = "the tick cannot work until somebody changes something: %s"
        LOG.error(message, error)  # noqa: TRY400 - our messages say it all
        return failed(HTTPStatus.UNPROCESSABLE_ENTITY, error)
    except Exception as error:
        LOG.exception("the tick failed in a way nobody foresaw")
        return failed(HTTPStatus.UNPROCESSABLE_ENTITY, error)
    return reported(report)


def watch_tick(trigger: str) -> watch.TickReport:
    """Tick with this function's settings. alerts.yml is read anew: a secret may have changed."""
    settings = Settings.from_environ(os.environ)
    alerts = config.load(settings.alerts)
    return watcher(settings).tick(alerts, host=HOST, trigger=trigger, budget_seconds=BUDGET_SECONDS)


@functools.cache
def watcher(settings: Settings) -> watch.Watcher:
    """Give the instance's watcher: it knows what the last look saw, and rests while that holds."""
    return watch.Watcher(client=client(settings), dataset=settings.dataset)


def client(settings: Settings) -> Client:
    """Return a client, for the emulator when there is one."""
    return connect(settings.project, location=settings.location, endpoint=settings.emulator)


def reported(report: watch.TickReport) -> Answer:
    """Log what a tick did, louder when something was not delivered."""
    body = {name: value for name, value in asdict(report).items() if value is not None}
    body |= {name: at.isoformat() for name, at in body.items() if isinstance(at, datetime)}
    if report.error:
        body["error"] = redact_text(report.error)
    LOG.log(level_of(report), "tick: %s", report.outcome, extra={"fields": body})
    return Answer(status=HTTPStatus.OK, body=body)


def level_of(report: watch.TickReport) -> int:
    """ERROR pages somebody. A failed send does not: it is tried again, and others are told."""
    if report.outcome == "failed" or report.unreachable_count:
        return logging.ERROR
    return logging.WARNING if report.failed_count else logging.INFO


def failed(status: HTTPStatus, error: Exception) -> Answer:
    """Return the answer for a tick that did not take place."""
    return Answer(status=status, body={"outcome": "failed", "error": redact_text(str(error))})
