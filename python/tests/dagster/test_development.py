"""`dagster dev` on a laptop neither writes production's record nor beats for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg
import pytest
from nightledger.dagster import LedgerResource, NightledgerComponent, alert_sensor, observe
from nightledger.dagster.scan import scan
from nightledger.defaults import environment_or_default
from python.tests.dagster.recording import RecordingLedger

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("A7")

LEDGER: dict[str, Any] = {"project": "lender-prod", "dataset": "ops_audit"}
ON, OFF = dg.DefaultSensorStatus.RUNNING, dg.DefaultSensorStatus.STOPPED


@pytest.fixture(params=["dagster dev", "daemon"])
def is_development(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Let the process be one that `dagster dev` started, or not."""
    monkeypatch.delenv("NIGHTLEDGER_ENVIRONMENT", raising=False)
    monkeypatch.delenv("DAGSTER_IS_DEV_CLI", raising=False)
    if request.param == "dagster dev":
        monkeypatch.setenv("DAGSTER_IS_DEV_CLI", "1")
    return bool(request.param == "dagster dev")


def seen(defs: dg.Definitions) -> tuple[str, dg.DefaultSensorStatus]:
    """Return the environment of the facts, and whether the sensor runs by default."""
    ledger = (defs.resources or {})["nightledger"]
    return ledger.environment, defs.resolve_sensor_def("nightledger_audit").default_status


def test_what_nobody_said_is_dev_on_a_laptop_and_prod_elsewhere(*, is_development: bool) -> None:
    expected = ("dev" if is_development else "prod", ON)
    assert seen(observe(dg.Definitions(), **LEDGER)) == expected
    assert seen(NightledgerComponent(**LEDGER).build_defs(None)) == expected
    assert environment_or_default(None) == expected[0]


def test_what_the_code_says_is_the_same_on_a_laptop_so_there_nothing_is_written_by_itself(
    *, is_development: bool
) -> None:
    assert seen(observe(dg.Definitions(), **LEDGER, environment="production")) == (
        "production",
        OFF if is_development else ON,
    )
    assert seen(observe(dg.Definitions(), **LEDGER, environment="dev")) == ("dev", ON)


def test_what_the_machine_says_counts(
    *, is_development: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTLEDGER_ENVIRONMENT", "production")
    assert seen(observe(dg.Definitions(), **LEDGER)) == ("production", ON)
    assert seen(observe(dg.Definitions(), **LEDGER, environment="production")) == ("production", ON)
    other = OFF if is_development else ON
    assert seen(observe(dg.Definitions(), **LEDGER, environment="test")) == ("test", other)


def test_a_laptop_is_no_router_of_production(*, is_development: bool) -> None:
    ledger = LedgerResource(**LEDGER, environment="prod")
    assert alert_sensor(ledger).default_status == (OFF if is_development else ON)


def test_a_heartbeat_says_which_storage_it_is_of(
    instance: dg.DagsterInstance, recording: RecordingLedger, tmp_path: Path
) -> None:
    scan(instance, recording)
    other = RecordingLedger()
    with dg.DagsterInstance.local_temp(str(tmp_path)) as laptop:
        scan(laptop, other)
        scan(laptop, other)
    mine, theirs = recording.rows("dagster_heartbeats"), other.rows("dagster_heartbeats")
    assert mine[0]["storage_id"] != theirs[0]["storage_id"]
    assert len({row["storage_id"] for row in theirs}) == 1
    again = RecordingLedger()
    scan(instance, again)
    assert again.rows("dagster_heartbeats")[0]["storage_id"] == mine[0]["storage_id"]
