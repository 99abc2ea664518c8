"""The arithmetic of the section `scale`: facts, footprints, ratios, dollars."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

import pytest
from benchmarks import cost, scale_counts, scale_facts, scale_figures
from benchmarks.deployments import DEPLOYMENTS, SMALL, Deployment, Prices
from benchmarks.figures import targets_table
from harness.googlesql.analyser import Analyser
from harness.googlesql.branches import Branch
from harness.googlesql.size_gate import SizeGate
from harness.judging import contract_tables

MIB = 2**20
TIB = 2**40
DEPLOYMENT = Deployment(
    name="d",
    what="a test",
    looks_per_day=100,
    rows={"dbt_test_results": 1_000_000},
    families={"dbt": 0.25},
    news=0.1,
)
LOOK = """\
create or replace procedure audit.look_at(wanted string)
begin
    declare facts_since timestamp;
    declare copies_due bool;
    declare look_judged struct<turn_count int64>;
    if 'dbt' in unnest(split(wanted, ',')) then
        create temp table observations as
        select status, occurred_at from `nightledger-local.nightledger_audit.dbt_test_results`
        where recorded_at > facts_since;
        if look_judged.turn_count > 0 then
            select status from observations;
        end if;
    elseif copies_due then
        select status from `nightledger-local.nightledger_audit.dbt_node_results`;
    else
        select 1;
    end if;
