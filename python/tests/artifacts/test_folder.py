"""Folders of artifacts as facts, without dbt."""

from __future__ import annotations

import json
import re
from ast import literal_eval
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from nightledger.artifacts import Known, Options, Project, Reading, read_folder
from nightledger.artifacts.plan import NARROWING, RECORDED_ARGS
from nightledger.artifacts.text import REPEATED_STATUS
from nightledger.contract import DEFAULTS, TABLES
from nightledger.ledger import check_rows
from nightledger.ledger.encode import encode_rows
from python.tests.artifacts import documents as dbt

LOANS = dbt.model()
MACROS = Path(__file__).parents[3] / "macros" / "capture"


def read(folder: Path, options: Options | None = None, **files: dbt.Document) -> Reading:
    dbt.write(folder, **files)
    reading = read_folder(folder, options or Options(), dbt.known)
    for table, rows in reading.facts.items():
        check_rows(table, rows)
    return reading


def one(reading: Reading, table: str) -> dict[str, Any]:
    assert reading.problems == []
    [row] = reading.facts[table]
    return row


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def test_a_command_has_a_start_and_an_end(tmp_path: Path) -> None:
    reading = read(
        tmp_path, manifest=dbt.manifest(LOANS), run_results=dbt.run_results(dbt.result(LOANS))
    )
    started, finished = reading.facts["dbt_invocations"]
    assert started["occurred_at"] == at("2026-03-01 02:00:00.000001")
    assert finished["occurred_at"] == at("2026-03-01 02:02:03.456789")
    assert (started["result_count"], finished["result_count"]) == (None, 1)
    assert started["environment"] == started["target_name"] == "prod"
    assert reading.dataset == "p.d_audit"


@pytest.mark.row("A2")
@pytest.mark.parametrize("args", [{"empty": True}, {"sample": {"start": "a", "end": "b"}}])
def test_a_command_without_all_rows_leaves_no_results(
    tmp_path: Path, args: dict[str, object]
) -> None:
    run_results = dbt.run_results(dbt.result(LOANS), args=args)
    reading = read(tmp_path, manifest=dbt.manifest(LOANS), run_results=run_results)
    assert reading.problems == []
    assert reading.facts.keys() == {"dbt_invocations"}
    started, finished = reading.facts["dbt_invocations"]
    assert finished["result_count"] == 0
    assert finished["occurred_at"] > started["occurred_at"]


def test_a_partial_parse_does_not_lend_a_command_an_older_start(tmp_path: Path) -> None:
    manifest = dbt.manifest(LOANS)
    manifest["metadata"] |= {
        "invocation_started_at": "2026-02-28T02:00:00.000000Z",
        "run_started_at": "2026-02-28T02:00:00.000500Z",
    }
    run_results = dbt.run_results(dbt.result(LOANS))
    started, _ = read(tmp_path, manifest=manifest, run_results=run_results).facts["dbt_invocations"]
    assert started["occurred_at"] == at("2026-03-01 02:00:00.000001")


def test_a_result_that_was_skipped_happened_when_the_command_ended(tmp_path: Path) -> None:
    later = dbt.model("later")
    reading = read(
        tmp_path,
        manifest=dbt.manifest(LOANS, later),
        run_results=dbt.run_results(dbt.result(LOANS), dbt.skipped(later)),
    )
    row = reading.facts["dbt_node_results"][1]
    assert row["occurred_at"] == at("2026-03-01 02:02:03.456789")
    assert (row["started_at"], row["completed_at"], row["rows_affected"]) == (None, None, None)


def test_zero_rows_is_a_number(tmp_path: Path) -> None:
    reading = read(
        tmp_path, manifest=dbt.manifest(LOANS), run_results=dbt.run_results(dbt.result(LOANS))
    )
    assert one(reading, "dbt_node_results")["rows_affected"] == 0


