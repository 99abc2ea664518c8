"""The size gate finds what BigQuery might not plan, and says where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness.googlesql.size_gate import (
    DEPTH,
    OPERATORS,
    SCANS,
    STATEMENT_BYTES,
    SizeGate,
)

if TYPE_CHECKING:
    from harness.googlesql.analyser import Analyser

BIG = "select * from ds.events where size > 1"
NO_EQUALITY = "join without an equality of its two sides, on"


def messages(analyser: Analyser, sql: str) -> list[str]:
    return [found.message for found in SizeGate(analyser.catalogue).check("script", sql)]


def chain(length: int) -> str:
    """Return views one above the other."""
    return "create view ds.v1 as select * from ds.events;" + "".join(
        f"create view ds.v{n + 1} as select * from ds.v{n};" for n in range(1, length)
    )


def union(branch: str, count: int) -> str:
    return " union all ".join([branch] * count)


def described(length: int) -> str:
    return f"options (description = '{'x' * length}')"


def pair(kind: str, condition: str) -> str:
    return f"select 1 from ds.events as a {kind} join ds.events as b on {condition}"


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            union("select size from ds.events", SCANS),
            union("select size from ds.events", SCANS + 1),
            "41 table scans, views and CTEs written out: more than 40",
        ),
        (
            union("select 1 as x", OPERATORS - 1),
            union("select 1 as x", OPERATORS),
            "251 operators, views and CTEs written out: more than 250",
        ),
        (
            chain(DEPTH),
            chain(DEPTH + 1),
            "6 queries above each other, views and CTEs written out: more than 5",
        ),
        (
            f"create view ds.v as with a as ({BIG}) select * from a",
            f"create view ds.v as with recursive a as ({BIG}) select * from a",
            "with recursive a",
        ),
        (
            f"select '{'x' * (STATEMENT_BYTES - 9)}'",
            f"select '{'x' * (STATEMENT_BYTES - 8)}'",
            "900,001 bytes of text, more than 900,000",
        ),
    ],
)
def test_a_statement_that_is_too_large_is_found(
    analyser: Analyser, right: str, wrong: str, message: str
) -> None:
    assert messages(analyser, right) == []
    assert messages(analyser, wrong) == [message]


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("left", "a.size = b.size and b.size > 3"),
        ("left", "b.size > 3 and (a.size = 1 and b.size = a.size)"),
        ("full", "abs(a.size) = b.size + 1"),
        ("left", "true"),
        ("", "a.size > b.size"),
    ],
)
def test_a_join_by_an_equality_or_on_a_constant_passes(
    analyser: Analyser, kind: str, condition: str
) -> None:
    assert messages(analyser, pair(kind, condition)) == []


@pytest.mark.parametrize(
    ("kind", "condition", "columns"),
    [
        ("left", "a.size > b.size", "events.size"),
        ("left", "b.size > 3", "events.size"),
        ("left", "a.size = 3", "events.size"),
        ("full", "a.size + b.size = a.size", "events.size"),
        (
            "right",
            "a.size = b.size or a.row_id = b.row_id",
            "events.row_id, events.size",
        ),
        ("left", "not (a.size = b.size)", "events.size"),
    ],
)
def test_an_outer_join_without_an_equality_is_found(
    analyser: Analyser, kind: str, condition: str, columns: str
) -> None:
    assert messages(analyser, pair(kind, condition)) == [f"{kind} {NO_EQUALITY} {columns}"]


def test_a_subquery_in_a_join_is_found_when_it_reads_a_table(
    analyser: Analyser,
) -> None:
    array = pair(
        "",
        "a.size = b.size and exists(select 1 from unnest([1]) as x where x = a.size)",
    )
    table = pair("", "a.size = b.size and a.row_id in (select row_id from ds.events)")
    entry = pair("", "a.size = b.size and exists(select 1 from big where big.size = a.size)")
    assert messages(analyser, array) == []
    assert messages(analyser, table) == ["subquery over events in the condition of a join"]
    assert messages(analyser, f"with big as ({BIG}) {entry}") == [
        "subquery over big in the condition of a join"
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "create table ds.t (a string {})",
        "create view ds.v (a {}) as select 1",
        "alter table ds.events add column a string {}",
        "create table ds.t (a string); alter table ds.t alter column a set {}",
    ],
)
def test_a_description_that_is_too_long_is_found(analyser: Analyser, statement: str) -> None:
    assert messages(analyser, statement.format(described(1024))) == []
    assert messages(analyser, statement.format(described(1025))) == [
        "description of column a has 1,025 characters"
    ]


def test_two_altered_columns_in_one_statement_are_found(analyser: Analyser) -> None:
    added = "alter table ds.events add column a string, add column b string"
    size = f"alter column size set {described(9)}"
    note = f"alter column note set {described(9)}"
    assert messages(analyser, added) == []
    assert messages(analyser, f"alter table ds.events {size}; alter table ds.events {note}") == []
    assert messages(analyser, f"alter table ds.events {size}, {note}") == [
        "2 ALTER COLUMN in one statement: size, note"
    ]


def test_a_finding_says_where_it_stands(analyser: Analyser) -> None:
    gate = SizeGate(analyser.catalogue)
    script = "select 1;\nbegin\n    with recursive a as (select 1) select * from a;\nend"
    assert [str(found) for found in gate.check("look.sql", script)] == [
        "look.sql:3:5: with recursive a"
    ]
    (found,) = gate.check_view("proj.ds.v", "with recursive a as (select 1) select * from a")
    assert str(found) == "proj.ds.v:1:1: with recursive a"


def test_what_cannot_be_measured_is_a_finding_beside_the_others(
    analyser: Analyser,
) -> None:
    script = f"select colour from ds.events; with recursive a as ({BIG}) select * from a"
    assert messages(analyser, script) == [
        "Unrecognized name: colour",
        "with recursive a",
    ]


EVENTS = "with a as (select * from ds.events) "
LATEST = "qualify row_number() over (partition by row_id order by recorded_at) = 1"
EVERY = {"row_id", "recorded_at", "size", "note"}


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select size from (select * from ds.events)", {"size"}),
        (f"{EVENTS} select size from a where row_id = 'x'", {"size", "row_id"}),
        ("select size from (select *, length(row_id) as n from ds.events)", {"size"}),
        (
            "with a as (select *, size + 1 as n from ds.events) select n from a",
            {"size"},
        ),
        (f"{EVENTS} select size from a union all select 1 from a", {"size"}),
        (f"select size from (select * from ds.events {LATEST})", EVERY - {"note"}),
        ("select count(*) as n from ds.events group by row_id", {"row_id"}),
        ("create table ds.other as select * from ds.events", EVERY),
    ],
)
def test_what_is_read_is_what_the_answer_or_a_condition_needs(
    analyser: Analyser, sql: str, columns: set[str]
) -> None:
    (measured,) = SizeGate(analyser.catalogue).measure(sql)
    assert measured.size.reads["proj.ds.events"].columns == columns
