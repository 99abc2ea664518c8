"""Versions beside each other: a wheel on a newer ledger, a router on an older one."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
from nightledger.contract import TABLES
from nightledger.doctor.receiver import OwnConfig
from nightledger.doctor.shipped import of_kind
from nightledger.doctor.whole import notice
from nightledger.errors import PermanentLedgerError
from nightledger.ledger import append, read
from nightledger.watch import tick

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

pytestmark = pytest.mark.row("G5")
FIRING = {
    **notice(1),
    "occurred_at": datetime(2026, 11, 30, tzinfo=timezone.utc),
    "status": "firing",
}


@pytest.fixture
def with_procedures(client: Client, ledger: str) -> str:
    """Return an empty ledger with this version's procedures and no view."""
    for each in of_kind("procedure"):
        client.query(each.at(f"`{client.project}`.`{ledger}`")).result()
    return ledger


def test_a_wheel_appends_looks_and_tells_on_a_ledger_of_a_newer_version(
    client: Client, with_procedures: str
) -> None:
    ledger = with_procedures
    for name in TABLES:
        client.query(f"alter table `{ledger}`.{name} add column of_a_newer_version string").result()
    config = OwnConfig.make()

    written = [append(client, ledger, "alert_notices", [FIRING]).inserted for _ in range(2)]
    report = tick(client, ledger, config, host="test", trigger="test")

    assert written == [1, 0]
    assert (report.outcome, report.accepted_count, len(config.told)) == ("ok", 1, 1)
    told = read(client, ledger, "select count(*) from alert_deliveries where event = 'accepted'")
    assert told.rows == [(1,)]


@pytest.mark.parametrize("missing", ["procedures", "a column"])
def test_a_router_on_a_ledger_of_an_older_version_says_what_brings_it_along(
    client: Client, ledger: str, missing: str
) -> None:
    if missing == "a column":
        client.query(f"alter table `{ledger}`.alert_notices drop column runbook_url").result()
        with pytest.raises(PermanentLedgerError, match=r"nightledger\.setup"):
            append(client, ledger, "alert_notices", [FIRING])
        return
    with pytest.raises(PermanentLedgerError, match=r"nightledger\.setup"):
        tick(client, ledger, OwnConfig.make(), host="test", trigger="test")
