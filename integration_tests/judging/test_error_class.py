"""The class of an error is the service's: no name, path, value or position makes it another one."""

from __future__ import annotations

import datetime as dt

import pytest
from harness.googlesql.evaluator import Evaluator
from harness.judging import DATASET, PROJECT, at, contract_tables, definitions

NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.timezone.utc)
ORDINARY = {
    "model": "orders",
    "column": "amount",
    "path": "models/orders.sql",
    "literal": "n/a",
    "position": "14:9",
}
HEADED = "Database Error in model {model} ({path})\n  %s\n  compiled code at target/run/shop/{path}"

# as BigQuery, its client, dbt, dlt and Dagster word them
MESSAGES = {
    "auth": [
        "Access Denied: Table p:d.{model}: User does not have permission to query table {model}.",
        "403 POST https://example.com/v2/{column}: Request had insufficient authentication scopes.",
        "('invalid_grant: Token has been expired or revoked.', {{'error': '{literal}'}})",
        "google.api_core.exceptions.Forbidden: 403 Access Denied: Project {model}",
        "ApiException\n(403)\nReason: Forbidden\nHTTP response headers: {model}",
        "An error occurred (AccessDeniedException) when calling the RunTask operation: {model}",
    ],
    "quota": [
        "Exceeded rate limits: too many table update operations for this table.",
        "Quota exceeded: Your project exceeded quota for {column}.",
        "Could not serialize access to table p:d.{model} due to concurrent update",
        "403 Exceeded rate limits: too many concurrent queries for {model}",
        "Resources exceeded during query execution: Too many DML statements against {model}.",
        "429 POST https://example.com/v2/projects/{model}/jobs",
    ],
    "out_of_memory": [
        "Resources exceeded during query execution: Not enough memory. Top consumer: {column}",
        "MemoryError",
        "\nDetected run worker status FAILED: Pod exit code 137 (OOMKilled). Marking run as failed",
        "\nDetected run worker status FAILED: Task {model} failed. OutOfMemoryError: killed",
        "\nRun execution process for 0b-{model} was terminated by signal 9 (SIGKILL). This usually",
        "Error\nMultiprocess executor: child process for step {model} was terminated by signal 9",
    ],
    "network": [
        "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
        "requests.exceptions.ConnectionError\nHTTPSConnectionPool(host='{model}', port=443)",
        "503 Service Unavailable: Visibility check was unavailable. Please retry the request",
        "500 POST https://example.com/v2/projects/{model}/jobs: backendError",
        "An internal error occurred and the request could not be completed. Error: 80038528",
    ],
    "timeout": [
        "Operation timed out after 6.0 hours. Consider reducing the amount of work performed.",
        "Timeout of 300.0s exceeded, last exception: {literal}",
        "504 Deadline Exceeded",
        "DagsterUserCodeUnreachableError\nUser code server request timed out due to taking long",
        "\nRun timed out due to taking longer than 180 seconds to start.",
        "\nExceeded maximum runtime of 3600 seconds.",
        "HTTPSConnectionPool(host='{model}', port=443): Read timed out. (read timeout=60)",
    ],
    "missing_relation": [
        "Not found: Table p:d.{model} was not found in location EU",
        "404 Not found: Dataset p:{model} was not found in location EU",
        "googleapi: Error 404: Not found: Table p:d.{model}, notFound",
    ],
    "schema_drift": [
        "Unrecognized name: {column} at [{position}]",
        "Unrecognized name: {column}; Did you mean {column}? at [{position}]",
        "Name {column} not found inside {model} at [{position}]",
        "Query column 3 has type STRING which cannot be inserted into column {column}",
        "This model has an enforced contract that failed.\nPlease ensure the {column}",
        "google.api_core.exceptions.BadRequest: 400 Provided Schema does not match Table {model}.",
    ],
    "data_quality": [
        "UPDATE/MERGE must match at most one source row for each target row",
        "Bad int64 value: {literal}",
        "Division by zero: {literal} / 0",
        'Could not cast literal "{literal}" to type DATE at [{position}]',
        "Query error: Bad double value: {literal} at [{position}]",
        "Failed to parse input string '{literal}'",
        "Invalid date: '{literal}'",
        "400 Invalid date: {literal}",
    ],
    "sql": [
        'Syntax error: Expected ")" but got keyword FROM at [{position}]',
        'Syntax error: Unexpected identifier "{literal}" at [{position}]',
        "No matching signature for operator = for argument types: INT64, STRING at [{position}]",
        "Too many arguments for function COALESCE at [{position}]",
        "Column name {column} is ambiguous at [{position}]",
        "'{literal}' is undefined. This can happen when calling a macro that does not exist.",
        "SELECT list expression references column {column} which is neither grouped nor aggregated",
        '400 POST https://example.com/v2/{model}: Syntax error: got "{literal}" at [{position}]',
    ],
    "unknown": [
        "Something nobody has seen before at [{position}]",
        "it failed: `{model}.{column}`",
    ],
}
NOISE = [
    *("access denied", "unauthorized", "invalid_grant", "401", "403"),
    *("quota", "quota exceeded", "sales_quota", "too many", "rate limits", "429"),
    *("out of memory", "resources exceeded", "memoryerror"),
    *("timeout", "timeout_seconds", "timed out", "deadline exceeded", "504"),
    *(
        "connection reset by peer",
        "broken pipe",
        "internal error",
        "service unavailable",
        "502",
    ),
    *("not found: table", "was not found in location", "http 503", "error 500:"),
    *("unrecognized name", "schema update", "out of sync"),
    *(
        "division by zero",
        "overflow",
        "could not cast",
        "cannot be null",
        "bad int64 value",
    ),
    *("syntax error", "ambiguous", "is undefined", "expected ", "compilation error"),
]


