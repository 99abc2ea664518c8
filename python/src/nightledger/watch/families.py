"""Families of facts, as a look judges them, and the tables whose changes wake the router."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: Mapping[str, str | None] = {
    "dbt_invocations": "dbt",
    "dbt_node_results": "dbt",
    "dbt_test_results": "dbt",
    "dbt_source_freshness": "dbt",
    "dagster_runs": "dagster",
    "dagster_steps": "dagster",
    "dagster_asset_materializations": "dagster",
    "dagster_asset_check_evaluations": "dagster",
    "dlt_loads": "dlt",
    "alert_notices": "notices",
    "alert_deliveries": "deliveries",
    "alert_silences": None,
    "alert_acknowledgements": None,
}
"""By table the family it belongs to; None: it changes what is told, not what is true.

Heartbeats and ticks get rows every minute while all is well: they wake nobody, and their news comes
with the next look.
"""

FAMILIES = tuple(dict.fromkeys(family for family in TABLES.values() if family))
"""All of them, in the order in which a look judges them."""

CHEAPEST = ("deliveries",)
"""What is judged when only silences changed: a message names a look of this minute."""

Versions = dict[str, tuple[str, int]]


def changed(before: Versions | None, now: Versions | None) -> tuple[str, ...]:
    """Return the families with tables that changed; all of them when nobody knows."""
    if before is None or now is None:
        return FAMILIES
    touched = {TABLES[name] for name in TABLES if before.get(name) != now.get(name)}
    return tuple(family for family in FAMILIES if family in touched) or CHEAPEST
