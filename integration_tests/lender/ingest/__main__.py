"""`python -m lender.ingest --date 2026-11-20`: deliver one business date to a running emulator.

The dataset and its project are the ones the dbt profile reads from the environment.
"""

import argparse
import os
from datetime import date
from pathlib import Path

from harness.dlt_credentials import bigquery_destination
from harness.target import Target
from lender.ingest import Variant, Warehouse, load_day


def main() -> None:
    """Deliver, and print rows and schema changes per table."""
    arguments = _arguments()
    summary = load_day(arguments.date, arguments.variant, warehouse=_warehouse(arguments.state_dir))
    for table, rows in summary.rows.items():
        changes = ", ".join(summary.schema_changes.get(table, ()))
        print(f"{table:16} {rows:5} rows" + (f"  new: {changes}" if changes else ""))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m lender.ingest", description=__doc__)
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="business date")
    parser.add_argument(
        "--variant",
        type=Variant,
        default=Variant.CLEAN,
        help=", ".join(v.value for v in Variant),
    )
    parser.add_argument("--state-dir", type=Path, default=Path(".demo/dlt"), help="dlt's folder")
    return parser.parse_args()


def _warehouse(state_dir: Path) -> Warehouse:
    target = Target.from_environment()
    dataset = os.environ["NIGHTLEDGER_TEST_DATASET"]
    return Warehouse(
        destination=bigquery_destination(target),
        client=target.client(),
        state_dir=state_dir.resolve(),
        raw_dataset=f"{dataset}_raw",
        ledger_dataset=f"{dataset}_audit",
        environment=target.name,
    )


if __name__ == "__main__":
    main()
