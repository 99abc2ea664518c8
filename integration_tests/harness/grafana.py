"""Grafana's dashboard, made of harness.grafana_panels, written as deploy/grafana/nightledger.json.

Grafana's own model of a dashboard in its classic form, which every version since 9 imports; the
queries are those of the plugin grafana-bigquery-datasource.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harness.grafana_panels import FORMATS, ROWS, WHOLE

if TYPE_CHECKING:
    from harness.grafana_panels import Panel

SOURCE = {"type": "grafana-bigquery-datasource", "uid": "${DS_BIGQUERY}"}
ENVIRONMENTS = "select distinct environment from `${dataset}.vw_run_summary` order by environment"
SPAN = "between timestamp '2026-03-01' and timestamp '2026-03-10'"
MACROS = {
    "${dataset}": "{dataset}",
    "${environment:sqlstring}": "'prod', 'dev'",
    "$__timeFilter(started_at)": f"started_at {SPAN}",
    "$__timeFilter(opened_at)": f"opened_at {SPAN}",
}
"""What stands in a query for what Grafana puts in its place, and an example of that."""


def queries() -> dict[str, str]:
    """Return every query by the title of its panel, with examples for what Grafana fills in."""
    found = {panel.title: panel.sql for panels in ROWS.values() for panel in panels}
    found["variable environment"] = ENVIRONMENTS
    return {title: example(sql) for title, sql in found.items()}


def example(sql: str) -> str:
    """Return a query as Grafana might send it. Raises ValueError for a macro nobody knows."""
    for macro, instead in MACROS.items():
        sql = sql.replace(macro, instead)
    if "$" in sql:
        message = f"a macro without an example: {sql}"
        raise ValueError(message)
    return sql


def dashboard() -> str:
    """Return the dashboard as Grafana imports it."""
    content = {
        "__inputs": [
            {
                "name": "DS_BIGQUERY",
                "label": "BigQuery",
                "description": "A data source of the plugin Google BigQuery.",
                "type": "datasource",
                "pluginId": SOURCE["type"],
                "pluginName": "Google BigQuery",
            }
        ],
        "__requires": [
            {"type": "grafana", "id": "grafana", "name": "Grafana", "version": "10.4.0"},
            {
                "type": "datasource",
                "id": SOURCE["type"],
                "name": "Google BigQuery",
                "version": "2.0.0",
            },
        ],
        "title": "Nightledger",
        "uid": "nightledger",
        "description": "What is wrong now, how fast it is told and resolved, how runs go.",
        "tags": ["nightledger", "dbt", "dagster", "bigquery"],
        "schemaVersion": 39,
        "editable": True,
        "timezone": "utc",
        "refresh": "5m",
        "time": {"from": "now-7d", "to": "now"},
        "templating": {"list": variables()},
        "panels": placed(),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def variables() -> list[dict[str, Any]]:
    """Return what a reader chooses at the top."""
    return [
        {
            "name": "dataset",
            "label": "Ledger (project.dataset)",
            "type": "textbox",
            "query": "my-project.analytics_audit",
            "current": {
                "text": "my-project.analytics_audit",
                "value": "my-project.analytics_audit",
            },
        },
        {
            "name": "environment",
            "label": "Environment",
            "type": "query",
            "datasource": SOURCE,
            "query": query(ENVIRONMENTS, FORMATS["table"]),
            "refresh": 1,
            "multi": True,
            "includeAll": True,
            "current": {"text": "All", "value": "$__all"},
        },
    ]


def query(sql: str, form: int) -> dict[str, Any]:
    """Return a query as the plugin keeps it."""
    return {
        "refId": "A",
        "datasource": SOURCE,
        "editorMode": "code",
        "rawQuery": True,
        "rawSql": sql,
        "format": form,
        "location": "",
    }


def placed() -> list[dict[str, Any]]:
    """Return the panels where they stand, row by row."""
    made: list[dict[str, Any]] = []
    top = 0
    for title, panels in ROWS.items():
        place = {"h": 1, "w": WHOLE, "x": 0, "y": top}
        made.append(
            {"id": len(made) + 1, "type": "row", "title": title, "gridPos": place, "panels": []}
        )
        top, left, height = top + 1, 0, 0
        for panel in panels:
            if left + panel.width > WHOLE:
                top, left, height = top + height, 0, 0
            place = {"h": panel.height, "w": panel.width, "x": left, "y": top}
            made.append({"id": len(made) + 1, "gridPos": place, **drawn(panel)})
            left, height = left + panel.width, max(height, panel.height)
        top += height
    return made


def drawn(panel: Panel) -> dict[str, Any]:
    """Return what a panel shows and how."""
    defaults: dict[str, Any] = {
        "unit": panel.unit,
        "noValue": panel.nothing,
        "thresholds": {"mode": "absolute", "steps": list(panel.steps)},
    }
    options: dict[str, Any] = {}
    if panel.kind == "stat":
        options = {
            "colorMode": "background_solid",
            "graphMode": "none",
            "reduceOptions": {"calcs": ["lastNotNull"], "fields": "/.*/", "values": False},
        }
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "targets": [query(panel.sql, panel.format)],
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": options,
    }