end"""


def pairs(deployment: Deployment = DEPLOYMENT) -> list[tuple[str, float, float]]:
    """Return table, chance and MiB of what the look reads."""
    statements = {"look": SizeGate(contract_tables()).measure(LOOK)}
    found = cost.pairs_of(statements, deployment, Prices())
    return [(pair.table, round(pair.chance, 6), pair.size / MIB) for pair in found]


def test_a_look_reads_what_its_conditions_let_it_read() -> None:
    half_a_day = 500_000 * (22 + 8 + 8) / MIB
    assert pairs() == [
        ("dbt_test_results", 0.25, pytest.approx(half_a_day)),
        ("observations", 0.025, 10.0),
        # a year of a hundred rows a day is less than BigQuery bills at least
        ("dbt_node_results", 1 / 100, 10.0),
    ]
    idle = replace(DEPLOYMENT, families={})
    assert [chance for _, chance, _ in pairs(idle)] == [0, 0, 1 / 100]


def test_temporary_tables_cost_only_if_they_are_billed() -> None:
    statements = {"look": SizeGate(contract_tables()).measure(LOOK)}
    free = Prices(bills_temporary_tables=False)
    tables = {pair.table for pair in cost.pairs_of(statements, DEPLOYMENT, free)}
    assert tables == {"dbt_test_results", "dbt_node_results"}


def test_the_first_tebibyte_is_free() -> None:
    pair = cost.Pair(statement="s", table="t", chance=0.5, size=TIB // 1000)
    found = cost.cost_of([pair, pair], DEPLOYMENT, Prices())
    assert found.pairs == 1.0
    assert found.tib_per_month == pytest.approx(100 * 30 / 1000)
    assert found.usd_per_month == pytest.approx((3.0 - 1.0) * 6.25)
    assert cost.cost_of([pair], SMALL, Prices(free_tib=100.0)).usd_per_month == 0.0


READ = "select status from nightledger_audit.dbt_test_results"


@pytest.mark.parametrize(
    ("sql", "days"),
    [
        (f"{READ} where recorded_at > facts_since and recorded_at <= look_clock", 0.5),
        (f"{READ} where recorded_at > timestamp_sub(look_clock, interval 1 day)", 1.5),
        (
            f"{READ} where recorded_at > timestamp_sub(look_clock, interval 12 hour)",
            1.0,
        ),
        (f"{READ} where recorded_at >= events_since and status = 'fail'", 1.5),
        (f"{READ} where look_clock <= recorded_at", 0.5),
        (f"{READ} where recorded_at > facts_since or status = 'fail'", 365.0),
        (
            f"{READ} where recorded_at > (select max(recorded_at) from nightledger_audit.looks)",
            365,
        ),
        (f"{READ} where recorded_at > timestamp '1970-01-01'", 365.0),
        (
            (
                f"{READ} where recorded_at > facts_since union all"
                f" {READ} where recorded_at > timestamp_sub(facts_since, interval 2 day)"
            ),
            2.5,
        ),
        (f"{READ} cross join unnest([1, 2]) as x where recorded_at > facts_since", 0.5),
        (
            (
                f"{READ} as r left join unnest([struct('a' as name)]) as n on r.status = n.name"
                " where r.recorded_at > facts_since"
            ),
            0.5,
        ),
        # below a window, and on the other side of a join, a filter says nothing of the scan
        (
            (
                f"select status from ({READ.replace('status', 'status, recorded_at')} qualify"
                " row_number() over (partition by status order by recorded_at) = 1)"
                " where recorded_at > facts_since"
            ),
            365.0,
        ),
        (
            (
                "select r.status from nightledger_audit.dbt_test_results as r"
                " join nightledger_audit.looks as l on r.invocation_id = l.look_id"
                " where l.recorded_at > facts_since"
            ),
            365.0,
        ),
        (READ, 365.0),
    ],
)
def test_how_many_days_a_statement_reads_is_seen_in_its_filters(sql: str, days: float) -> None:
    declared = "declare facts_since, look_clock, events_since timestamp;"
    *_, measured = SizeGate(contract_tables()).measure(f"{declared} {sql}")
    (read,) = [read for table, read in measured.size.reads.items() if "test_results" in table]
    assert cost.days_of(read) == days


@pytest.mark.parametrize(
    ("condition", "body", "share"),
    [
        ("rows_now > 0", "select 1", 1.0),
        ("look_judged.turn_count > 0", "select 1", DEPLOYMENT.news),
        ("found_count > 0 or copies_due", "select 1", 0.25),
        ("dbt_reading.read_from is not null", "select 1", 0.25),
        ("'dbt' in unnest(split(wanted, ','))", "select 1", 0.25),
        ("'dlt' in unnest(split(wanted, ','))", "select 1", 0.0),
        ("facts_since is not null", "select 1 from f where family = 'dbt'", 0.25),
        ("facts_since is not null", "select 1", 1.0),
    ],
)
def test_how_often_a_branch_runs_is_seen_in_its_words(
    condition: str, body: str, share: float
) -> None:
    branch = Branch(start=0, end=1, condition=condition, body=body)
    assert cost.chance_of(branch, DEPLOYMENT) == share
    otherwise = Branch(start=0, end=1, condition=condition, body=body, is_else=True)
    assert cost.chance([branch, otherwise], DEPLOYMENT) == pytest.approx(share * (1 - share))


def test_the_body_of_a_loop_is_a_branch() -> None:
    script = "declare n int64; while n is not null do select 1; set n = null; end while; select 2"
    measured = SizeGate(contract_tables()).measure(script)
    around = [[branch.condition for branch in each.branches] for each in measured]
    assert ["n is not null"] in around
    assert around[-1] == []


def test_every_deployment_has_rows_of_the_contracts_tables() -> None:
    assert [each.name for each in DEPLOYMENTS] == ["small", "medium", "large"]
    assert all(0 <= share <= 1 for each in DEPLOYMENTS for share in each.families.values())


def test_the_history_ends_before_now_and_begins_thirty_days_earlier() -> None:
    runs = scale_facts.history(720, 1_000_000_000)
    assert runs.step == 3600
    assert runs.newest == 1_000_000_000 - 600
    assert scale_facts.history(20, 0).step == 36 * 3600


def test_a_past_is_looked_at_before_and_after_the_last_midnights() -> None:
    now = datetime(2026, 5, 3, 12, 0, tzinfo=timezone.utc)
    moments = scale_facts.look_days(now.timestamp())
    assert moments == sorted(moments)
    assert len(moments) == 2 * 3 + 1
    assert moments[-1] == now
    assert moments[-2] == datetime(2026, 5, 3, 0, 1, tzinfo=timezone.utc)
    assert moments[-3] == datetime(2026, 5, 2, 23, 59, 59, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "runs",
    [
        scale_facts.history(720, 2e9),
        scale_facts.Runs(name="new-1", count=1, newest=2_000_000_000, shift=1),
    ],
)
def test_the_facts_are_statements_the_ledger_takes(runs: scale_facts.Runs) -> None:
    analyser = Analyser(contract_tables())
    for statement in runs.sql("nightledger_audit"):
        assert analyser.check_script(statement) == []


def test_a_look_of_the_past_takes_its_clock_from_a_table_of_its_dataset() -> None:
    ledger = "`nightledger-local`.`nightledger_audit`"
    procedure = (
        f"create or replace procedure {ledger}.`look_at`(wanted string)\n"
        f"begin select current_timestamp() from {ledger}.looks; end"
    )
    assert scale_facts.past_look_sql(procedure, "bench") == (
        "create or replace procedure `bench`.`bench_look_at`(wanted string)\n"
        "begin select (select max(moment) from `bench`.`bench_clock`) from `bench`.looks; end"
    )


def test_the_footprint_counts_our_nodes_and_no_hooks() -> None:
    ours = {"package_name": "nightledger", "columns": {"a": {}, "b": {}}}
    manifest = {
        "nodes": {
            "model.nightledger.x": ours | {"resource_type": "model"},
            "operation.nightledger.y": ours | {"resource_type": "operation"},
            "model.theirs.z": ours | {"resource_type": "model", "package_name": "theirs"},
        }
    }
    found = scale_counts.footprint_of(manifest)
    assert (found["nodes"], found["columns"]) == (1, 2)
    assert 0 < found["manifest_bytes"] < 200


def test_ratios_are_of_medians() -> None:
    assert scale_counts.ratio_of_medians([1.0, 9.0, 2.0], [1.0, 1.0, 5.0]) == 2.0


def test_the_table_names_the_view_that_grows_most() -> None:
    kept = {
        "usd_small": 2.5,
        "nodes": 61,
        "view_ratios": {"a": 1.1, "b": 1.7},
        "cpus": 2,
    }
    assert "| USD a month of looking, small | 2.50 |" in scale_figures.scale_table(kept)
    targets = targets_table(scale_figures.FIGURES, scale_figures.values_of(kept))
    assert "| USD a month of looking, small | 3.00 | 2.50 | met |" in targets
    assert "| 60 | 61 | **missed** |" in targets
    assert "| 1.50 | 1.70 | **missed** |" in targets
    assert scale_figures.scale_table({}) == "Not measured for this version."


def test_every_figure_of_the_section_has_a_limit() -> None:
    keys = {figure.key for figure in scale_figures.FIGURES}
    assert {
        "heaviest_operators",
        "look_ratio_720_to_20",
        "usd_large",
        "manifest_bytes",
    } <= keys
