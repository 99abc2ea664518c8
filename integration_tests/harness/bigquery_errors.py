"""Errors in BigQuery's own shape (https://cloud.google.com/bigquery/docs/error-messages)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

#: What BigQuery most often means by a status.
USUAL_REASON = {
    400: "invalidQuery",
    401: "authError",
    403: "rateLimitExceeded",
    404: "notFound",
    409: "duplicate",
    429: "rateLimitExceeded",
    500: "internalError",
    503: "backendError",
}
CANONICAL_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


def could_not_serialize(table: str) -> str:
    """Return the message of a statement that lost against a concurrent one (400 invalidQuery)."""
    return f"Could not serialize access to table {table} due to concurrent update"


def error_body(status: int, reason: str | None, message: str | None) -> bytes:
    """Return the body of an error response."""
    text = message or f"{HTTPStatus(status).phrase} (injected)"
    entry = {
        "message": text,
        "domain": "global",
        "reason": reason or USUAL_REASON[status],
    }
    error = {
        "code": status,
        "message": text,
        "errors": [entry],
        "status": CANONICAL_STATUS[status],
    }
    return json.dumps({"error": error}).encode()


def failed_job(request: dict[str, Any], reason: str, message: str) -> bytes:
    """Return the answer to a job insert whose job is over and failed."""
    reference = {"location": "US", **request.get("jobReference", {})}
    error = {"reason": reason, "message": message, "location": "query"}
    job = {
        "kind": "bigquery#job",
        "id": f"{reference.get('projectId')}:US.{reference.get('jobId')}",
        "jobReference": reference,
        "configuration": request.get("configuration", {}),
        "status": {"state": "DONE", "errorResult": error, "errors": [error]},
        "statistics": {"creationTime": "0", "startTime": "0", "endTime": "0"},
    }
    return json.dumps(job).encode()
