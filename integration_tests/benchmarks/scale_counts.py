"""What of the section `scale` is counted, not timed."""

from __future__ import annotations

import json
from statistics import median
from typing import TYPE_CHECKING, Any

from harness.every_statement import measured

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACKAGE = "nightledger"


def heaviest() -> dict[str, int]:
    """Return the largest sizes among all views and statements."""
    sizes = [each.size for found in measured().values() for each in found]
    return {
        "heaviest_operators": max(size.operators for size in sizes),
        "heaviest_scans": max(size.scans for size in sizes),
        "heaviest_depth": max(size.depth for size in sizes),
    }


def footprint_of(manifest: Mapping[str, Any]) -> dict[str, int]:
    """Count the package's nodes without its hooks, their columns, and their bytes as JSON."""
    ours = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["package_name"] == PACKAGE and node["resource_type"] != "operation"
    }
    return {
        "nodes": len(ours),
        "columns": sum(len(node["columns"]) for node in ours.values()),
        "manifest_bytes": len(json.dumps(ours)),
    }


def ratio_of_medians(larger: Sequence[float], smaller: Sequence[float]) -> float:
    """Return how many times as long the larger takes."""
    return median(larger) / median(smaller)
