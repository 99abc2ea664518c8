"""The command line as people use it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from nightledger import __version__
from nightledger.cli import main
from nightledger.ledger import append
from python.tests.artifacts import documents as dbt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from google.cloud.bigquery import Client
    from harness.target import Target

    Run = Callable[..., Result]

LOANS = dbt.model()


@pytest.fixture
def run(bigquery: Target, ledger: str) -> Run:
    """Return a runner of `nightledger <arguments>` against an empty ledger."""
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url,
    }
    return lambda *arguments: CliRunner(env=environment).invoke(main, list(map(str, arguments)))


def rows(run: Run, query: str) -> list[dict[str, Any]]:
    result = run("sql", query, "--format", "json")
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


def written(folder: Path, number: int = 0) -> Path:
    """Write the artifacts of one command into a folder."""
    results = dbt.run_results(dbt.result(LOANS))
    results["metadata"]["invocation_id"] = f"run-{number}"
    results["args"]["target"] = "prod"
    return dbt.write(folder / str(number), manifest=dbt.manifest(LOANS), run_results=results)


@pytest.mark.row("A11")
def test_ingest_says_what_was_new_and_what_was_not(run: Run, tmp_path: Path) -> None:
    folder = written(tmp_path)
    first, second = run("ingest", folder), run("ingest", folder)
    assert first.exit_code == second.exit_code == 0
    assert first.stdout == "3 facts written, 0 were on record already, from 1 folder.\n"
    assert second.stdout == "0 facts written, 3 were on record already, from 1 folder.\n"


def test_ingest_of_many_folders_goes_on_after_a_bad_one(run: Run, tmp_path: Path) -> None:
    folders = [written(tmp_path, number) for number in range(3)]
    (folders[1] / "run_results.json").write_text('{"metadata"')
    misfit = dbt.run_results(dbt.result(LOANS, execution_time="long"))
    misfit["args"]["target"] = "prod"
    folders.append(dbt.write(tmp_path / "x", manifest=dbt.manifest(LOANS), run_results=misfit))
    result = run("ingest", *folders)
    assert result.exit_code == 1
    assert "6 facts written" in result.stdout
    [damaged, wrong_type, count] = result.stderr.strip().splitlines()
    assert damaged.startswith(f"{folders[1] / 'run_results.json'}: it is damaged")
    assert "column execution_seconds: 'long' is no float64" in wrong_type
    assert count == "2 could not be read; see above."


def test_ingest_shifts_into_the_past_and_marks_it(run: Run, tmp_path: Path) -> None:
    folder = written(tmp_path)
    run("ingest", folder)
    run("ingest", folder, "--shift-days", 2, "--environment", "demo")
    query = (
        "select distinct environment, shifted_days, date(occurred_at) as day from dbt_invocations"
    )
    found = sorted(rows(run, query), key=lambda row: str(row["day"]))
    assert found == [
        {"environment": "demo", "shifted_days": 2, "day": "2026-02-27"},
        {"environment": "prod", "shifted_days": None, "day": "2026-03-01"},
    ]


def test_ingest_without_a_ledger_says_what_to_run(run: Run, tmp_path: Path) -> None:
    result = run("ingest", written(tmp_path), "--dataset", "nl_nowhere")
    assert result.exit_code == 1
    assert "Reading from" in result.stderr
    assert "dbt run-operation nightledger.setup" in result.stderr


@pytest.fixture
def asked(run: Run, client: Client, ledger: str) -> Run:
    """Return the runner, with one load on record."""
    load = {
        "occurred_at": datetime(2026, 3, 1, tzinfo=timezone.utc),
        "environment": "prod",
        "pipeline_name": "lender\x1b[31m",
        "load_id": "1",
        "table_name": "loans",
        "status": "loaded",
        "rows_loaded": 0,
        "schema_changes": ["a, string", 'b "int64"'],
    }
    append(client, ledger, "dlt_loads", [load])
    return run


QUERY = "select table_name, rows_loaded, finished_at, schema_changes, pipeline_name from dlt_loads"


def test_sql_prints_a_table_people_can_read(asked: Run) -> None:
    result = asked("sql", QUERY)
    assert result.exit_code == 0
    assert "table_name" in result.stdout
    assert "null" in result.stdout
    assert "1 row\n" in result.stdout
    assert "\x1b" not in result.stdout


def test_sql_writes_json_and_csv_for_programs(asked: Run) -> None:
    [row] = json.loads(asked("sql", QUERY, "--format", "json").stdout)
    assert (row["rows_loaded"], row["finished_at"]) == (0, None)
    assert row["schema_changes"] == ["a, string", 'b "int64"']
    header, line = csv.reader(io.StringIO(asked("sql", QUERY, "--format", "csv").stdout))
    assert header[:3] == ["table_name", "rows_loaded", "finished_at"]
    assert line[:3] == ["loans", "0", ""]
    assert json.loads(line[3]) == ["a, string", 'b "int64"']


@pytest.mark.parametrize(
    "statement",
    [
        "truncate table dlt_loads",
        "delete from dlt_loads where true",
        "update dlt_loads set status = 'failed' where true",
        "insert into dlt_loads (row_id) values ('x')",
        "drop table dlt_loads",
        "create table x as select 1 as one",
        "select 1; delete from dlt_loads where true",
        "begin delete from dlt_loads where true; end",
    ],
)
def test_sql_runs_nothing_but_a_query(asked: Run, statement: str) -> None:
    result = asked("sql", statement)
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    [row] = rows(asked, "select count(*) as loads from dlt_loads")
    assert row == {"loads": 1}


def test_a_wrong_query_is_one_line_without_a_traceback(run: Run) -> None:
    result = run("sql", "select * from nope")
    assert result.exit_code == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("Error: Reading from")


def test_errors_show_no_secrets(run: Run) -> None:
    result = run("sql", "select 1", "--dataset", "token=hunter2hunter2")
    assert result.exit_code == 1
    assert "hunter2" not in result.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["sql", "select 1"], "Give --dataset, or set NIGHTLEDGER_DATASET"),
        (
            ["sql", "select 1", "--dataset", "audit"],
            "Give --project, or set NIGHTLEDGER_PROJECT",
        ),
        (["ingest"], "Give a FOLDER, or --dbt-platform"),
        (["ingest", "target", "--shift-days", "-1"], "-1 is not in the range"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_a_wrong_call_says_what_to_give_and_ends_with_2(
    arguments: list[str], expected: str
) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert expected in result.stderr


def test_version_and_help_need_no_google_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from nightledger.cli import main\n"
        "for call in (['--version'], ['--help'], ['ingest', '--help'], ['sql', '--help']):\n"
        "    print(CliRunner().invoke(main, call).output)\n"
        "assert not [name for name in sys.modules if name.startswith(('google.cloud.', 'dbt'))]\n"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert f"nightledger, version {__version__}" in done.stdout


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_verb_and_option_says_what_it_is_for(name: str) -> None:
    verb = main.commands[name]
    assert verb.help
    assert all(option.help for option in verb.params if isinstance(option, click.Option))
