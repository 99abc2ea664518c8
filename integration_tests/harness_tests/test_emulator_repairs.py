"""Each gap of the emulator that Nightledger depends on, seen with the real client."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING

import pytest
from google.api_core.exceptions import BadRequest, Conflict, NotFound
from google.cloud.bigquery import LoadJobConfig, SchemaField, SourceFormat

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

LIMIT = 1024 * 1024


@pytest.fixture
def table(client: Client, dataset: str) -> str:
    """Return a table with described columns of every shape that the ledger uses."""
    run(client, f"create schema {dataset}")
    run(
        client,
        rf"""/* {{"app": "dbt"}} */
        create table if not exists {dataset}.t (
            row_id string not null options (description='the key; say \'row\' (one)'),
            occurred_at timestamp,
            payload json options (description="free form"),
            tags array<string>,
        )
        partition by timestamp_trunc(occurred_at, day)
        cluster by row_id
        options (description='facts')""",
    )
    return f"{dataset}.t"


def run(client: Client, sql: str) -> list[tuple[object, ...]]:
    """Run a statement without any repetition, so that a failure shows at once."""
    job = client.query(sql, retry=None, job_retry=None)  # type: ignore[arg-type]
    return [tuple(row) for row in job.result(retry=None, job_retry=None)]


def columns(client: Client, table: str) -> dict[str, tuple[str, str, str | None]]:
    """Return type, mode and description of every column."""
    schema = client.get_table(table).schema
    return {field.name: (field.field_type, field.mode, field.description) for field in schema}


def test_tables_get_shows_what_the_ddl_declared(client: Client, table: str) -> None:
    found = client.get_table(table)

    assert columns(client, table) == {
        "row_id": ("STRING", "REQUIRED", "the key; say 'row' (one)"),
        "occurred_at": ("TIMESTAMP", "NULLABLE", None),
        "payload": ("JSON", "NULLABLE", "free form"),
        "tags": ("STRING", "REPEATED", None),
    }
    assert found.description == "facts"
    assert found.clustering_fields == ["row_id"]
    assert (found.time_partitioning.field, found.time_partitioning.type_) == (
        "occurred_at",
        "DAY",
    )


def test_create_if_not_exists_leaves_an_existing_table_as_it_is(client: Client, table: str) -> None:
    before = columns(client, table)

    run(
        client,
        f"create table if not exists {table} (row_id string options (description='no'))",
    )

    assert columns(client, table) == before


def test_one_alter_adds_several_columns_and_changes_descriptions(
    client: Client, table: str
) -> None:
    run(
        client,
        f"""alter table {table}
            add column if not exists note string options (description='one, (two)'),
            add column if not exists row_id string options (description='ignored?'),
            add column if not exists parts array<struct<a int64, b array<string>>>,
            alter column payload set options (description=r'raw \\d (UTC)'),
            set options (description='more facts')""",
    )

    found = columns(client, table)
    assert found["note"] == ("STRING", "NULLABLE", "one, (two)")
    assert found["parts"][:2] == ("RECORD", "REPEATED")
    assert found["payload"] == ("JSON", "NULLABLE", r"raw \d (UTC)")
    assert client.get_table(table).description == "more facts"


def test_add_column_if_not_exists_keeps_the_description_of_an_existing_column(
    client: Client, table: str
) -> None:
    run(
        client,
        f"alter table {table} add column if not exists payload json options (description='new')",
    )

    assert columns(client, table)["payload"] == ("JSON", "NULLABLE", "free form")


def test_alter_of_a_missing_table_or_column_is_an_error(client: Client, table: str) -> None:
    with pytest.raises(NotFound, match="missing"):
        run(client, f"alter table {table}_missing set options (description='x')")
    with pytest.raises(BadRequest, match="nowhere"):
        run(
            client,
            f"alter table {table} alter column nowhere set options (description='x')",
        )


def test_view_shows_its_descriptions(client: Client, table: str, dataset: str) -> None:
    run(
        client,
        f"""create or replace view {dataset}.v (row_id options (description='key'), payload)
            options (description='a view') as select row_id, payload from {table}""",
    )

    assert columns(client, f"{dataset}.v")["row_id"] == ("STRING", "NULLABLE", "key")
    assert client.get_table(f"{dataset}.v").description == "a view"


def test_column_added_through_the_rest_interface_takes_rows(client: Client, table: str) -> None:
    changed = client.get_table(table)
    changed.schema = [
        *changed.schema,
        SchemaField("later", "INTEGER", description="added"),
    ]
    client.update_table(changed, ["schema"])

    run(client, f"insert into {table} (row_id, later) values ('a', 1)")

    assert run(client, f"select later from {table}") == [(1,)]
    assert columns(client, table)["later"] == ("INTEGER", "NULLABLE", "added")


def test_tables_of_a_missing_dataset_are_not_found(client: Client, dataset: str) -> None:
    with pytest.raises(NotFound, match=dataset):
        list(client.list_tables(dataset))


def test_handler_of_a_script_knows_the_message_of_the_error(client: Client, table: str) -> None:
    outcome = run(
        client,
        f"""begin
            insert into {table} (row_id) values ('kept');
            insert into {table}_missing (row_id) values ('lost');
            select 'ok' as outcome, '' as message, '' as literal;
        exception when error then
            select 'failed' as outcome, @@error.message as message, '@@error.message' as literal;
        end""",
    )

    ((state, message, literal),) = outcome
    assert (state, literal) == ("failed", "@@error.message")
    assert f"{table}_missing" in str(message)
    assert run(client, f"select row_id from {table}") == [("kept",)]


def test_script_without_an_error_gives_the_row_of_its_last_select(
    client: Client, table: str
) -> None:
    outcome = run(
        client,
        f"""begin
            insert into {table} (row_id) values ('a');
            insert into {table} (row_id) values ('b');
            select 'ok' as outcome;
        exception when error then
            select @@error.message as outcome;
        end""",
    )

    assert outcome == [("ok",)]


def test_alter_with_several_actions_works_inside_a_script(client: Client, table: str) -> None:
    run(
        client,
        f"""begin
            alter table {table} add column if not exists x string, add column if not exists y json;
            select 'ok' as outcome;
        exception when error then raise using message = @@error.message;
        end""",
    )

    assert columns(client, table)["y"] == ("JSON", "NULLABLE", None)


def test_error_raised_by_a_script_fails_the_job_with_its_message(
    client: Client,
) -> None:
    with pytest.raises(BadRequest, match="told: boom"):
        run(
            client,
            """begin select error('boom');
            exception when error then
                raise using message = concat('told: ', regexp_extract(@@error.message, 'boom'));
            end""",
        )


def test_statement_of_the_greatest_length_runs_and_a_longer_one_is_refused(
    client: Client,
) -> None:
    frame = "select length('') as n"
    longest = frame.replace("''", "'" + "a" * (LIMIT - len(frame)) + "'")

    assert run(client, longest) == [(LIMIT - len(frame),)]
    with pytest.raises(BadRequest, match="too large"):
        run(client, longest + " ")


def test_second_job_of_the_same_id_is_refused_and_runs_nothing(client: Client, table: str) -> None:
    sql = f"insert into {table} (row_id) values ('once')"
    job_id = table.replace(".", "-")
    client.query(sql, job_id=job_id, job_retry=None).result()

    with pytest.raises(Conflict, match=job_id):
        client.query(sql, job_id=job_id, job_retry=None).result()

    assert run(client, f"select count(*) from {table}") == [(1,)]


def test_escaped_quotes_are_quotes_in_every_kind_of_literal(client: Client) -> None:
    sql = r"""select 'a\"b', "c\'d", '''e\"f''', '\\"', r'g\"h'"""

    assert run(client, sql) == [('a"b', "c'd", 'e"f', '\\"', r"g\"h")]


def test_uploaded_rows_are_loaded_plain_and_packed(client: Client, dataset: str) -> None:
    run(client, f"create schema {dataset}")
    config = LoadJobConfig(
        schema=[SchemaField("a", "INTEGER")],
        source_format=SourceFormat.NEWLINE_DELIMITED_JSON,
    )
    client.load_table_from_json([{"a": 1}], f"{dataset}.u", job_config=config).result()
    packed = io.BytesIO(gzip.compress(json.dumps({"a": 2}).encode()))
    client.load_table_from_file(packed, f"{dataset}.u", job_config=config).result()

    assert run(client, f"select a from {dataset}.u order by a") == [(1,), (2,)]
