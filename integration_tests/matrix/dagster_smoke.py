"""What a project does with the shim, run by another version of Dagster; prints what came of it.

The ledger is a dictionary: this is about Dagster's side, and needs no BigQuery.
"""

# Without `from __future__ import annotations`: Dagster reads annotations as they are.
import json
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import dagster as dg
import dlt
import nightledger.dagster
from dagster_dbt import DbtCliResource
from dagster_dlt import DagsterDltResource, dlt_assets
from nightledger.dagster import LedgerResource, observe, retry_policy
from nightledger.dagster.definitions import Definitions
from nightledger.dagster.scan import scan
from nightledger.ledger import ReadResult

Rows = dict[str, list[dict[str, Any]]]
ROWS: Rows = defaultdict(list)
ASKED = (
    "NightledgerComponent",
    "NightledgerDbtCliResource",
    "NightledgerDbtTranslator",
    "audit_sensor",
    "check_severities",
    "cron",
    "dlt_assets_with_checks",
    "freshness",
    "poke",
    "remap_severities",
    "with_severities",
)


def append(_self: object, rows_by_table: Any, **_options: object) -> int:  # noqa: ANN401 - rows of any table
    """Keep rows."""
    for table, rows in rows_by_table.items():
        ROWS[table].extend(dict(row) for row in rows)
    return 1


def read(*_: object) -> ReadResult:
    """Know nothing."""
    return ReadResult(columns=(), rows=[])


def importable(name: str) -> str:
    """Return `ok`, or why a name cannot be had."""
    try:
        getattr(nightledger.dagster, name)
    except ImportError as error:
        return str(error)
    return "ok"


def pipeline_of(folder: str) -> dlt.Pipeline:
    """Return a pipeline that loads into files."""
    files = dlt.destinations.filesystem(bucket_url=Path(folder, "files").as_uri())
    return dlt.pipeline(
        "shop", destination=files, dataset_name="raw", pipelines_dir=f"{folder}/pipelines"
    )


def project(folder: str) -> dg.Definitions:
    """Yield definitions as a project has them."""

    @dlt.source(name="shop")
    def shop() -> Any:  # noqa: ANN401 - dlt's own
        return dlt.resource([{"id": 1}, {"id": 2}], name="orders", table_name="OddTable")

    @dlt_assets(dlt_source=shop(), dlt_pipeline=pipeline_of(folder), name="shop")
    def load(context: dg.AssetExecutionContext, dlt: DagsterDltResource) -> Any:  # noqa: ANN401 - Dagster's
        yield from dlt.run(context=context)

    @dg.asset(owners=["team:risk"], group_name="marts", kinds={"python"}, tags={"domain": "risk"})
    def loans() -> Any:  # noqa: ANN401 - older versions know no MaterializeResult of something
        return dg.MaterializeResult(metadata={"dagster/row_count": 3})

    @dg.asset_check(asset=loans)
    def has_rows() -> dg.AssetCheckResult:
        return dg.AssetCheckResult(passed=False)

    @dg.asset(retry_policy=retry_policy(1, "1 second"))
    def broken() -> None:
        message = "the shop is closed"
        raise ConnectionError(message)

    return dg.Definitions(
        assets=[load, loans, broken],
        asset_checks=[has_rows],
        resources={"dlt": DagsterDltResource(), "dbt": DbtCliResource(project_dir=folder)},
    )


def main(folder: str) -> None:
    """Run it all, and print what is on record."""
    (Path(folder) / "dbt_project.yml").write_text("name: shop\nprofile: shop\n")
    LedgerResource.append = append  # type: ignore[method-assign, assignment] # in place of BigQuery
    LedgerResource.read = read  # type: ignore[method-assign, assignment] # as above
    defs = observe(project(folder), project="lender-prod", dataset="ops_audit")
    repository = defs.get_repository_def()
    home = Path(folder, "dagster")
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with dg.DagsterInstance.from_config(str(home)) as instance:
        job = repository.get_job("__ASSET_JOB")
        result = job.execute_in_process(instance=instance, raise_on_error=False)
        ledger = (defs.resources or {})["nightledger"]
        report = scan(instance, ledger, definitions=Definitions.of(repository, "shop"))
        second = scan(instance, ledger, report.cursor)
    (sensor,) = repository.sensor_defs
    said = {
        "version": dg.__version__,
        "names": {name: importable(name) for name in ASKED},
        "run_id": result.run_id,
        "rows": ROWS,
        "second": dict(second.rows),
        "sensor": [sensor.name, sensor.default_status.value],
        "dbt": type((defs.resources or {})["dbt"]).__name__,
    }
    sys.stdout.write("\n" + json.dumps(said, default=str))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        main(made)