def test_hooks_that_went_well_exposures_and_our_own_models_are_no_facts(tmp_path: Path) -> None:
    hook = dbt.model(unique_id="operation.lender.lender-on-run-end-0", resource_type="operation")
    inline = dbt.model("inline", config={"materialized": "ephemeral"})
    quiet = [
        dbt.result(hook),
        dbt.result({"unique_id": "exposure.lender.board"}, "skipped"),
        dbt.result(dbt.ledger_model()),
        dbt.result(inline, "skipped"),
    ]
    nodes = dbt.manifest(hook, inline)
    assert list(read(tmp_path, manifest=nodes, run_results=dbt.run_results(*quiet)).facts) == [
        "dbt_invocations"
    ]
    failed = read(tmp_path, manifest=nodes, run_results=dbt.run_results(dbt.result(hook, "error")))
    assert one(failed, "dbt_node_results")["status"] == "error"


def test_a_test_says_what_it_is_about_and_whom_it_concerns(tmp_path: Path) -> None:
    critical = {
        "tags": ["critical"],
        "meta": {"owner": ["Ada", "Grace"], "runbook_url": "https://r"},
    }
    loans = dbt.model(config=critical)
    test = dbt.data_test(
        test_metadata={
            "name": "in_range",
            "namespace": "house",
            "kwargs": {"column_name": "id", "model": "m", "min": 0},
        }
    )
    reading = read(
        tmp_path,
        manifest=dbt.manifest(loans, test),
        run_results=dbt.run_results(
            dbt.result(test, "fail", failures=3, message="\x1b[31mno\x1b[0m")
        ),
    )
    row = one(reading, "dbt_test_results")
    assert row["test_name"] == "house.in_range"
    assert row["test_kwargs"] == {"min": 0}
    assert (row["asset_id"], row["asset_name"]) == ("model.lender.loans", "loans")
    assert row["is_critical"] is True
    assert (row["owner"], row["runbook_url"]) == ("Ada, Grace", "https://r")
    assert (row["severity"], row["failures"], row["message"]) == ("error", 3, "no")


def test_a_group_names_the_owner_before_the_asset_does(tmp_path: Path) -> None:
    test = dbt.data_test(config={"group": "risk", "severity": "WARN"})
    loans = dbt.model(config={"meta": {"owner": "Ada"}})
    groups = {"group.lender.risk": {"name": "risk", "owner": {"name": None, "email": "r@x.org"}}}
    reading = read(
        tmp_path,
        manifest=dbt.manifest(loans, test, groups=groups),
        run_results=dbt.run_results(dbt.result(test, "pass", failures=0)),
    )
    assert one(reading, "dbt_test_results")["owner"] == "r@x.org"


def test_a_test_of_a_source_is_named_after_source_and_table(tmp_path: Path) -> None:
    test = dbt.data_test(
        attached_node=None,
        test_metadata=None,
        depends_on={"nodes": ["model.lender.gone", "source.lender.raw.loans"]},
    )
    reading = read(
        tmp_path, manifest=dbt.manifest(test), run_results=dbt.run_results(dbt.result(test, "pass"))
    )
    row = one(reading, "dbt_test_results")
    assert (row["asset_name"], row["test_type"], row["is_critical"]) == (
        "raw.loans",
        "singular",
        True,
    )


def test_secrets_are_redacted_before_they_are_sent(tmp_path: Path) -> None:
    args = {
        "vars": {"api_key": "hunter2"},
        "invocation_command": "dbt build --vars 'token: hunter2'",
    }
    document = dbt.run_results(args=args)
    document["metadata"]["env"] = {"DB_PASSWORD": "hunter2", "GIT_SHA": "abc"}
    reading = read(
        tmp_path,
        manifest=dbt.manifest(),
        run_results=document,
        options=Options(run_url_template="https://u:hunter2@runs/{git_sha}"),
    )
    row = reading.facts["dbt_invocations"][0]
    assert row["invocation_command"] == "dbt build"
    (sent,) = encode_rows(TABLES["dbt_invocations"], [row])
    assert "hunter2" not in sent.text
    assert row["git_sha"] == "abc"


