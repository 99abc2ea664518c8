"""Several deployments in one ledger, and one that is read from the beginning again."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from harness.dagster_home import DagsterHome
from orchestrated.recorded import compare, read_recorded
from orchestrated.truth import read_truth

if TYPE_CHECKING:
    from google.cloud.bigquery import Client
    from harness.target import Target

pytestmark = pytest.mark.row("D2", "A11")


def scan(target: Target, dataset: str, home: DagsterHome, deployment: str) -> None:
    """Write what a deployment has to the ledger, as if for the first time."""
    package = import_module("nightledger.dagster")  # two seconds
    ledger = package.LedgerResource(
        project=target.project,
        dataset=dataset,
        endpoint=target.url,
        deployment=deployment,
    )
    with home.instance() as instance:
        report = import_module("nightledger.dagster.scan").scan(instance, ledger)
    assert report.is_caught_up


def test_two_deployments_whose_numbers_are_the_same_share_a_ledger(
    bigquery: Target, client: Client, ledger: str
) -> None:
    happenings = import_module("orchestrated.happenings")
    with (
        DagsterHome.create(locations={}) as one,
        DagsterHome.create(locations={}) as other,
    ):
        for home, deployment in ((one, "one"), (other, "other")):
            happenings.report_outside_a_run(home)
            happenings.run(home, "day")
            scan(bigquery, ledger, home, deployment)
        scan(bigquery, ledger, one, "one")
        for home, deployment in ((one, "one"), (other, "other")):
            truth = read_truth(home, deployment)
            recorded = read_recorded(client, ledger, deployment)
            assert truth.count == 17
            difference = compare(recorded, before=truth, after=truth)
            assert difference.is_none, str(difference)
