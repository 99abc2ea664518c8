"""Rules for alerts and exposures, from artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from nightledger.artifacts import Options, read_folder
from nightledger.artifacts.alerts import (
    LONGEST_EXPOSURE,
    MOST_EXPOSURES,
    alert_rules,
    exposure_texts,
)
from nightledger.ledger import check_rows
from python.tests.artifacts import documents as dbt

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 100


def ruled(**alerts: object) -> dbt.Document:
    """Return a config with rules for alerts."""
    return {"tags": [], "meta": {"alerts": alerts}}


def rows_of(folder: Path, table: str, *nodes: dbt.Document, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Return the rows of a command that ran these nodes."""
    manifest = dbt.manifest(*nodes, **more)
    dbt.write(folder, manifest=manifest, run_results=dbt.run_results(*map(dbt.result, nodes)))
    reading = read_folder(folder, Options(), dbt.known)
    assert reading.problems == []
    check_rows(table, reading.facts[table])
    return reading.facts[table]


@pytest.mark.row("C1")
def test_a_test_has_its_own_rules_else_its_assets(tmp_path: Path) -> None:
    model = dbt.model(config=ruled(repeat_hours=4))
    own = dbt.data_test("own", config=ruled(severity="warn"))
    rows = rows_of(tmp_path, "dbt_test_results", model, dbt.data_test("plain"), own)
    assert [row["alerts"] for row in rows] == [{"repeat_hours": 4}, {"severity": "warn"}]


@pytest.mark.parametrize("rules", [None, {}, [], "critical", 3, ["severity"]])
def test_what_is_no_mapping_is_no_rules(rules: object) -> None:
    assert alert_rules(rules, LIMIT) is None


@pytest.mark.row("G3")
def test_rules_are_kept_without_secrets_and_cut_where_they_are_long() -> None:
    assert alert_rules({"token": "hunter2"}, LIMIT) == {"token": "[redacted]"}
    cut = alert_rules({"ignore": "x" * 500, "token": "hunter2"}, LIMIT)
    assert cut == {"cut": '{"ignore": "' + "x" * 88}


@pytest.mark.row("C9")
def test_exposures_stand_with_what_they_read_by_their_ids(tmp_path: Path) -> None:
    exposures = {
        "exposure.lender.z": {
            "name": "z",
            "label": "Board",
            "owner": {"name": None, "email": ["a@example.com", "b@example.com"]},
            "depends_on": {"nodes": ["model.lender.loans", "model.lender.loans"]},
        },
        "exposure.lender.a": {
            "name": "a",
            "label": None,
            "depends_on": {"nodes": ["model.lender.loans"]},
        },
    }
    nodes = (dbt.model(), dbt.model("other"))
    read, unread = rows_of(tmp_path, "dbt_node_results", *nodes, exposures=exposures)
    assert read["exposures"] == ["a", "Board (a@example.com, b@example.com)"]
    assert unread["exposures"] == []


def test_exposures_are_at_most_fifty_and_short_and_without_secrets() -> None:
    secret = "ghp_0123456789abcdefghijABCDEFGHIJ"  # noqa: S105 - a made-up shape
    label = "x" * (LONGEST_EXPOSURE - 5) + " " + secret
    texts = exposure_texts([{"name": "e", "label": label}] * (MOST_EXPOSURES + 1))
    assert len(texts) == MOST_EXPOSURES
    assert "ghp" not in texts[0]
    assert texts[0].startswith("x" * (LONGEST_EXPOSURE - 5))
