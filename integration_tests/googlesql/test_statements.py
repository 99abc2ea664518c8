"""The gate against statements and scripts: what BigQuery refuses, it refuses, and says where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness.googlesql.errors import SqlError
from harness.googlesql.gate import check_statement

if TYPE_CHECKING:
    from harness.googlesql.analyser import Analyser
    from harness.googlesql.catalogue import Catalogue

SCRIPT = r"""
declare attempts int64 default 0;
declare cause string;
create schema if not exists `proj`.ds options (description = 'audit');
create table if not exists `proj`.`ds`.`loads` (
    row_id string default generate_uuid() not null options (description = 'Id.'),
    occurred_at timestamp not null,
    tags array<string>,
    detail json,
)
partition by timestamp_trunc(occurred_at, day)
cluster by row_id
options (description = 'One row per load.', labels = [('team', 'data')]);
alter table ds.loads
    add column if not exists rows_loaded int64 options (description = 'Rows.'),
    add column if not exists schema_changed bool;
alter table ds.loads alter column row_id set options (description = 'The id.');
create or replace view ds.big_loads as select * from ds.loads where rows_loaded > 1000;
begin
    insert into ds.loads (row_id, occurred_at, rows_loaded, tags)
    select
        json_value(row, '$[0]'),
        cast(json_value(row, '$[1]') as timestamp),
        cast(json_value(row, '$[2]') as int64),
        json_value_array(row, '$[3]'),
    from unnest(json_query_array(r'[["a\u0027b", "2026-03-10T05:00:00Z", 3, ["x"]]]')) as row
    where not exists (
        select 1 from ds.loads
        where loads.row_id = json_value(row, '$[0]') and loads.occurred_at >= @first_at
    );
exception when error then
    set cause = @@error.message;
    set attempts = attempts + 1;
end;
if exists (select 1 from ds.big_loads) then
    select cause, attempts;
end if;
for load in (select row_id from ds.loads) do
    select load.row_id;
end for;
drop view if exists ds.big_loads;
"""


def errors(analyser: Analyser, sql: str) -> list[str]:
    return [str(error) for error in analyser.check_script(sql)]


def test_a_correct_script_passes(analyser: Analyser) -> None:
    assert errors(analyser, SCRIPT) == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "default generate_uuid() not null",
            "not null default generate_uuid()",
            "DEFAULT",
        ),
        (
            "set cause = @@error.message",
            "set cause = @@error.mesage",
            "Did you mean @@error.message",
        ),
        ("attempts + 1;", "'many';", "STRING does not fit variable attempts"),
        ("(row_id, occurred_at, rows_", "(row_id, happened_at, rows_", "happened_at"),
        ("as int64),", "as string),", "column 3 has type STRING"),
        ("select load.row_id", "select load.id", "Field name id does not exist"),
        ("from ds.big_loads)", "from ds.Big_loads)", "upper from lower case"),
        ("rows_loaded > 1000", "rows_loaded > 'many'", "No matching signature"),
        ("timestamp_trunc(occurred_at, day)", "day_of(occurred_at)", "day_of"),
    ],
)
def test_a_mistake_in_a_script_is_found_on_its_line(
    analyser: Analyser, right: str, wrong: str, message: str
) -> None:
    before, _, after = SCRIPT.partition(right)
    found = analyser.check_script(before + wrong + after)
    assert message in found[0].message
    # The engine points at the clause's beginning where several lines belong to one clause.
    assert 0 <= before.count("\n") + 1 - found[0].line <= 6


def test_a_temporary_function_is_known_to_the_rest_of_its_script(analyser: Analyser) -> None:
    made = "create temp function twice(number int64) returns int64 as (2 * number);\n"
    assert errors(analyser, made + "select twice(2);") == []
    assert "No matching signature" in errors(analyser, made + "select twice('a');")[0]
    assert "not found" in errors(analyser, "select twice(2);")[0]


def test_all_mistakes_of_a_script_are_told_at_once(analyser: Analyser) -> None:
    script = "select colour from ds.events;\nselect 'é', weight\nfrom ds.events;"
    assert errors(analyser, script) == [
        "1:8: Unrecognized name: colour",
        "2:13: Unrecognized name: weight",
    ]


def test_query_parameters_are_checked_against_their_types(analyser: Analyser) -> None:
    sql = "select json_query_array(@rows) from ds.events where recorded_at >= @first_at"
    types = {"rows": "string", "first_at": "timestamp"}
    assert analyser.check_script(sql, types) == []
    assert analyser.check_script(sql, types | {"first_at": "int64"}) != []
    assert "not found" in analyser.check_script(sql, {"rows": "string"})[0].message


def test_a_table_in_the_wrong_case_is_refused(analyser: Analyser) -> None:
    with pytest.raises(SqlError, match=r"1:15: table ds.Events .* proj.ds.events does"):
        analyser.analyse("select 1 from ds.Events")


def test_columns_may_be_written_in_any_case(analyser: Analyser) -> None:
    assert [c.name for c in analyser.analyse("select ROW_ID from ds.events")] == ["ROW_ID"]


def test_answers_carry_names_and_types(analyser: Analyser) -> None:
    sql = "select array_agg(struct(row_id as id, size)) as events from `proj.ds.events`"
    (column,) = analyser.analyse(sql)
    assert (column.name, column.type_name) == (
        "events",
        "ARRAY<STRUCT<id STRING, size INT64>>",
    )


def test_information_schema_is_known(analyser: Analyser) -> None:
    sql = "select table_name from `proj`.`ds`.INFORMATION_SCHEMA.COLUMNS where data_type = 'JSON'"
    assert errors(analyser, sql) == []


def test_a_statement_of_a_megabyte_is_analysed(analyser: Analyser) -> None:
    rows = ",".join(f'["{"x" * 90}"]' for _ in range(10_000))
    sql = (
        "insert into ds.events (row_id)\n"
        f"select json_value(r, '$[0]') from unnest(json_query_array(r'[{rows}]')) as r"
    )
    assert len(sql) > 900_000
    assert errors(analyser, sql) == []


def test_a_crash_of_the_engine_is_survived(analyser: Analyser) -> None:
    deep = "select " + "+".join(["1"] * 100_000)
    (stopped,) = errors(analyser, deep)
    assert "GoogleSQL itself stopped" in stopped
    assert errors(analyser, "select 1") == []


def test_statements_held_elsewhere_are_checked_under_their_label(
    ledger_catalogue: Catalogue,
) -> None:
    sql = "select\n    invocation_id, colour\nfrom `audit`.`dbt_invocations`"
    (finding,) = check_statement("ledger/read.py", sql, ledger_catalogue)
    assert str(finding) == "ledger/read.py:2:20: Unrecognized name: colour"


def test_checking_a_statement_leaves_the_catalogue_alone(
    ledger_catalogue: Catalogue,
) -> None:
    assert check_statement("ddl", "create table audit.extra (a int64)", ledger_catalogue) == []
    assert ledger_catalogue.table(["audit", "extra"]) is None
