"""Rows of `dbt_node_results` and `dbt_test_results`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.artifacts.batches import batch_counts, failed_batches
from nightledger.artifacts.moments import execution_interval
from nightledger.artifacts.personal import message_of_engine
from nightledger.artifacts.project import config_of, depends_on, runbook_of, tags_of, test_tags
from nightledger.artifacts.text import clean_text, json_or_cut, message_of, plain_text
from nightledger.redaction import redact

if TYPE_CHECKING:
    from nightledger.artifacts.command import Command, Result, Row
    from nightledger.artifacts.project import Node

CRITICAL = "critical"
MOST_LISTED = 200


def node_row(command: Command, result: Result, node: Node) -> Row:
    """Return the result of what dbt builds, a failed hook, or anything else that failed."""
    started_at, completed_at = execution_interval(result)
    batches = batch_counts(result.get("batch_results"))
    return command.fact(
        completed_at or command.finished_at,
        {
            "unique_id": node["unique_id"],
            "resource_type": node["resource_type"],
            "name": node["name"],
            "package_name": node.get("package_name"),
            "path": node.get("original_file_path"),
            "relation_name": node.get("relation_name") or None,
            "materialization": config_of(node).get("materialized") or node["resource_type"],
            "status": result["status"].lower(),
            "message": message_with_batches(command, result, batches),
            "started_at": started_at,
            "completed_at": completed_at,
            "thread_id": result.get("thread_id"),
            "rows_affected": (result.get("adapter_response") or {}).get("rows_affected"),
            **job_columns(result),
            "code_checksum": (node.get("checksum") or {}).get("checksum"),
            "is_critical": CRITICAL in tags_of(node),
            "owner": command.project.owner(node),
            "runbook_url": runbook_of(node),
            "alerts": command.project.alerts(node),
            "tags": tags_of(node),
            "depends_on": depends_on(node)[:MOST_LISTED],
            "exposures": command.project.exposures(node),
            "batch_results": batches,
        },
    )


def test_row(command: Command, result: Result, node: Node) -> Row:
    """Return the result of a data test or unit test.

    dbt tells a hook nothing of a unit test but its name: owner, tags and rules are the model's.
    """
    limit = command.project.setting("text_limit")
    asset = command.project.tested_asset(node)
    if node["resource_type"] == "unit_test":
        node = {**node, "config": {"tags": tags_of(asset)}, "tags": [], "description": None}
    started_at, completed_at = execution_interval(result)
    return command.fact(
        completed_at or command.finished_at,
        {
            "unique_id": node["unique_id"],
            "test_type": test_type(node),
            "test_name": test_name(node),
            "description": plain_text(node.get("description"), limit),
            "package_name": node.get("package_name"),
            "path": node.get("original_file_path"),
            **asset_columns(asset),
            "column_name": tested_column(node),
            "test_kwargs": test_kwargs(node, limit),
            "status": result["status"].lower(),
            "severity": severity(node),
            "is_critical": CRITICAL in test_tags(node) + tags_of(asset),
            "failures": result.get("failures"),
            "fail_calc": fail_calc(node),
            "message": message_of(message_of_engine(command, result, result.get("message")), limit),
            "compiled_code": compiled_code(command, result, limit),
            "failures_relation": failures_relation(command, result, node),
            "started_at": started_at,
            "completed_at": completed_at,
            **job_columns(result),
            "owner": command.project.owner(node, asset),
            "runbook_url": runbook_of(node) or runbook_of(asset),
            "alerts": command.project.alerts(node, asset),
            "tags": test_tags(node),
            "depends_on": depends_on(node)[:MOST_LISTED],
        },
    )


def job_columns(result: Result) -> Row:
    """Return what BigQuery said about the job behind a result."""
    response = result.get("adapter_response") or {}
    return {
        "execution_seconds": result.get("execution_time"),
        "bytes_processed": response.get("bytes_processed"),
        "bytes_billed": response.get("bytes_billed"),
        "slot_ms": response.get("slot_ms"),
        "job_id": response.get("job_id"),
        "job_project": response.get("project_id"),
        "job_location": response.get("location"),
    }


def message_with_batches(command: Command, result: Result, batches: Row | None) -> str | None:
    """Return what dbt said, and of a microbatch model which batches failed."""
    engine = message_of_engine(command, result, result.get("message"))
    said = message_of(engine, command.project.setting("text_limit"))
    failed = failed_batches(batches)
    return f"{said or result['status']}: {failed}" if failed else said


def asset_columns(asset: Node | None) -> Row:
    """Return what a test is about; a source is named `source.table`."""
    if asset is None:
        return {"asset_id": None, "asset_name": None, "asset_relation": None}
    is_source = asset["resource_type"] == "source"
    return {
        "asset_id": asset["unique_id"],
        "asset_name": f"{asset['source_name']}.{asset['name']}" if is_source else asset["name"],
        "asset_relation": asset.get("relation_name") or None,
    }


def test_type(node: Node) -> str:
    """Return generic, singular or unit."""
    if node["resource_type"] == "unit_test":
        return "unit"
    return "generic" if node.get("test_metadata") else "singular"


def test_name(node: Node) -> str:
    """Return the name of a test as its author wrote it."""
    metadata = node.get("test_metadata")
    if not metadata:
        return str(node["name"])
    namespace = metadata.get("namespace")
    return f"{namespace}.{metadata['name']}" if namespace else str(metadata["name"])


def tested_column(node: Node) -> str | None:
    """Return the column a test is about; one of a whole model may name it as an argument."""
    kwargs = (node.get("test_metadata") or {}).get("kwargs") or {}
    column = node.get("column_name") or kwargs.get("column_name")
    return str(column) if column else None


def test_kwargs(node: Node, limit: int) -> dict[str, Any] | None:
    """Return a generic test's arguments without model, column and secrets; cut when too long."""
    given = (node.get("test_metadata") or {}).get("kwargs") or {}
    others = {name: given[name] for name in given if name not in ("model", "column_name")}
    return json_or_cut(redact(others), limit) if others else None


def severity(node: Node) -> str | None:
    """Return a data test's declared severity; a unit test has none."""
    declared = config_of(node).get("severity")
    return declared.lower() if declared and node["resource_type"] != "unit_test" else None


def fail_calc(node: Node) -> str | None:
    """Return what a test counts its failures by; None when it counts rows."""
    declared = config_of(node).get("fail_calc")
    is_count = not declared or declared.replace(" ", "").lower() == "count(*)"
    return None if is_count else str(declared)


def compiled_code(command: Command, result: Result, limit: int) -> str | None:
    """Return the test's SQL, without secrets, when the project asks for it."""
    if not command.project.setting("capture_compiled_sql"):
        return None
    return clean_text(result.get("compiled_code"), limit)


def failures_relation(command: Command, result: Result, node: Node) -> str | None:
    """Return the table that holds the offending rows when the test stores them.

    `--store-failures` counts where the test's configuration does not say. The manifest may be older
    than the flag, so the result is asked first.
    """
    configured = config_of(node).get("store_failures")
    stores = command.args.get("store_failures") if configured is None else configured
    return (result.get("relation_name") or node.get("relation_name") or None) if stores else None
