"""What may pass by itself is told apart from what somebody has to change."""

from __future__ import annotations

import pytest
import requests
from google.api_core.exceptions import Unauthorized
from google.auth.compute_engine import Credentials
from google.auth.exceptions import (
    DefaultCredentialsError,
    InvalidOperation,
    RefreshError,
    TransportError,
)
from nightledger.errors import PermanentLedgerError, TransientLedgerError
from nightledger.ledger.failures import FAILURES, ledger_error

pytestmark = [pytest.mark.row("A9")]


def metadata_server_out_of_reach() -> RefreshError:
    """Give what google-auth raises for a service account whose metadata server does not answer."""

    def no_answer(**_request: object) -> None:
        message = "metadata.google.internal did not answer"
        raise TransportError(message)  # type: ignore[no-untyped-call]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("google.auth._exponential_backoff.time.sleep", lambda _seconds: None)
        with pytest.raises(RefreshError) as caught:
            Credentials().refresh(no_answer)  # type: ignore[no-untyped-call]
    return caught.value


def refresh_error(text: str, **kinds: bool) -> RefreshError:
    """Return what google-auth raises when it gets no token."""
    return RefreshError(text, **kinds)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "error",
    [
        requests.exceptions.ChunkedEncodingError("the connection broke in mid-answer"),
        ConnectionResetError(104, "Connection reset by peer"),
        metadata_server_out_of_reach(),
        refresh_error("the token's server is busy", retryable=True),
    ],
    ids=["answer broke off", "connection reset", "metadata server away", "retryable refresh"],
)
def test_a_blip_on_the_way_may_pass_by_itself(error: Exception) -> None:
    assert isinstance(error, FAILURES)
    assert isinstance(ledger_error("Reading", error), TransientLedgerError)


@pytest.mark.parametrize(
    "error",
    [
        refresh_error("invalid_grant: Token has been expired or revoked."),
        Unauthorized("Request had invalid authentication credentials."),  # type: ignore[no-untyped-call]
        InvalidOperation("Anonymous credentials cannot be refreshed."),  # type: ignore[no-untyped-call]
        DefaultCredentialsError("the key file is gone"),  # type: ignore[no-untyped-call]
    ],
    ids=["refresh", "answer", "no way to refresh", "none"],
)
def test_credentials_that_are_no_longer_good_do_not_get_better_by_themselves(
    error: Exception,
) -> None:
    assert isinstance(error, FAILURES)
    told = ledger_error("Reading", error)
    assert isinstance(told, PermanentLedgerError)
    assert "gcloud auth application-default login" in str(told)
