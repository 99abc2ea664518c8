"""The statements that only doctor sends: facts made up, counts of them, a table to fail on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.contract import TABLES
from nightledger.ledger import Statement

if TYPE_CHECKING:
    from nightledger.contract import Column

DAYS = 30
FEW = 1000
READ = "dbt_test_results"
MADE_UP = {
    "row_id": "to_hex(md5(cast(n as string)))",
    "occurred_at": "moment",
    "recorded_at": "moment",
    "recorded_by": "session_user()",
    "environment": "'doctor'",
    "status": "'pass'",
    "severity": "'error'",
    "compiled_code": "repeat('select 1 ', 40)",
}
"""The columns of a made-up fact that are no arbitrary text."""

TYPED = {"string": "concat('{name} ', cast(mod(n, 500) as string))", "bool": "false"}
ENVIRONMENTS = ("doctor", "second", "third")


def make_facts_sql(dataset: str, count: int) -> str:
    """Return the statement that makes facts up, spread over DAYS days."""
    columns = [
        column for column in TABLES[READ].columns if column.is_required or column.name in MADE_UP
    ]
    names = ", ".join(column.name for column in columns)
    values = ",\n    ".join(f"{value(column)} as {column.name}" for column in columns)
    return f"""\
insert into `{dataset}.{READ}` ({names})
select
    {values}
from (
    select n, timestamp_sub(current_timestamp(), interval mod(n, {DAYS}) day) as moment
    from unnest(generate_array(1, {count})) as n
)"""  # noqa: S608 - names of the contract and a checked dataset


def value(column: Column) -> str:
    """Return SQL for what a column holds."""
    return MADE_UP.get(column.name) or TYPED[column.data_type].format(name=column.name)


def count_sql(dataset: str, days: int, environment: str = ENVIRONMENTS[0]) -> str:
    """Return the query for how many tests there are in some days."""
    return f"""\
select count(distinct unique_id) as test_count
from `{dataset}.{READ}`
where
    recorded_at >= timestamp_sub(current_timestamp(), interval {days} day)
    and environment = '{environment}'"""  # noqa: S608 - a checked dataset


def counts_sql(dataset: str, days: int) -> str:
    """Return a query that reads the table once for each environment."""
    return "\nunion all\n".join(count_sql(dataset, days, each) for each in ENVIRONMENTS)


def count_notices_sql(dataset: str) -> str:
    """Return the query for how many notices there are since yesterday."""
    return f"""\
select count(distinct row_id) as notice_count
from `{dataset}.alert_notices`
where recorded_at >= timestamp_sub(current_timestamp(), interval 1 day)"""  # noqa: S608 - checked


def read_view_sql(dataset: str, view: str) -> str:
    """Return the query for everything a view says."""
    return f"select * from `{dataset}.{view}`"  # noqa: S608 - names of ours


def balance_sql(dataset: str) -> str:
    """Return the query for whether every alert is accounted for."""
    return f"select is_balanced from `{dataset}.vw_alert_ledger`"  # noqa: S608 - a checked dataset


def doctor_statements(dataset: str) -> list[Statement]:
    """Return what doctor sends of its own, for `project.dataset`."""
    texts = {
        "make facts up": make_facts_sql(dataset, FEW),
        "count the tests of a day": count_sql(dataset, 1),
        "count tests three times": counts_sql(dataset, DAYS),
        "count notices": count_notices_sql(dataset),
        "read a view": read_view_sql(dataset, "vw_open_problems"),
        "ask whether alerts balance": balance_sql(dataset),
    }
    return [
        Statement(label=f"doctor: {label}", sql=sql, parameters={}) for label, sql in texts.items()
    ]
