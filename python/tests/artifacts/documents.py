"""Small artifacts as dbt writes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nightledger.artifacts import Known

if TYPE_CHECKING:
    from pathlib import Path

    from nightledger.artifacts import Project

Document = dict[str, Any]

STARTED = "2026-03-01T02:00:00.000001Z"
INVOCATION = "4c1d"


def metadata(kind: str, version: str, **replaced: object) -> Document:
    """Return an artifact's metadata."""
    return {
        "dbt_schema_version": f"https://schemas.getdbt.com/dbt/{kind}/{version}.json",
        "dbt_version": "1.11.16",
        "generated_at": "2026-03-01T02:05:00.000000Z",
        "invocation_id": INVOCATION,
        "invocation_started_at": STARTED,
        "env": {},
        **replaced,
    }


def model(name: str = "loans", **replaced: object) -> Document:
    """Return a model of the manifest."""
    return {
        "unique_id": f"model.lender.{name}",
        "resource_type": "model",
        "name": name,
        "package_name": "lender",
        "original_file_path": f"models/{name}.sql",
        "relation_name": f"`p`.`d`.`{name}`",
        "checksum": {"name": "sha256", "checksum": "abc"},
        "config": {"materialized": "table", "tags": [], "meta": {}},
        "depends_on": {"nodes": ["source.lender.raw.loans"]},
        **replaced,
    }


def data_test(name: str = "not_null_loans_id", **replaced: object) -> Document:
    """Return a generic test of the manifest."""
    return {
        "unique_id": f"test.lender.{name}.1a2b",
        "resource_type": "test",
        "name": name,
        "package_name": "lender",
        "original_file_path": "models/models.yml",
        "config": {"severity": "ERROR", "tags": [], "meta": {}},
        "depends_on": {"nodes": ["model.lender.loans"]},
        "column_name": "id",
        "attached_node": "model.lender.loans",
        "test_metadata": {"name": "not_null", "kwargs": {"column_name": "id", "model": "{{ m }}"}},
        **replaced,
    }


TARGET = {"name": "prod", "project": "p", "dataset": "d", "threads": 4}


def known(_project: Project, _invocation_id: str) -> Known:
    """Stand in for a ledger that knows every command."""
    return Known(target=TARGET)


def ledger_model() -> Document:
    """Return our package's own model, which says where the ledger is."""
    return {
        "unique_id": "model.nightledger.nightledger__dbt_invocations",
        "resource_type": "model",
        "name": "nightledger__dbt_invocations",
        "package_name": "nightledger",
        "database": "p",
        "schema": "d_audit",
        "config": {"meta": {"nightledger": {"relation": "dbt_invocations"}}},
    }


def source() -> Document:
    """Return a source table of the manifest."""
    return {
        "unique_id": "source.lender.raw.loans",
        "resource_type": "source",
        "source_name": "raw",
        "name": "loans",
        "package_name": "lender",
        "relation_name": "`p`.`raw`.`loans`",
        "loaded_at_field": "loaded_at",
        "freshness": {"warn_after": {"count": 12, "period": "hour"}, "error_after": None},
        "config": {"tags": ["critical"], "meta": {"owner": "Ingestion"}},
    }


def manifest(*nodes: Document, **replaced: object) -> Document:
    """Return a manifest with our package, a source, and the given nodes."""
    listed = (ledger_model(), *nodes) if replaced.pop("with_package", True) else nodes
    return {
        "metadata": metadata("manifest", "v12", project_name="lender"),
        "nodes": {node["unique_id"]: node for node in listed},
        "sources": {"source.lender.raw.loans": source()},
        "groups": {},
        **replaced,
    }


def result(node: Document, status: str = "success", **replaced: object) -> Document:
    """Return a result of run_results.json."""
    execute = {
        "name": "execute",
        "started_at": "2026-03-01T02:01:00.000000Z",
        "completed_at": "2026-03-01T02:02:03.456789Z",
    }
    return {
        "unique_id": node["unique_id"],
        "status": status,
        "timing": [execute],
        "thread_id": "Thread-1",
        "execution_time": 63.456789,
        "adapter_response": {"rows_affected": 0, "bytes_processed": 10, "job_id": "j"},
        "message": None,
        "failures": None,
        **replaced,
    }


def skipped(node: Document) -> Document:
    """Return the result of a node that was skipped."""
    return result(node, "skipped", timing=[], execution_time=0, adapter_response={})


def run_results(*results: Document, **replaced: object) -> Document:
    """Return a run_results.json of `dbt build`."""
    args = {"which": "build", "invocation_command": "dbt build", "select": [], "vars": {}}
    return {
        "metadata": metadata("run-results", "v6"),
        "args": {**args, **replaced.pop("args", {})},  # type: ignore[dict-item]
        "results": list(results),
        **replaced,
    }


def sources(*results: Document) -> Document:
    """Return a sources.json."""
    return {"metadata": metadata("sources", "v3"), "results": list(results)}


def write(folder: Path, **documents: Document) -> Path:
    """Write documents as `<name>.json` into a new folder; give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document))
    return folder
