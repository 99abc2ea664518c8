"""The parts of the repairs that need no emulator."""

from __future__ import annotations

import pytest
from emulator.repairs.alter import parse_alter
from emulator.repairs.scripts import with_message_variable


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select @@error.message", "select __error_message__"),
        ("select @@ERROR.MESSAGE as m", "select __error_message__ as m"),
        ("select '@@error.message'", "select '@@error.message'"),
        (r"select 'it\'s @@error.message'", r"select 'it\'s @@error.message'"),
        ('select """a "@@error.message" b"""', 'select """a "@@error.message" b"""'),
        ("select '', @@error.message", "select '', __error_message__"),
        ("select @@error.statement_text", "select @@error.statement_text"),
    ],
)
def test_message_is_replaced_outside_of_literals_only(sql: str, expected: str) -> None:
    assert with_message_variable(sql) == expected


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "create table t (alter_me int64)",
        "alter view v set options (description='x')",
        "alter schema s set options (description='x')",
        "select 'unclosed alter",
    ],
)
def test_other_statements_are_not_taken_for_alter_table(sql: str) -> None:
    assert parse_alter(sql) is None


@pytest.mark.parametrize("name", ["p.d.t", "`p`.`d`.`t`", "`p.d.t`", "`p`.d.t"])
def test_table_is_named_in_every_spelling(name: str) -> None:
    alter = parse_alter(f"/* a comment */ alter table if exists {name} drop column a;")

    assert alter is not None
    assert alter.table == ("p", "d", "t")
    assert alter.if_exists
    assert [action.sql for action in alter.actions] == [
        f"alter table if exists {name} drop column a"
    ]


def test_actions_are_split_and_options_taken_out() -> None:
    alter = parse_alter(
        """alter table d.t
            add column if not exists a array<struct<x int64, y array<string>>>
                options (description='one, (two)'),
            alter column b set options (description=null),
            set options (labels=[('k', 'v')])"""
    )

    assert alter is not None
    added, described, labelled = alter.actions
    assert added.sql == (
        "alter table d.t add column if not exists a array<struct<x int64, y array<string>>>"
    )
    assert (added.column, added.description) == ("a", "one, (two)")
    assert (described.sql, described.column, described.description) == (None, "b", None)
    assert described.sets_description
    assert (labelled.sql, labelled.sets_description) == (None, False)
