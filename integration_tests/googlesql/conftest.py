"""What the tests of the analyser gate share."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.googlesql.analyser import Analyser
from harness.googlesql.catalogue import Catalogue
from harness.judging import contract_tables

SHOP = Path(__file__).with_name("shop")


@pytest.fixture
def shop() -> Path:
    """Return the tiny dbt project which the gate is tried on."""
    return SHOP


@pytest.fixture
def analyser() -> Analyser:
    """Return an analyser which knows one table, proj.ds.events."""
    catalogue = Catalogue("proj")
    columns = {
        "row_id": "string",
        "recorded_at": "timestamp",
        "size": "int64",
        "note": "json",
    }
    catalogue.add_table("ds.events", columns)
    return Analyser(catalogue)


@pytest.fixture(scope="session")
def ledger_catalogue() -> Catalogue:
    """Return the ledger's tables, in the dataset nightledger-local.audit."""
    return contract_tables(dataset="audit")
