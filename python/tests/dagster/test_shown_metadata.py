"""No preview of data becomes metadata on record, unless somebody asks for all of it."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest
from nightledger.dagster.rows.shown_metadata import VARIABLE, shown

CANARY = "canary@x.test"
SCHEMA = dg.TableSchema(columns=[dg.TableColumn("email", "string")])
PREVIEWS: dict[str, Any] = {
    "markdown": dg.MetadataValue.md(f"| email |\n|---|\n| {CANARY} |"),
    "text": dg.MetadataValue.text(CANARY),
    "plain": CANARY,
    "json": dg.MetadataValue.json([{"email": CANARY}]),
    "table": dg.MetadataValue.table([dg.TableRecord({"email": CANARY})], schema=SCHEMA),
    "mapping": {"email": CANARY},
    "list": [CANARY],
    "bytes": CANARY.encode(),
}
KEPT: dict[str, Any] = {
    "count": dg.MetadataValue.int(7),
    "share": 0.5,
    "is_new": True,
    "nothing": None,
    "link": dg.MetadataValue.url("https://x.example"),
    "schema": dg.MetadataValue.table_schema(SCHEMA),
    "dagster/row_count": 7,
    "load_ids": ["1"],
    "nightledger/severity": dg.MetadataValue.text("warn"),
}


@pytest.mark.row("G2")
def test_a_preview_of_data_is_not_kept() -> None:
    found = shown({**PREVIEWS, **KEPT})
    assert CANARY not in repr(found)
    assert {name: found[name] for name in KEPT} == KEPT
    assert {found[name] for name in PREVIEWS} == {"***"}


@pytest.mark.row("A6")
def test_all_is_kept_where_somebody_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "all")
    assert shown(PREVIEWS) == PREVIEWS
