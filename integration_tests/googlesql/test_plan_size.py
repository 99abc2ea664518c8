"""The size of statements is counted rightly, and what BigQuery might not plan is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from harness.every_statement import every_statement, findings, set_up
from harness.googlesql.plan_rules import DESCRIPTION_CHARACTERS
from harness.googlesql.size_gate import SizeGate
from harness.reference import models, one_line
from nightledger.contract import TABLES

if TYPE_CHECKING:
    from harness.googlesql.analyser import Analyser

FILTERED = "select * from ds.events where size > 1"
LATEST = "select * from ds.events qualify row_number() over (partition by row_id order by size) = 1"

TWICE_TWICE = "a as (select * from ds.events), b as (select * from a union all select * from a)"


@pytest.fixture
def gate(analyser: Analyser) -> SizeGate:
    return SizeGate(analyser.catalogue)


def test_every_statement_is_within_what_bigquery_is_known_to_plan() -> None:
    sent = every_statement()
    found = findings(sent)
    assert sent
    assert not found, "\n".join(map(str, found))


@pytest.mark.row("B12")
def test_objectives_and_expected_runs_keep_every_statement_within_it() -> None:
    declared = {
        "slos": [
            {"name": f"{sli} {number}", "sli": sli, "objective": 99, "subject": f"{number}*"}
            for sli in ("run_success", "check_success", "freshness", "load_success", "router")
            for number in range(4)
        ],
        "expected_runs": [{"run": f"run {number}", "every_hours": 26} for number in range(60)],
    }
    found = findings(set_up(json.dumps(declared)))
    assert not found, "\n".join(map(str, found))


def test_no_column_of_the_contract_has_too_long_a_description() -> None:
    described = {
        f"{table.name}.{column.name}": column.description
        for table in TABLES.values()
        for column in table.columns
    } | {
        f"{model['name']}.{column['name']}": one_line(column["description"])
        for model in models("runbook")
        for column in model["columns"]
    }
    assert [name for name, text in described.items() if len(text) > DESCRIPTION_CHARACTERS] == []


@pytest.mark.parametrize(
    ("sql", "operators", "scans"),
    [
        # project, scan
        ("select row_id from ds.events", 2, 1),
        # project, filter, scan
        ("select row_id from ds.events where size > 1", 3, 1),
        # project, join, two scans
        ("select a.size from ds.events as a join ds.events as b using (row_id)", 4, 2),
        # project, aggregate, scan
        ("select row_id, count(*) as n from ds.events group by row_id", 3, 1),
        # limit, sort, scan
        ("select row_id from ds.events order by row_id limit 3", 3, 1),
        # union, and project and scan for each branch
        ("select size from ds.events union all select size from ds.events", 5, 2),
        # filter, window, scan, and a project
        (LATEST, 4, 1),
        # project, join, unnest, scan
        ("select x from ds.events cross join unnest([1, 2]) as x", 3, 1),
        # project, and project, filter, scan of the subquery
        ("select exists(select 1 from ds.events where size = 3) as is_there", 4, 1),
        # project, join, and twice the CTE's project, filter, scan
        (f"with big as ({FILTERED}) select 1 from big as a cross join big as b", 8, 2),
        # a CTE nobody refers to never runs
        (f"with big as ({FILTERED}) select 1 from ds.events", 2, 1),
        # a is 2; b is a union of two projects of a, 7; the query is one of two projects of b
        (f"with {TWICE_TWICE} select * from b union all select * from b", 17, 4),
        # project, filter, scan: what is written to is not read
        (f"insert into ds.events (row_id) select row_id from ({FILTERED})", 4, 1),
        # a delete reads its table, and project and scan of the subquery
        ("delete from ds.events where row_id in (select row_id from ds.events)", 3, 2),
        ("alter table ds.events add column extra string", 0, 0),
    ],
)
def test_operators_and_scans_are_counted(
    gate: SizeGate, sql: str, operators: int, scans: int
) -> None:
    (measured,) = gate.measure(sql)
    assert (measured.size.operators, measured.size.scans) == (operators, scans)
    assert measured.size.depth == 1
    assert measured.faults == ()


def test_a_view_counts_wherever_it_is_read(gate: SizeGate) -> None:
    gate.measure(f"create view ds.big as {FILTERED}; create view ds.bigger as select * from ds.big")
    (measured,) = gate.measure("select 1 from ds.big cross join ds.bigger")
    assert measured.size.scans == 2
    assert measured.size.operators == 2 + 3 + (1 + 3)
    assert measured.size.depth == 3


def test_the_columns_a_statement_reads_are_those_it_needs(gate: SizeGate) -> None:
    (measured,) = gate.measure("select row_id from ds.events where size > 1")
    assert measured.size.reads["proj.ds.events"].columns == {"row_id", "size"}


def test_a_temporary_table_ends_the_counting(gate: SizeGate) -> None:
    made, read, written = gate.measure(f"""
        create temp table latest as {LATEST};
        select * from latest as a cross join latest as b;
        insert into ds.events select * from latest;""")
    assert (made.size.scans, read.size.scans, written.size.scans) == (1, 2, 1)
    assert set(read.size.reads) == {"proj.latest"}


def test_a_table_in_the_place_of_a_view_is_a_table(gate: SizeGate) -> None:
    gate.measure(f"create view ds.big as {FILTERED}")
    *_, measured = gate.measure(
        f"drop view ds.big; create table ds.big as {FILTERED}; select * from ds.big"
    )
    assert (measured.size.operators, measured.size.depth) == (2, 1)


def test_a_procedure_is_measured_statement_by_statement_at_its_lines(
    gate: SizeGate,
) -> None:
    measured = gate.measure(f"""\
create or replace procedure ds.look(families array<string>)
begin
    declare look_clock timestamp default current_timestamp();
    create temp table seen as {FILTERED} and row_id in unnest(families);
    if exists (select 1 from seen) then
        insert into ds.events select * from seen;
    end if;
exception when error then
    select @@error.message;
end""")
    assert [(each.line, each.size.scans) for each in measured] == [
        (1, 0),
        (3, 0),
        (4, 1),
        (5, 1),
        (6, 1),
        (9, 0),
    ]
