"""What BigQuery's refusals mean, and what to do about them."""

from __future__ import annotations

from google.api_core import exceptions
from google.api_core.retry import Retry
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from requests.exceptions import ChunkedEncodingError, RequestException, Timeout
from requests.exceptions import ConnectionError as RequestsConnectionError

from nightledger.errors import LedgerError, PermanentLedgerError, TransientLedgerError

FAILURES = (
    exceptions.GoogleAPICallError,
    exceptions.RetryError,
    ConnectionError,
    RequestException,
    GoogleAuthError,
)
"""Everything a call to BigQuery raises when it fails."""

TRANSIENT_TYPES = (
    exceptions.ServerError,
    exceptions.TooManyRequests,
    ChunkedEncodingError,
    ConnectionError,
    RequestsConnectionError,
    Timeout,
    TransportError,
)
TRANSIENT_REASONS = frozenset(
    {
        "backendError",
        "internalError",
        "jobBackendError",
        "jobInternalError",
        "jobRateLimitExceeded",
        "rateLimitExceeded",
        "tableUnavailable",
    }
)
TRANSIENT_PHRASES = ("could not serialize", "concurrent update", "too many dml statements")
"""BigQuery reports these as an invalid query, so only the words tell."""

SHOWN_CHARACTERS = 500
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 20.0


def is_transient(error: BaseException) -> bool:
    """Return whether the same call may succeed later."""
    if isinstance(error, TRANSIENT_TYPES):
        return True
    if isinstance(error, RefreshError):
        # a metadata server out of reach comes as its cause
        return error.retryable or isinstance(error.__cause__, TransportError)
    if not isinstance(error, exceptions.GoogleAPICallError):
        return False
    text = str(error).lower()
    return bool(reasons(error) & TRANSIENT_REASONS) or any(
        phrase in text for phrase in TRANSIENT_PHRASES
    )


def patience(seconds: float) -> Retry:
    """Return how calls are repeated: while BigQuery is busy, ever more slowly, for about `seconds`.

    What the last call raised is then the cause of a RetryError.
    """
    return Retry(
        predicate=is_transient,
        initial=FIRST_DELAY_SECONDS,
        maximum=LONGEST_DELAY_SECONDS,
        timeout=seconds,
    )


def reasons(error: exceptions.GoogleAPICallError) -> set[str]:
    """Return the reasons BigQuery names in an answer."""
    return {str(entry.get("reason")) for entry in error.errors if isinstance(entry, dict)}


def ledger_error(tried: str, error: BaseException) -> LedgerError:
    """Return our error for one of BigQuery's: what was tried, what came back, what to do."""
    if isinstance(error, exceptions.RetryError):
        error = error.cause or error
    kind = TransientLedgerError if is_transient(error) else PermanentLedgerError
    return kind(f"{tried} failed. BigQuery said: {said(error)} {advice(error)}")


def said(error: BaseException) -> str:
    """Return the first line of what came back, without the address that was called."""
    message = error.message if isinstance(error, exceptions.GoogleAPICallError) else str(error)
    first = (str(message).strip().splitlines() or [type(error).__name__])[0]
    text = (first.partition("prettyPrint=false: ")[2] or first).partition("; reason: ")[0]
    return text[:SHOWN_CHARACTERS].rstrip(". ") + "."


def advice(error: BaseException) -> str:
    """Say what to do next."""
    if is_transient(error):
        return "Check that it can be reached and run the same again: nothing is written twice."
    if isinstance(error, exceptions.NotFound):
        return (
            "If the dataset is the right one, create the ledger with "
            "`dbt run-operation nightledger.setup`."
        )
    if isinstance(error, (exceptions.Unauthorized, GoogleAuthError)):
        return (
            "The credentials are missing, expired or revoked: run `gcloud auth "
            "application-default login`, or give this host another key."
        )
    if isinstance(error, exceptions.Forbidden):
        return (
            "The account needs roles/bigquery.jobUser on the project and "
            "roles/bigquery.dataEditor on the ledger's dataset (dataViewer to read)."
        )
    if isinstance(error, exceptions.GoogleAPICallError) and "bytesBilledLimit" in str(
        reasons(error)
    ):
        return "Raise maximum_bytes_billed, or ask for fewer days."
    return (
        "If a column is missing, `dbt run-operation nightledger.setup` adds it; "
        "otherwise correct the statement."
    )
