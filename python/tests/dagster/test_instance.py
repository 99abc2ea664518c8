"""Every call of Dagster's that it does not annotate as public, by name and signature."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

import nightledger.dagster
import pytest
from dagster import DagsterEventType, DagsterInstance, DagsterRunStatus
from dagster._core.event_api import EventLogCursor
from dagster._core.instance import RUNLESS_RUN_ID
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.runs.schema import RunsTable
from dagster._core.storage.schedules.schema import InstigatorsTable, JobTickTable
from dagster._utils.schedules import schedule_execution_time_iterator
from nightledger.dagster.instance import ENDED, UNDER_WAY
from nightledger.dagster.rows.events import RUN_KINDS, RUNLESS_KINDS
from nightledger.dagster.stored import RUN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

HOUSE = Path(nightledger.dagster.__file__).parent
MINE = [
    "cursor",
    "definitions",
    "heartbeat",
    "ledger",
    "lost",
    "rescan",
    "scan",
    "sensor",
    "values",
]

CALLS: dict[str, tuple[Callable[..., object], list[str]]] = {
    "get_run_records": (
        DagsterInstance.get_run_records,
        ["filters", "limit", "order_by", "ascending", "cursor"],
    ),
    "get_runs_count": (DagsterInstance.get_runs_count, ["filters"]),
    "get_records_for_run": (
        DagsterInstance.get_records_for_run,
        ["run_id", "cursor", "of_type", "limit", "ascending"],
    ),
    "all_instigator_state": (DagsterInstance.all_instigator_state, []),
    "get_ticks": (
        DagsterInstance.get_ticks,
        ["origin_id", "selector_id", "before", "after", "limit"],
    ),
    "get_daemon_heartbeats": (DagsterInstance.get_daemon_heartbeats, []),
    "from_storage_id": (EventLogCursor.from_storage_id, ["storage_id"]),
    "schedule_execution_time_iterator": (
        schedule_execution_time_iterator,
        ["start_timestamp", "cron_schedule", "execution_timezone"],
    ),
}


@pytest.mark.row("D2")
@pytest.mark.parametrize("name", CALLS)
def test_dagster_has_the_call_with_the_arguments_we_give(name: str) -> None:
    call, arguments = CALLS[name]
    parameters = inspect.signature(call).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    assert takes_any or set(arguments) <= set(parameters)


@pytest.mark.row("D2")
def test_every_call_of_the_instance_is_named_here() -> None:
    tree = ast.parse((HOUSE / "instance.py").read_text())
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "self.instance"
    }
    assert called <= set(CALLS)


@pytest.mark.row("D2")
def test_no_other_module_of_the_sensor_imports_what_is_private() -> None:
    files = [HOUSE / f"{name}.py" for name in MINE]
    files += [*(HOUSE / "rows").glob("*.py"), *(HOUSE / "tail").glob("*.py")]
    private = [
        f"{file.name}: {ast.unparse(node)}"
        for file in files
        for node in private_imports(ast.parse(file.read_text()))
    ]
    assert not private


def private_imports(tree: ast.Module) -> list[ast.ImportFrom]:
    """Return imports from private modules of Dagster's that happen when a module is loaded."""
    return [
        node
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("dagster._")
    ]


@pytest.mark.row("D2")
def test_dagsters_storage_has_what_is_read_row_by_row(instance: DagsterInstance) -> None:
    runs, events, ticks = (
        instance.run_storage,
        instance.event_log_storage,
        instance.schedule_storage,
    )
    options = {"limit", "order_by", "ascending", "cursor", "columns", "filters"}
    assert options <= set(inspect.signature(runs._runs_query).parameters)  # type: ignore[attr-defined] # noqa: SLF001 - of SQL's
    assert {"run_id", "status", "update_timestamp"} <= set(RUN_COLUMNS) <= set(RunsTable.c.keys())
    for storage, call in ((runs, "fetchall"), (events, "run_connection"), (ticks, "execute")):
        assert callable(getattr(storage, call))
    assert {"id", "timestamp", "event", "run_id"} <= set(SqlEventLogStorageTable.c.keys())
    assert {"selector_id", "instigator_body"} <= set(InstigatorsTable.c.keys())
    assert {"id", "timestamp", "tick_body", "selector_id"} <= set(JobTickTable.c.keys())


@pytest.mark.row("D2")
def test_dagster_knows_every_kind_of_event_and_status_we_name() -> None:
    assert {DagsterEventType[kind].name.replace("PIPELINE_", "RUN_") for kind in RUN_KINDS} == set(
        RUN_KINDS
    )
    assert RUNLESS_KINDS <= RUN_KINDS
    assert {status.upper() for status in ENDED} <= {status.value for status in DagsterRunStatus}
    assert not ENDED & {status.value.lower() for status in UNDER_WAY}
    assert RUNLESS_RUN_ID == ""
