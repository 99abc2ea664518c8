"""The function around the real tick, on the embedded BigQuery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from function.deployment import FOLDER
from function.test_main import BINARY, SCHEDULER
from watch.scene import statements

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from google.cloud.bigquery import Client
    from harness.target import Target


@pytest.fixture
def real(bigquery: Target, ledger: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Point the function at a ledger without procedures, and at the example of alerts.yml."""
    if bigquery.url is None:
        pytest.skip("the fault is made on the embedded BigQuery only")
    monkeypatch.setenv("NIGHTLEDGER_PROJECT", bigquery.project)
    monkeypatch.setenv("NIGHTLEDGER_LOCATION", bigquery.location)
    monkeypatch.setenv("NIGHTLEDGER_DATASET", ledger)
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", bigquery.url)
    monkeypatch.setenv("NIGHTLEDGER_ALERTS", str(FOLDER / "alerts.example.yml"))
    return ledger


@pytest.mark.row("C7")
def test_a_tick_that_cannot_work_leaves_its_row_and_asks_for_no_retry(
    call: Callable[..., FlaskClient], real: str, client: Client
) -> None:
    answer = call("tick_http").post("/", headers=SCHEDULER)
    assert answer.status_code == 422
    assert f"{real}.look_at" in answer.get_json()["error"]
    assert call("tick_event").post("/", data="{}", headers=BINARY).status_code == 200
    rows = client.query(f"select host, trigger, outcome, error from {real}.router_ticks").result()
    found = sorted((row.trigger, row.host, row.outcome, bool(row.error)) for row in rows)
    assert found == [
        ("poke", "function", "failed", True),
        ("schedule", "function", "failed", True),
    ]


@pytest.mark.row("C7")
@pytest.mark.usefixtures("real")
def test_a_configuration_that_is_missing_is_said_by_its_path(
    call: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTLEDGER_ALERTS", "/nowhere/alerts.yml")
    answer = call("tick_http").post("/", headers=SCHEDULER)
    assert answer.status_code == 422
    assert "/nowhere/alerts.yml" in answer.get_json()["error"]


@pytest.mark.row("C7")
def test_a_tick_with_nothing_due_is_answered_and_on_record(
    call: Callable[..., FlaskClient], real: str, client: Client
) -> None:
    for statement in statements(real):
        client.query(statement).result()
    answer = call("tick_http").post("/", headers=SCHEDULER)
    assert (answer.status_code, answer.get_json()["outcome"]) == (200, "ok")
    rows = client.query(f"select tick_id, trigger, outcome from {real}.router_ticks").result()
    (row,) = [tuple(row.values()) for row in rows]
    assert row == (answer.get_json()["tick_id"], "schedule", "ok")