def test_long_texts_are_cut_and_the_cut_is_marked(tmp_path: Path) -> None:
    text = "é" * 9000
    reading = read(
        tmp_path,
        manifest=dbt.manifest(LOANS),
        run_results=dbt.run_results(dbt.result(LOANS, "error", message=text)),
    )
    limit = DEFAULTS["text_limit"]
    assert one(reading, "dbt_node_results")["message"] == (
        f"{'é' * 8000} … [cut, 9000 characters in all]"
    )
    assert limit == 8000


def test_the_variables_of_this_job_are_read_only_when_asked(tmp_path: Path) -> None:
    job = {"GITHUB_SHA": "abc", "GITHUB_ACTIONS": "true", "DAGSTER_RUN_ID": ""}
    files = {"manifest": dbt.manifest(), "run_results": dbt.run_results()}
    row = read(tmp_path, None, **files).facts["dbt_invocations"][0]
    assert (row["git_sha"], row["orchestrator"]) == (None, None)
    row = read(tmp_path, Options(variables=job), **files).facts["dbt_invocations"][0]
    assert (row["git_sha"], row["orchestrator"]) == ("abc", "github_actions")


def test_shifted_facts_are_other_facts_in_the_past(tmp_path: Path) -> None:
    files = {
        "manifest": dbt.manifest(LOANS),
        "run_results": dbt.run_results(dbt.result(LOANS)),
    }
    template = "https://runs/{invocation_id}"
    plain = read(tmp_path, Options(run_url_template=template), **files)
    moved = read(tmp_path, Options(run_url_template=template, shift_days=9), **files)
    for before, after in zip(
        plain.facts["dbt_node_results"], moved.facts["dbt_node_results"], strict=True
    ):
        for column in ("occurred_at", "started_at", "completed_at"):
            assert before[column] - after[column] == timedelta(days=9)
        assert after["invocation_id"] == f"{dbt.INVOCATION}-shifted-9d"
        assert (after.get("pipeline_run_id"), after.get("dagster_run_id")) == (None, None)
        assert (before.get("shifted_days"), after["shifted_days"]) == (None, 9)
    assert moved.facts["dbt_invocations"][0]["run_url"] == f"https://runs/{dbt.INVOCATION}"


def test_freshness_is_read_with_its_limits(tmp_path: Path) -> None:
    checked = dbt.result(
        dbt.source(),
        "Warn",
        max_loaded_at="2026-02-28T02:00:00Z",
        snapshotted_at="2026-03-01T02:01:00.5Z",
        max_loaded_at_time_ago_in_s=86460.5,
    )
    reading = read(tmp_path, manifest=dbt.manifest(), sources=dbt.sources(checked))
    row = one(reading, "dbt_source_freshness")
    assert row["occurred_at"] == row["snapshotted_at"] == at("2026-03-01 02:01:00.500000")
    assert (row["status"], row["age_seconds"]) == ("warn", 86460.5)
    assert (row["warn_after_seconds"], row["error_after_seconds"]) == (43200, None)
    assert reading.facts["dbt_invocations"][0]["command"] == "freshness"


def test_a_freshness_check_that_failed_happened_when_the_command_ended(tmp_path: Path) -> None:
    failed = {
        "unique_id": "source.lender.raw.loans",
        "error": "Not found: Table",
        "status": "runtime error",
    }
    reading = read(tmp_path, manifest=dbt.manifest(), sources=dbt.sources(failed))
    row = one(reading, "dbt_source_freshness")
    assert row["occurred_at"] == reading.facts["dbt_invocations"][1]["occurred_at"]
    assert (row["status"], row["message"]) == ("runtime error", "Not found: Table")


