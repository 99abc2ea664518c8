"""A send ends when its time is up, whatever the other side does."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import pytest
from nightledger.errors import SecretUnavailableError
from nightledger.transports import Outcome, Payload
from nightledger.transports.deadline import send_within
from python.tests.transports.examples import SECRET, message
from python.tests.transports.targets_of import transport_to

if TYPE_CHECKING:
    from harness.fake_targets import Targets
    from nightledger.transports.message import Message

DRIPS = 8000
"""Bytes of a body that takes longer than the slowest machine would need to give up on it."""

PAYLOAD = Payload(title="t", body=b"{}", content_type="application/json")


@dataclass(frozen=True, slots=True)
class Broken:
    """A transport that raises."""

    name: ClassVar[str] = "broken"
    is_idempotent: ClassVar[bool] = False
    capacity: ClassVar[int | None] = None
    error: BaseException
    seconds_between: float = 0.0

    def render(self, message: Message) -> Payload:
        """Return anything."""
        del message
        return PAYLOAD

    def send(self, message: Message, payload: Payload, recipient: str | None) -> Outcome:
        """Raise."""
        del message, payload, recipient
        raise self.error


@pytest.mark.row("C6")
def test_a_hanging_target_ends_as_unknown_in_time(targets: Targets) -> None:
    targets.http("teams/a").hang()
    transport = transport_to("teams", targets.teams_url("a"))
    outcome = send_within(transport, message(), PAYLOAD, None, 0.5)
    assert outcome.status == "unknown"
    assert "no answer" in outcome.response


@pytest.mark.row("C6")
def test_a_dripping_refusal_ends_in_time(targets: Targets) -> None:
    targets.http("teams/a").answer(500, body_bytes=DRIPS, drip_seconds=0.1)
    transport = transport_to("teams", targets.teams_url("a"))
    started = time.monotonic()
    outcome = send_within(transport, message(), PAYLOAD, None, 1.0)
    assert time.monotonic() - started < DRIPS * 0.1, "it waited for the end of the body"
    assert (outcome.status, outcome.code) == ("retryable", 500)


@pytest.mark.parametrize("error", [ValueError(SECRET), SystemExit(SECRET), KeyboardInterrupt()])
def test_an_exception_becomes_an_outcome_without_its_text(error: BaseException) -> None:
    outcome = send_within(Broken(error), message(), PAYLOAD, None, 5)
    expected = f"broken could not send: {type(error).__name__}"
    assert outcome == Outcome(status="permanent", response=expected)


@pytest.mark.row("G3")
def test_a_secret_nobody_could_ask_for_may_be_there_at_the_next_attempt() -> None:
    error = SecretUnavailableError(SECRET)
    outcome = send_within(Broken(error), message(), PAYLOAD, None, 5)
    expected = "broken could not send: SecretUnavailableError"
    assert outcome == Outcome(status="retryable", response=expected)