def variants() -> list[tuple[str, str]]:
    """Return every known message, plain and below a heading, with every noise in every place."""
    found: list[tuple[str, str]] = []
    for name, messages in MESSAGES.items():
        for message in messages:
            for text in (message, HEADED % message):
                found.append((name, text.format(**ORDINARY)))
                for place in ORDINARY:
                    if f"{{{place}}}" in text:
                        found += [
                            (
                                name,
                                text.format(**ORDINARY | {place: noisy(place, noise)}),
                            )
                            for noise in NOISE
                        ]
    return found


def noisy(place: str, noise: str) -> str:
    """Return a name, path or position that holds the noise, spelled as such things are."""
    if place == "position":
        return f"{noise}:1"
    word = noise.strip(" :").replace(" ", "_").replace(":", "_")
    return {"path": f"models/{word}/{word}.sql", "literal": noise}.get(place, word)


@pytest.mark.row("B13")
def test_no_name_path_value_or_position_makes_it_another_class() -> None:
    cases = list(dict.fromkeys(variants()))
    rows = [
        {
            "row_id": str(number),
            "unique_id": str(number),
            "resource_type": "model",
            "name": "orders",
            "status": "error",
            "is_critical": False,
            "message": text,
            "occurred_at": NOW,
            "recorded_at": NOW,
        }
        for number, (_, text) in enumerate(cases)
    ]
    answer = Evaluator(contract_tables()).evaluate(
        f"select asset_id, error_class from ({at(definitions()['observed_nodes'].sql, NOW)})",
        {f"{PROJECT}.{DATASET}.dbt_node_results": rows},
        now=NOW,
    )
    given = {int(row["asset_id"]): row["error_class"] for row in answer.rows}
    assert given.keys() == set(range(len(cases)))
    wrong = [
        f"{given[number]}, not {wanted}: {text}"
        for number, (wanted, text) in enumerate(cases)
        if given[number] != wanted
    ]
    assert wrong == []