def test_what_dbt_v2_writes_is_understood(tmp_path: Path) -> None:
    loans = dbt.model(config={"materialized": "table"})
    del loans["checksum"]
    both = {
        "started_at": "2026-03-01T02:01:00.123456789Z",
        "completed_at": "2026-03-01T02:01:01.987654321Z",
    }
    timing = [{"name": "compile", **both}, {"name": "execute", **both}]
    ran = {
        "unique_id": loans["unique_id"],
        "status": "Success",
        "timing": timing,
        "thread_id": "t",
        "execution_time": 0.8,
        "message": "Succeeded",
        "adapter_response": {},
    }
    later = dbt.model("later")
    document = dbt.run_results(ran, {**ran, "unique_id": later["unique_id"], "status": "skipped"})
    document["metadata"] = dbt.metadata("run-results", "v6", dbt_version="2.0.0-preview.196")
    del document["metadata"]["invocation_started_at"]
    document["args"] = {"command": "build", "which": "build", "__other__": {}}
    reading = read(tmp_path, manifest=dbt.manifest(loans, later), run_results=document)
    first, second = reading.facts["dbt_node_results"]
    assert first["completed_at"] == at("2026-03-01 02:01:01.987654")
    assert (first["message"], first["code_checksum"]) == (None, None)
    assert second["completed_at"] is None
    started = reading.facts["dbt_invocations"][0]
    assert started["occurred_at"] == at("2026-03-01 02:01:00.123456")
    assert started["full_refresh"] is None


