"""Deliver one business date to BigQuery with dlt, and put the load on record."""

import logging
import os
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import dlt
from dlt.common.destination import Destination
from dlt.pipeline.pipeline import Pipeline
from google.cloud import bigquery
from lender.ingest.books import Row
from lender.ingest.tables import TABLES, resource
from lender.ingest.variants import Variant, delivery
from nightledger.dlt import RunIds, load_facts
from nightledger.errors import LedgerError
from nightledger.ledger import append

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """Where the lender's data and the facts about its loads go."""

    destination: Destination[Any, Any]
    client: bigquery.Client
    state_dir: Path
    """dlt's working folder: what is not loaded yet, and the schemas it knows."""
    raw_dataset: str = "lender_raw"
    ledger_dataset: str = "lender_audit"
    environment: str = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSummary:
    """What one load did: rows and added columns per table."""

    load_id: str
    rows: Mapping[str, int]
    schema_changes: Mapping[str, tuple[str, ...]]


def load_day(day: date, variant: Variant, *, warehouse: Warehouse) -> LoadSummary:
    """Deliver the books of `day`; a day delivered again replaces what it delivered before."""
    return _run(warehouse, delivery(day, variant).by_table())


def load_repairs(repairs: Iterable[Row], *, warehouse: Warehouse) -> LoadSummary:
    """Deliver repaired payments; a payment repaired again replaces its first repair."""
    return _run(warehouse, {"payment_repairs": repairs})


def _run(warehouse: Warehouse, rows: Mapping[str, Iterable[Row]]) -> LoadSummary:
    pipeline = dlt.pipeline(
        "lender",
        destination=warehouse.destination,
        dataset_name=warehouse.raw_dataset,
        pipelines_dir=str(warehouse.state_dir),
    )
    # dlt finishes an interrupted load before it looks at new data, and ignores that data. A day
    # can always be derived again, so the remains of the last attempt are worth nothing.
    pipeline.abort_packages()
    try:
        with warnings.catch_warnings():
            # Loading reads nothing back, so BigQuery's fast read path is not missed.
            warnings.filterwarnings("ignore", message="Cannot create BigQuery Storage client")
            # Parquet keeps types and names columns even where there are no rows.
            pipeline.run(
                [resource(TABLES[name], of_table) for name, of_table in rows.items()],
                loader_file_format="parquet",
            )
    finally:
        facts = _record(pipeline, warehouse)
    return _summary(facts)


def _record(pipeline: Pipeline, warehouse: Warehouse) -> list[Row]:
    ids = RunIds.from_environ(os.environ)
    facts = load_facts(pipeline, environment=warehouse.environment, ids=ids)
    try:
        append(warehouse.client, warehouse.ledger_dataset, "dlt_loads", facts)
    except LedgerError as error:
        # The data is there, or the load's own error is on its way up: neither may be lost for this.
        LOG.warning("This load is not on record. %s", error)
    return facts


def _summary(facts: list[Row]) -> LoadSummary:
    tables = {str(fact["table_name"]): fact for fact in facts}
    return LoadSummary(
        load_id=str(facts[0]["load_id"]),
        rows={name: int(str(fact["rows_loaded"])) for name, fact in tables.items()},
        schema_changes={
            name: tuple(changes)
            for name, fact in tables.items()
            if isinstance(changes := fact["schema_changes"], list) and changes
        },
    )
