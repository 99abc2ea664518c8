"""Appending to the embedded BigQuery."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from nightledger.errors import ConfigError, PermanentLedgerError
from nightledger.ledger import AppendResult, append, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.cloud.bigquery import Client

    Maker = Callable[..., dict[str, Any]]


def stored(client: Client, ledger: str, table: str, *columns: str) -> list[tuple[Any, ...]]:
    query = f"select {', '.join(columns)} from {table} order by row_id"
    return read(client, ledger, query).rows


@pytest.mark.row("A11")
def test_replayed_rows_are_written_once(client: Client, ledger: str, load_row: Maker) -> None:
    rows = [load_row(table_name=name) for name in ("loans", "customers")]
    first = append(client, ledger, "dlt_loads", rows)
    second = append(client, ledger, "dlt_loads", rows)
    assert (first.inserted, first.already_there) == (2, 0)
    assert (second.inserted, second.already_there) == (0, 2)
    assert len(stored(client, ledger, "dlt_loads", "row_id")) == 2


@pytest.mark.row("A11")
def test_rows_of_a_dropped_table_can_be_written_again(
    client: Client, ledger: str, load_row: Maker
) -> None:
    append(client, ledger, "dlt_loads", [load_row()])
    client.query(f"truncate table {ledger}.dlt_loads").result()
    assert append(client, ledger, "dlt_loads", [load_row()]).inserted == 1
    assert append(client, ledger, "dlt_loads", [load_row()]).inserted == 0


@pytest.mark.row("A11")
def test_two_rows_for_one_fact_are_written_once_and_the_first_stays(
    client: Client, ledger: str, load_row: Maker
) -> None:
    result = append(client, ledger, "dlt_loads", [load_row(rows_loaded=1), load_row(rows_loaded=2)])
    assert result == AppendResult(inserted=1, already_there=1)
    assert stored(client, ledger, "dlt_loads", "rows_loaded") == [(1,)]


@pytest.mark.row("A11")
def test_a_fact_seen_a_moment_apart_is_one_fact(
    client: Client, ledger: str, load_row: Maker
) -> None:
    midnight = datetime(2026, 3, 2, tzinfo=timezone.utc)
    append(client, ledger, "dlt_loads", [load_row(occurred_at=midnight)])
    earlier = midnight - timedelta(milliseconds=3)
    assert append(client, ledger, "dlt_loads", [load_row(occurred_at=earlier)]).inserted == 0


def test_batches_write_everything_once(client: Client, ledger: str, load_row: Maker) -> None:
    rows = [load_row(table_name=f"table_{number}") for number in range(7)]
    result = append(client, ledger, "dlt_loads", rows, batch_bytes=600)
    assert result == AppendResult(inserted=7, already_there=0)
    assert len(stored(client, ledger, "dlt_loads", "row_id")) == 7


CLOCKS_APART = timedelta(minutes=5)
"""How far the real BigQuery's clock may be from this machine's."""

HOSTILE = [
    'it\'s "quoted" `back` \\ back\\\\slash',
    "line\nline\r\nline\ttab",
    "NUL \x00 and \x01\x1f",
    "é 中 😀 \u2028",
    "\u202eright to left",
    "{{ 1 + 1 }} {% raw %} -- x /* y */ # z",
    "100%% %s @rows ? $$x$$ '''\"\"\" ; drop table x",
    "\\u0041 \\n",
    "x" * 1_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_back_unchanged(
    client: Client, ledger: str, invocation_row: Maker, text: str
) -> None:
    row = invocation_row(invocation_id=text, git_sha=text, args={"vars": [text], text: 1})
    append(client, ledger, "dbt_invocations", [row])
    [(git_sha, args)] = stored(client, ledger, "dbt_invocations", "git_sha", "args")
    assert git_sha == text
    assert args == {"vars": [text], text: 1}


def test_lone_surrogates_become_the_replacement_character(
    client: Client, ledger: str, invocation_row: Maker
) -> None:
    row = invocation_row(git_sha="a\ud83db", args={"k\udc00": "\udfff"})
    append(client, ledger, "dbt_invocations", [row])
    assert stored(client, ledger, "dbt_invocations", "git_sha", "args") == [
        ("a\ufffdb", {"k\ufffd": "\ufffd"})
    ]


def test_zero_stays_zero_and_null_stays_null(client: Client, ledger: str, load_row: Maker) -> None:
    rows = [
        load_row(table_name="a", rows_loaded=0),
        load_row(table_name="b", rows_loaded=None),
    ]
    append(client, ledger, "dlt_loads", rows)
    nulls = read(client, ledger, "select rows_loaded is null from dlt_loads order by table_name")
    assert nulls.rows == [(False,), (True,)]
    assert (0,) in stored(client, ledger, "dlt_loads", "rows_loaded")


def test_arrays_and_json_keep_their_shape(
    client: Client, ledger: str, load_row: Maker, invocation_row: Maker
) -> None:
    append(client, ledger, "dlt_loads", [load_row(schema_changes=["b int64", "", "a 'x'"])])
    changes = stored(client, ledger, "dlt_loads", "schema_changes", "failed_jobs")
    assert changes == [(["b int64", "", "a 'x'"], [])]
    nested = {"select": ["a+", None], "n": 1.5, "deep": {"yes": True}, "none": None}
    rows = [invocation_row(args=nested), invocation_row(event="finished", args=None)]
    append(client, ledger, "dbt_invocations", rows)
    query = "select args, args is null from dbt_invocations order by event desc"
    assert read(client, ledger, query).rows == [(nested, False), (None, True)]


def test_times_keep_their_microseconds_and_bigquery_says_when_and_by_whom_a_row_is_written(
    client: Client, ledger: str, load_row: Maker
) -> None:
    row = load_row()
    append(client, ledger, "dlt_loads", [row])
    query = "select occurred_at, recorded_at, recorded_by, session_user() from dlt_loads"
    [(occurred_at, recorded_at, recorded_by, account)] = read(client, ledger, query).rows
    assert occurred_at == row["occurred_at"]
    assert abs(datetime.now(timezone.utc) - recorded_at) < CLOCKS_APART
    assert recorded_by == account


@pytest.mark.row("A11")
@pytest.mark.parametrize("ahead", [timedelta(minutes=10), timedelta(hours=20)])
def test_a_fact_from_a_host_ahead_of_time_happens_when_it_is_recorded_and_once(
    client: Client, ledger: str, load_row: Maker, ahead: timedelta
) -> None:
    row = load_row(occurred_at=datetime.now(timezone.utc) + ahead)
    assert append(client, ledger, "dlt_loads", [row]).inserted == 1
    later = load_row(occurred_at=row["occurred_at"], rows_loaded=8)
    assert append(client, ledger, "dlt_loads", [later]).already_there == 1
    query = "select occurred_at = recorded_at from dlt_loads"
    assert read(client, ledger, query).rows == [(True,)]


@pytest.mark.parametrize(
    ("replaced", "expected"),
    [
        ({"colour": "red"}, "dlt_loads, row 2: colour is no column to fill"),
        ({"row_id": "x"}, "row_id is no column to fill; SQL computes it"),
        (
            {"recorded_at": datetime(2026, 3, 2, tzinfo=timezone.utc)},
            "recorded_at is no column",
        ),
        (
            {"recorded_by": "somebody"},
            "recorded_by is no column to fill; SQL computes it",
        ),
        ({"status": None}, "dlt_loads, row 2, column status: it is required"),
        ({"status": 7}, "dlt_loads, row 2, column status: 7 is no string"),
        ({"rows_loaded": True}, "column rows_loaded: True is no int64"),
        ({"rows_loaded": 2**63}, "does not fit into 64 bits"),
        ({"occurred_at": datetime(2026, 1, 1)}, "column occurred_at: .* no time zone"),  # noqa: DTZ001
        ({"occurred_at": "2026-01-01"}, "it is of type str, not datetime"),
        ({"schema_changes": ["a", None]}, "column schema_changes"),
        ({"failed_jobs": "one"}, "column failed_jobs"),
        ({"environment": "x" * 600}, "it takes [0-9,]+ bytes and a batch holds 600"),
    ],
)
def test_rows_that_break_the_contract_are_named_and_nothing_is_sent(
    client: Client,
    ledger: str,
    load_row: Maker,
    replaced: dict[str, Any],
    expected: str,
) -> None:
    rows = [load_row(), load_row(table_name="b", **replaced)]
    with pytest.raises(PermanentLedgerError, match=expected) as caught:
        append(client, ledger, "dlt_loads", rows, batch_bytes=600)
    assert "Nothing was sent" in str(caught.value)
    assert stored(client, ledger, "dlt_loads", "row_id") == []


def test_an_unknown_table_or_dataset_name_is_refused(client: Client, load_row: Maker) -> None:
    with pytest.raises(ConfigError, match="no table 'loads'"):
        append(client, "audit", "loads", [load_row()])
    with pytest.raises(ConfigError, match="problem_events is filled by a look"):
        append(client, "audit", "problem_events", [load_row()])
    with pytest.raises(ConfigError, match="is no dataset"):
        append(client, "audit`; drop table x", "dlt_loads", [load_row()])


def test_a_missing_ledger_says_what_to_run(client: Client, dataset: str, load_row: Maker) -> None:
    client.create_dataset(dataset)
    with pytest.raises(PermanentLedgerError, match=r"Appending to .*: 1 to dlt_loads failed"):
        append(client, dataset, "dlt_loads", [load_row()])