def test_compile_is_noted_and_not_recorded(tmp_path: Path) -> None:
    reading = read(
        tmp_path, manifest=dbt.manifest(), run_results=dbt.run_results(args={"which": "compile"})
    )
    assert (reading.facts, reading.problems) == ({}, [])
    assert "`dbt compile` is not put on record" in reading.notes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"metadata": {', "damaged or not complete"),
        ("[]", "no JSON object"),
        ("{}", "no run-results file of dbt"),
        (json.dumps(dbt.sources()), "no run-results file of dbt"),
        (
            json.dumps({"metadata": dbt.metadata("run-results", "v4")}),
            "run-results v4 is not",
        ),
        (json.dumps({"metadata": dbt.metadata("run-results", "v6")}), "which command wrote it"),
        (json.dumps(dbt.run_results({"status": "pass"})), "result 1 is not as dbt writes it"),
        (json.dumps(dbt.run_results(dbt.result(LOANS, timing=[{}]))), "result 1 is not as dbt"),
        (json.dumps(dbt.run_results(dbt.result(dbt.model("gone")))), "does not know them"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line_and_the_rest_goes_on(
    tmp_path: Path, text: str, expected: str
) -> None:
    dbt.write(tmp_path, manifest=dbt.manifest(LOANS), sources=dbt.sources())
    (tmp_path / "run_results.json").write_text(text)
    reading = read_folder(tmp_path, Options(), dbt.known)
    [problem] = reading.problems
    assert str(tmp_path / "run_results.json") in problem
    assert expected in problem
    assert "\n" not in problem
    assert any(row["command"] == "freshness" for row in reading.facts["dbt_invocations"])


def test_settings_of_the_command_itself_replace_those_on_record(tmp_path: Path) -> None:
    def ask(_project: Project, _invocation_id: str) -> Known:
        return Known(target=dbt.TARGET, settings={"environment": "uat", "text_limit": 5})

    results = dbt.run_results(dbt.result(LOANS, message="long enough"))
    results["args"]["vars"] = {"nightledger": {"environment": "dev"}}
    dbt.write(tmp_path, manifest=dbt.manifest(LOANS), run_results=results)
    [row] = read_folder(tmp_path, Options(), ask).facts["dbt_node_results"]
    assert (row["environment"], row["message"]) == ("dev", "long enough")


def test_a_folder_without_artifacts_or_manifest_is_one_line(tmp_path: Path) -> None:
    [problem] = read_folder(tmp_path / "none", Options()).problems
    assert "neither run_results.json nor sources.json" in problem
    dbt.write(tmp_path, run_results=dbt.run_results())
    [problem] = read_folder(tmp_path, Options()).problems
    assert "manifest.json: it cannot be read: No such file" in problem


def test_facts_without_an_environment_are_refused_with_the_option_to_give(tmp_path: Path) -> None:
    dbt.write(tmp_path, manifest=dbt.manifest(), run_results=dbt.run_results())
    [problem] = read_folder(tmp_path, Options()).problems
    assert "Give --environment" in problem
    assert read_folder(tmp_path, Options(environment="prod")).problems == []


def test_the_dataset_of_the_target_is_that_of_nodes_that_ask_for_no_other() -> None:
    elsewhere = dbt.model("a", database="p", schema="d_marts")
    elsewhere["config"] = {**elsewhere["config"], "schema": "marts"}
    here = dbt.model("b", database="p", schema="d")
    assert Project(manifest=dbt.manifest(elsewhere, here)).target_dataset == ("p", "d")
    assert Project(manifest=dbt.manifest(elsewhere)).target_dataset is None


@pytest.mark.parametrize(
    ("macro", "name", "expected"),
    [
        ("selected_args", "names", RECORDED_ARGS),
        ("is_whole", "narrowing", NARROWING),
        ("message_of", "repeated", REPEATED_STATUS),
    ],
)
def test_lists_that_hooks_use_too_are_the_same(
    macro: str, name: str, expected: tuple[str, ...]
) -> None:
    text = (MACROS / f"{macro}.sql").read_text()
    match = re.search(rf"set {name} = (\[[^]]*\])", text)
    assert match
    assert tuple(literal_eval(match[1])) == expected


@pytest.mark.row("A1")
def test_a_retry_is_on_record_as_one_and_is_never_whole(tmp_path: Path) -> None:
    def started(name: str, **args: object) -> dict[str, Any]:
        results = dbt.run_results(dbt.result(LOANS), args=args)
        reading = read(tmp_path / name, manifest=dbt.manifest(LOANS), run_results=results)
        return reading.facts["dbt_invocations"][0]

    plain = started("plain", select=["fqn:*"], vars={"ds": "2026-03-10"})
    assert (plain["command"], plain["is_whole"]) == ("build", True)
    assert plain["run_key"] == 'lender/prod/build {"vars": {"ds": "*"}}'
    retry = started("retry", invocation_command="/venv/bin/dbt --log-path logs retry")
    assert (retry["command"], retry["is_whole"]) == ("retry", False)
    assert retry["run_key"] == "lender/prod/retry"
    named = started("named", invocation_command="dbt build --select retry", select=["retry"])
    assert (named["command"], named["is_whole"]) == ("build", False)
    assert named["run_key"] == 'lender/prod/build {"select": ["retry"]}'
    long = started("long", select=["x" * 300])
    assert re.fullmatch(r"lender/prod/build [0-9a-f]{32}", long["run_key"])


@pytest.mark.row("A2")
def test_a_function_and_whatever_else_failed_is_a_fact(tmp_path: Path) -> None:
    function = dbt.model("is_even", unique_id="function.lender.is_even", resource_type="function")
    query = dbt.model("all", unique_id="saved_query.lender.all", resource_type="saved_query")
    coming = dbt.model("x", unique_id="thing.lender.x", resource_type="thing")
    manifest = dbt.manifest(
        functions={function["unique_id"]: function},
        saved_queries={query["unique_id"]: query},
        things={coming["unique_id"]: coming},
    )
    results = [
        dbt.result(function),
        dbt.result(query, "no-op"),
        dbt.result(query, "error"),
        dbt.result(coming, "error"),
    ]
    reading = read(tmp_path, manifest=manifest, run_results=dbt.run_results(*results))
    assert reading.problems == []
    rows = reading.facts["dbt_node_results"]
    assert [row["resource_type"] for row in rows] == ["function", "saved_query", "thing"]


@pytest.mark.row("A3")
def test_a_unit_test_has_what_its_model_has(tmp_path: Path) -> None:
    loans = dbt.model(config={"tags": ["critical"], "meta": {"owner": "Risk"}})
    unit = dbt.data_test(
        "adds_up",
        unique_id="unit_test.lender.loans.adds_up",
        resource_type="unit_test",
        attached_node=None,
        test_metadata=None,
        column_name=None,
        config={"tags": ["unit"], "meta": {"owner": "Testers"}},
        depends_on={"nodes": ["model.lender.loans", "model.lender.other"]},
    )
    manifest = dbt.manifest(loans, unit_tests={unit["unique_id"]: unit})
    row = one(
        read(tmp_path, manifest=manifest, run_results=dbt.run_results(dbt.result(unit, "fail"))),
        "dbt_test_results",
    )
    assert (row["asset_name"], row["owner"], row["is_critical"]) == ("loans", "Risk", True)
    assert (row["test_type"], row["tags"]) == ("unit", ["critical"])


@pytest.mark.row("A3")
def test_tags_of_a_column_are_the_tests_too(tmp_path: Path) -> None:
    test = dbt.data_test(tags=["critical", "dq"], config={"tags": ["dq"], "severity": "ERROR"})
    row = one(
        read(
            tmp_path,
            manifest=dbt.manifest(LOANS, test),
            run_results=dbt.run_results(dbt.result(test, "fail")),
        ),
        "dbt_test_results",
    )
    assert (row["tags"], row["is_critical"]) == (["dq", "critical"], True)


@pytest.mark.row("A11")
def test_results_the_manifest_does_not_know_are_counted(tmp_path: Path) -> None:
    gone = dbt.model("gone")
    results = dbt.run_results(dbt.result(LOANS), dbt.result(gone))
    reading = read(tmp_path, manifest=dbt.manifest(LOANS), run_results=results)
    assert len(reading.facts["dbt_node_results"]) == 1
    assert reading.facts["dbt_invocations"][1]["result_count"] == 2


@pytest.mark.row("A2")
def test_batches_are_counted_and_only_ranges_of_failed_ones_are_named(tmp_path: Path) -> None:
    days = [[at_day(number), at_day(number + 1)] for number in range(300)]
    failed = [day for number, day in enumerate(days) if number % 4 in (1, 2)]
    good = [day for day in days if day not in failed]
    result = dbt.result(
        LOANS,
        "error",
        message="ERROR",
        batch_results={"successful": good, "failed": failed[::-1]},
    )
    manifest, results = dbt.manifest(LOANS), dbt.run_results(result)
    row = one(read(tmp_path, manifest=manifest, run_results=results), "dbt_node_results")
    counts = row["batch_results"]
    assert (counts["successful_count"], counts["failed_count"]) == (150, 150)
    assert (counts["first_at"], counts["last_at"]) == (
        "2026-01-01 00:00:00",
        "2026-10-28 00:00:00",
    )
    assert (counts["failed_range_count"], len(counts["failed"])) == (75, 50)
    assert row["message"].startswith(
        "ERROR: 150 of 300 batches failed: 2026-01-02 00:00:00 to 2026-01-04 00:00:00, 2026-01-06"
    )
    assert row["message"].endswith(" and 70 more")


def at_day(number: int) -> str:
    return (datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(days=number)).isoformat()


@pytest.mark.row("A1")
def test_a_command_that_left_out_what_it_was_to_look_at_is_not_whole(tmp_path: Path) -> None:
    other = dbt.model("other")
    manifest = dbt.manifest(LOANS, other)
    whole = dbt.run_results(dbt.result(LOANS), dbt.result(other, "skipped"))
    part = dbt.run_results(dbt.result(LOANS))
    for name, results, expected in (("whole", whole, True), ("part", part, False)):
        reading = read(tmp_path / name, manifest=manifest, run_results=results)
        assert {row["is_whole"] for row in reading.facts["dbt_invocations"]} == {expected}


@pytest.mark.row("A3")
@pytest.mark.parametrize(
    ("configured", "flag", "is_kept"),
    [
        *((None, False, False), (None, True, True), (True, False, True)),
        *((False, True, False), (False, False, False)),
    ],
)
def test_where_offending_rows_are_kept_is_on_record(
    tmp_path: Path, *, configured: bool | None, flag: bool, is_kept: bool
) -> None:
    test = dbt.data_test(config={"store_failures": configured, "severity": "ERROR"})
    result = dbt.result(test, "fail", relation_name="`p`.`d_audit`.`t`")
    results = dbt.run_results(result, args={"store_failures": flag})
    reading = read(tmp_path, manifest=dbt.manifest(LOANS, test), run_results=results)
    kept = one(reading, "dbt_test_results")["failures_relation"]
    assert kept == ("`p`.`d_audit`.`t`" if is_kept else None)
