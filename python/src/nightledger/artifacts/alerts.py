"""What a project says about the alerts of its nodes, and which exposures read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nightledger.artifacts.owners import owner_name
from nightledger.artifacts.text import json_or_cut, plain_text
from nightledger.redaction import redact, redact_text

if TYPE_CHECKING:
    from collections.abc import Iterable

Exposure = dict[str, Any]

MOST_EXPOSURES = 50
LONGEST_EXPOSURE = 200
"""Characters of one exposure's text."""


def alert_rules(rules: object, limit: int) -> dict[str, Any] | None:
    """Return the rules of a `meta.alerts` without secrets; None when it is no mapping or empty.

    What is longer than `limit` characters of JSON is cut, as the arguments of a test are.
    """
    if not isinstance(rules, dict) or not rules:
        return None
    return json_or_cut(redact(rules), limit)


def exposures_by_node(manifest: dict[str, Any]) -> dict[str, list[Exposure]]:
    """Return the exposures that read each node directly, by their ids."""
    by_node: dict[str, list[Exposure]] = {}
    for _, exposure in sorted((manifest.get("exposures") or {}).items()):
        read = (exposure.get("depends_on") or {}).get("nodes") or []
        for unique_id in dict.fromkeys(read):
            by_node.setdefault(unique_id, []).append(exposure)
    return by_node


def exposure_texts(exposures: Iterable[Exposure]) -> list[str]:
    """Return exposures as people know them: the first fifty, without secrets."""
    texts = (exposure_text(each) for each in list(exposures)[:MOST_EXPOSURES])
    return [plain_text(redact_text(text), LONGEST_EXPOSURE) or "" for text in texts]


def exposure_text(exposure: Exposure) -> str:
    """Return `label or name (owner)`."""
    owner = owner_name(exposure["owner"]) if exposure.get("owner") else None
    name = str(exposure.get("label") or exposure["name"])
    return f"{name} ({owner})" if owner else name
