"""Every SQL statement held in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.contract import OCCURRED_AT, TABLES
from nightledger.ledger.statement import Statement
from nightledger.ledger.trust_statements import trust_statements

if TYPE_CHECKING:
    from nightledger.contract import Column, Table

ROW_ID = "row_id"
WRITTEN = {
    "recorded_at": "current_timestamp()",
    "recorded_by": "session_user()",
}
"""What BigQuery alone says of a row: when it was recorded, and by whom."""

PARAMETERS = {"rows": "string", "first_at": "timestamp", "last_at": "timestamp"}


def statements(dataset: str) -> list[Statement]:
    """Return every statement this package can send, for `project.dataset`."""
    appends = [
        Statement(
            label=f"append to {table.name}",
            sql=append_sql(table, f"{dataset}.{table.name}"),
            parameters=PARAMETERS,
        )
        for table in appended_tables()
    ]
    return [
        *appends,
        *trust_statements(dataset),
        Statement(
            label="append to every table at once",
            sql=";\n".join(
                append_sql(table, f"{dataset}.{table.name}", suffix=f"_{place}")
                for place, table in enumerate(appended_tables())
            ),
            parameters={
                f"{name}_{place}": kind
                for place in range(len(appended_tables()))
                for name, kind in PARAMETERS.items()
            },
        ),
        Statement(
            label="look and read",
            sql=look_and_read_sql(dataset),
            parameters={"families": "string"},
        ),
        Statement(
            label="ask whose a claim is",
            sql=claimants_sql(dataset),
            parameters={"entry_ids": "array<string>"},
        ),
        Statement(
            label="ask how far Dagster was read",
            sql=watermark_sql(f"{dataset}.dagster_heartbeats"),
            parameters={"environment": "string", "deployment": "string"},
        ),
        Statement(
            label="ask with what a dbt command ran",
            sql=recorded_command_sql(f"{dataset}.dbt_invocations"),
            parameters=dict.fromkeys(
                ("invocation_id", "project_name", "target_project", "target_dataset"), "string"
            ),
        ),
    ]


def appended_tables() -> list[Table]:
    """Return the tables facts are appended to; a look fills the others."""
    return [table for table in TABLES.values() if table.is_appended]


def look_and_read_sql(dataset: str) -> str:
    """Return the script that judges what is new and answers with everything a tick has to know."""
    return f"call `{dataset}.look_at`(@families);\ncall `{dataset}.router_state`()"


def claimants_sql(dataset: str) -> str:
    """Return the query for the ticks that made each of some claims of today, the first first."""
    return f"""\
select
    entry_id,
    array_agg(tick_id order by recorded_at, tick_id) as claimants
from `{dataset}.alert_deliveries`
where
    event = 'claimed'
    and entry_id in unnest(@entry_ids)
    and recorded_at >= timestamp_sub(current_timestamp(), interval 1 day)
group by entry_id"""  # noqa: S608 - a checked dataset


def watermark_sql(address: str = "dagster_heartbeats") -> str:
    """Return the query for up to which change the runs of a Dagster deployment were read."""
    return f"""\
select max(watermark_at) as watermark_at
from `{address}`
where
    environment = @environment
    and deployment = @deployment
    and recorded_at >= timestamp_sub(current_timestamp(), interval 90 day)"""  # noqa: S608 - checked


def recorded_command_sql(address: str = "dbt_invocations") -> str:
    """Return the query for with which target and settings a dbt command ran.

    That of the command itself, else of the newest one of the same project into the same dataset.
    """
    return f"""\
select target_name, target_project, target_dataset, threads, settings
from `{address}`
where
    recorded_at >= timestamp_sub(current_timestamp(), interval 90 day)
    and target_name is not null
    and (
        invocation_id = @invocation_id
        or (
            project_name = @project_name
            and target_project = @target_project
            and target_dataset = @target_dataset
        )
    )
qualify
    row_number() over (
        order by if(invocation_id = @invocation_id, 0, 1), recorded_at desc, row_id
    ) = 1"""  # noqa: S608 - checked


def append_sql(table: Table, address: str, *, suffix: str = "") -> str:
    """Return the statement that appends rows which are not there yet.

    `@rows` is a JSON list of lists, each with a row's values in the order of `filled_columns`; a
    suffix after the names of the parameters lets several such statements stand in one script.
    When a row is recorded, and by whom, BigQuery says; a fact from a host whose clock is ahead
    happened when it was recorded. A twin is looked for since the day before `@first_at` (that of
    a host up to a day ahead of time), so that BigQuery reads those days' partitions and no others.
    Of two rows for one fact the first stays.
    """
    names = ", ".join(column.name for column in table.columns)
    values = ",\n        ".join(
        f"{value_expression(column, place)} as {column.name}"
        for place, column in enumerate(filled_columns(table))
    )
    written = ",\n        ".join(f"{value} as {name}" for name, value in WRITTEN.items())
    return f"""\
insert into `{address}` ({names})
with facts as (
    select
        {values},
        place as batch_place
    from unnest(json_query_array(@rows{suffix})) as fact with offset as place
),
identified as (
    select
        * replace (least({OCCURRED_AT}, current_timestamp()) as {OCCURRED_AT}),
        {written},
        {row_id_expression(table)} as {ROW_ID}
    from facts
),
distinct_facts as (
    select * from identified
    where true
    qualify row_number() over (partition by {ROW_ID} order by batch_place) = 1
)
select {names}
from distinct_facts
where not exists (
    select 1 from `{address}` as old
    where old.{ROW_ID} = distinct_facts.{ROW_ID}
        and old.recorded_at >= timestamp_sub(@first_at{suffix}, interval 1 day)
        and old.{OCCURRED_AT} >= timestamp_sub(@first_at{suffix}, interval 1 day)
        and old.{OCCURRED_AT} <= @last_at{suffix}
)"""  # noqa: S608 - names come from the contract and a checked dataset


def filled_columns(table: Table) -> list[Column]:
    """Return the columns a writer fills: all but those that SQL computes."""
    return [column for column in table.columns if column.name not in (ROW_ID, *WRITTEN)]


def row_id_expression(table: Table) -> str:
    """Return SQL for a fact's id: the hex MD5 of its natural key, one part a line."""
    parts = r", '\n', ".join(table.natural_key)
    return f"to_hex(md5(concat({parts})))"


def value_expression(column: Column, place: int) -> str:
    """Return SQL that reads the value at one place of a row as the column's type."""
    at = f"fact, '$[{place}]'"
    if column.data_type == "string":
        return f"json_value({at})"
    if column.data_type == "json":
        text = f"nullif(json_query({at}), 'null')"
        return f"parse_json({text}, wide_number_mode => 'round')"
    if column.data_type == "array<string>":
        return f"json_value_array({at})"
    return f"cast(json_value({at}) as {column.data_type})"
