"""The statements of seals."""

from __future__ import annotations

CONTENTS_PARAMETERS = {"periods": "string", "first_at": "timestamp", "last_at": "timestamp"}


def seals_sql(address: str = "ledger_seals", *, latest: bool = False) -> str:
    """Return the query for the seals on record; latest: the last of each table, and of all."""
    qualify = """
qualify
    row_number() over (partition by table_name order by day desc, version desc, number desc) = 1
    or row_number() over (order by number desc, seal_hash) = 1"""
    return f"""\
select
    number, table_name, day, version, covers_until, columns, row_count, buckets,
    previous_seal_hash, seal_hash, algorithm
from `{address}`
where true{qualify if latest else ""}"""  # noqa: S608 - a checked dataset


def contents_sql(table: str, columns: tuple[str, ...]) -> str:
    """Return the query for what a table holds of each period: row count and hashes by bucket.

    `@periods` is a JSON list of {key, starts_at, ends_at}, each within a day; `@first_at` and
    `@last_at` bound them all, so that BigQuery reads those days only. Rows are hashed with these
    columns and no others. The order of rows does not matter: hashes are sorted, first within a
    bucket, so that no text grows beyond what BigQuery holds.
    """
    quoted = ", ".join(f"`{column}`" for column in columns)
    return f"""\
with periods as (
    select
        json_value(period, '$.key') as period_key,
        cast(json_value(period, '$.starts_at') as timestamp) as starts_at,
        cast(json_value(period, '$.ends_at') as timestamp) as ends_at
    from unnest(json_query_array(@periods)) as period
),
hashed as (
    select
        recorded_at,
        substr(row_id, 1, 2) as bucket,
        to_hex(sha256(to_json_string(struct({quoted})))) as row_hash
    from `{table}`
    where recorded_at >= @first_at and recorded_at < @last_at
),
hashed_buckets as (
    select
        periods.period_key,
        hashed.bucket,
        count(*) as row_count,
        to_hex(sha256(string_agg(hashed.row_hash, '' order by hashed.row_hash))) as bucket_hash
    from hashed
    inner join periods
        on date(hashed.recorded_at) = date(periods.starts_at)
        and hashed.recorded_at < periods.ends_at
    group by periods.period_key, hashed.bucket
)
select
    period_key,
    sum(row_count) as row_count,
    string_agg(
        concat(bucket, ' ', cast(row_count as string), ' ', bucket_hash), '\\n' order by bucket
    ) as buckets
from hashed_buckets
group by period_key"""  # noqa: S608 - names of the contract, or checked ones


def first_rows_sql(addresses: list[str]) -> str:
    """Return the query for when the first row of each table was recorded, since `@since`."""
    return "\nunion all\n".join(
        f"select '{named(address)}' as table_name, min(recorded_at) as first_at"  # noqa: S608
        f" from `{address}` where recorded_at >= @since"
        for address in addresses
    )


def earlier_rows_sql(addresses: list[str]) -> str:
    """Return the query for how many rows each table holds of before its first sealed day.

    `@first_0`, `@first_1` and so on: the first sealed day of each table; `@since`: the first day
    there is. There are no such days, unless somebody made one.
    """
    return "\nunion all\n".join(
        f"select '{named(address)}' as table_name, count(*) as row_count"  # noqa: S608
        f" from `{address}` where recorded_at >= @since and recorded_at < @first_{place}"
        for place, address in enumerate(addresses)
    )


def named(address: str) -> str:
    """Return the name of a table without its dataset."""
    return address.rpartition(".")[2]
