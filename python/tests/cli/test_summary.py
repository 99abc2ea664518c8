"""`nightledger summary`: what a CI job shows of a dbt command, without BigQuery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from nightledger.cli import main
from python.tests.artifacts import documents as dbt

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

pytestmark = pytest.mark.row("F2", "F11")
LOANS = dbt.model(config={"materialized": "table", "tags": [], "meta": {"owner": "Risk"}})
TEST = dbt.data_test()
CRITICAL = dbt.data_test("critical_one", config={"severity": "ERROR", "tags": ["critical"]})


def summed(folder: Path, *results: dbt.Document, shape: str = "text", **more: object) -> Result:
    """Return what the command says of a build with these results."""
    dbt.write(
        folder,
        manifest=dbt.manifest(LOANS, TEST, CRITICAL),
        run_results=dbt.run_results(*results, **more),
    )
    return CliRunner().invoke(main, ["summary", str(folder), "--format", shape])


def test_a_good_build_is_one_line(tmp_path: Path) -> None:
    done = summed(tmp_path, dbt.result(LOANS), dbt.result(TEST, "pass", failures=0))
    assert (done.exit_code, done.stdout) == (0, "✓ dbt build: 2 passed\n")


def test_what_failed_comes_first_and_the_critical_before_the_rest(tmp_path: Path) -> None:
    done = summed(
        tmp_path,
        dbt.result(LOANS, "error", message="Table not found:\n raw.loans"),
        dbt.result(TEST, "warn", failures=2, message="Got 2 results"),
        dbt.result(CRITICAL, "fail", failures=3, message="Got 3 results"),
    )
    assert done.exit_code == 0, "a summary turns no build red"
    assert done.stdout.splitlines() == [
        "✗ dbt build: 2 failed, 1 warned",
        "  critical not_null on loans.id: Got 3 results (Risk)",
        "  error    model loans: Table not found: raw.loans (Risk)",
        "  warn     not_null on loans.id: Got 2 results (Risk)",
    ]


def test_freshness_is_summed_too(tmp_path: Path) -> None:
    late = {
        "unique_id": "source.lender.raw.loans",
        "status": "warn",
        "max_loaded_at": "2026-03-01T00:00:00Z",
        "snapshotted_at": "2026-03-01T13:00:00Z",
        "max_loaded_at_time_ago_in_s": 46_800.0,
        "criteria": {},
        "adapter_response": {},
        "timing": [],
        "thread_id": "Thread-1",
        "execution_time": 1.0,
    }
    dbt.write(tmp_path, manifest=dbt.manifest(LOANS), sources=dbt.sources(late))
    done = CliRunner().invoke(main, ["summary", str(tmp_path), "--format", "text"])
    assert done.stdout.splitlines() == [
        "! dbt freshness: 1 warned",
        "  warn     freshness of raw.loans (Ingestion)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[click](https://evil.example)",
        "a | b\n| c | d |",
        "@everyone `code` **bold**",
        "~~~\n# heading",
        "\x1b[2Jgone",
    ],
)
def test_no_text_of_an_artifact_becomes_markdown(text: str, tmp_path: Path) -> None:
    done = summed(tmp_path, dbt.result(LOANS, "error", message=text), shape="markdown")
    heading, blank, *table = done.stdout.splitlines()
    assert (heading, blank) == ("### ✗ dbt build: 1 failed", "")
    assert len(table) == 3, "one line a result"
    row = table[-1]
    assert row.count("|") == 5
    assert not set("<>[]`*~\x1b") & set(row)
    assert "@everyone" not in row


def test_a_long_list_ends_with_how_many_more(tmp_path: Path) -> None:
    models = [dbt.model(f"m{number:03d}") for number in range(60)]
    dbt.write(
        tmp_path,
        manifest=dbt.manifest(*models),
        run_results=dbt.run_results(*(dbt.result(model, "error") for model in models)),
    )
    for shape in ("text", "markdown"):
        done = CliRunner().invoke(main, ["summary", str(tmp_path), "--format", shape])
        assert done.stdout.splitlines()[-1].strip() == "and 10 more"


def test_secrets_stay_out(tmp_path: Path) -> None:
    message = "failed at https://ada:hunter2secret@db.example/x"
    for shape in ("text", "markdown"):
        done = summed(tmp_path, dbt.result(LOANS, "error", message=message), shape=shape)
        assert "hunter2secret" not in done.output


def test_a_folder_without_artifacts_ends_with_1_and_says_what_is_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["summary", str(tmp_path)])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "neither run_results.json nor sources.json" in done.stderr
