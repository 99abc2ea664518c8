"""Grafana's dashboard: every panel says what it shows, and every query is GoogleSQL.

Types and sizes of the queries are checked with everything else, in test_plan_size; that the file is
the one made from the table of panels, in the tests of the documentation.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from harness.every_statement import LEDGER, every_statement
from harness.grafana import example, queries
from harness.reference import DASHBOARD

pytestmark = pytest.mark.row("F2")
MADE = json.loads(DASHBOARD.read_text())
PANELS: list[dict[str, Any]] = [panel for panel in MADE["panels"] if panel["type"] != "row"]


def test_every_query_of_the_file_is_among_those_that_are_checked() -> None:
    checked = {each.sql for each in every_statement()}
    written = [target["rawSql"] for panel in PANELS for target in panel["targets"]]
    written += [
        one["query"]["rawSql"] for one in MADE["templating"]["list"] if "rawSql" in one["query"]
    ]
    assert len(written) == len(queries())
    for sql in written:
        assert example(sql).format(dataset=LEDGER) in checked


def test_a_macro_nobody_knows_is_found() -> None:
    with pytest.raises(ValueError, match="macro without an example"):
        example("select 1 from t where $__unixEpochFilter(x)")


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_says_what_it_shows_and_what_nothing_means(panel: dict[str, Any]) -> None:
    defaults = panel["fieldConfig"]["defaults"]
    assert panel["title"]
    assert panel["description"]
    assert defaults["unit"]
    assert defaults["noValue"]
    assert panel["datasource"]["uid"] == "${DS_BIGQUERY}"
    for target in panel["targets"]:
        assert ".vw_" in target["rawSql"]


def test_panels_do_not_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in MADE["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
    assert len({panel["id"] for panel in MADE["panels"]}) == len(MADE["panels"])


def test_it_imports_into_any_project() -> None:
    text = DASHBOARD.read_text()
    assert MADE["__inputs"][0]["name"] == "DS_BIGQUERY"
    assert {one["name"] for one in MADE["templating"]["list"]} == {"dataset", "environment"}
    assert "nightledger-local" not in text
