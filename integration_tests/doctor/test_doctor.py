"""`nightledger doctor` against the embedded BigQuery, which refuses what it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from harness.fault_proxy import FaultProxy, Match
from harness.shipped import PATH, text
from nightledger.cli import main
from nightledger.doctor.questions import FEW
from nightledger.ledger.metered import JOB_BYTES, LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result
    from google.cloud.bigquery import Client
    from harness.target import Target

pytestmark = pytest.mark.row("F8")
PROJECT = "acme-lending-prod"
LEDGER = "analytics_audit"
TABLE = "applicants_2026"
PERSON = "grace.hopper@acme.example"
CANARIES = ("acme", "lending", LEDGER, TABLE, "grace", "hopper")
JOBS = Match(method="POST", path=r"/jobs\b")
TOO_COMPLEX = (
    "Resources exceeded during query execution: Not enough resources for query planning - too "
    "many subqueries or query is too complex."
)
DENIED = f"Access Denied: Table {PROJECT}:raw.{TABLE}: User {PERSON} does not have permission"
REFUSALS: dict[str, tuple[Match, dict[str, Any], str, str]] = {
    "planning": (
        Match(sql="create or replace view .*vw_open_problems"),
        {"status": 400, "message": TOO_COMPLEX},
        "definitions",
        "vw_open_problems",
    ),
    "recursion": (
        Match(sql="create or replace view .*vw_blast_radius"),
        {"status": 400, "message": f"WITH is not allowed inside WITH RECURSIVE in {TABLE}"},
        "definitions",
        "vw_blast_radius",
    ),
    "permission": (
        Match(sql="^alter table .*looks"),
        {"status": 403, "reason": "accessDenied", "message": DENIED},
        "tables",
        "retention, statement 1",
    ),
    "quota": (
        Match(sql=r"generate_array\(1, 1000\)"),
        {
            "status": 403,
            "reason": "quotaExceeded",
            "message": f"Quota exceeded: Your project {PROJECT} exceeded quota for queries.",
        },
        "partitions",
        f"make up {FEW:,} facts",
    ),
}
HELD = ("appends", "scripts", "an alert", "cost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A run of doctor: what it said, its report for programs and for people, and the requests."""

    result: Result
    report: dict[str, Any]
    page: str
    proxy: FaultProxy

    def step(self, name: str) -> dict[str, Any]:
        """Return what the report says of a step."""
        [found] = [step for step in self.report["steps"] if step["name"] == name]
        return dict(found)

    def refusals(self) -> dict[str, tuple[str, str]]:
        """Return step and name of what does not hold, by the kind of refusal."""
        return {
            proof["refusal"]["kind"]: (step["name"], proof["name"])
            for step in self.report["steps"]
            for proof in step["proofs"]
            if proof["holds"] is False
        }


@pytest.fixture(scope="module")
def proxy(bigquery: Target) -> Iterator[FaultProxy]:
    """Return a proxy before the embedded BigQuery."""
    if bigquery.url is None:
        pytest.skip("refusals are played before the embedded BigQuery only")
    with FaultProxy(bigquery.url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def run(proxy: FaultProxy, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Seen]:
    """Return what runs doctor through the proxy."""

    def run_doctor(*options: str) -> Seen:
        out = tmp_path_factory.mktemp("doctor") / "doctor.md"
        command = ["doctor", *arguments(out), *options]
        result = CliRunner(env=environment(proxy)).invoke(main, command, catch_exceptions=False)
        report = json.loads(out.with_suffix(".json").read_text())
        return Seen(result=result, report=report, page=out.read_text(), proxy=proxy)

    return run_doctor


def arguments(out: Path) -> list[str]:
    """Return the options of a small examination."""
    return ["--location", "US", "--rows", str(FEW), "--out", str(out)]


def environment(proxy: FaultProxy) -> dict[str, str]:
    """Return where BigQuery is."""
    return {"NIGHTLEDGER_PROJECT": PROJECT, "BIGQUERY_EMULATOR_HOST": proxy.url}


@pytest.fixture(scope="module")
def sound(run: Callable[..., Seen], proxy: FaultProxy) -> Seen:
    """Return a run in which nothing is refused."""
    proxy.clear()
    return run()


@pytest.fixture(scope="module")
def refused(run: Callable[..., Seen], sound: Seen, proxy: FaultProxy) -> Seen:
    """Return a run in which BigQuery refuses something of each kind."""
    del sound
    proxy.clear()
    for match, answer, _, _ in REFUSALS.values():
        proxy.fail(match, **answer)
    return run("--dataset", LEDGER)


def test_ten_steps_hold_and_each_is_told_when_it_is_over(sound: Seen) -> None:
    assert sound.result.exit_code == 0, sound.result.output
    lines = sound.result.output.splitlines()
    assert [line[:9].strip() for line in lines[:10]] == [f"{n} of 10" for n in range(1, 11)]
    assert sound.report["holds"] is True
    assert all(step["proofs"] for step in sound.report["steps"])
    assert "Everything holds." in sound.page
    assert "an emulator, not the real service" in sound.page


def test_every_job_is_capped_and_labelled(sound: Seen) -> None:
    jobs = [job.json["configuration"] for job in sound.proxy.seen(JOBS) if job.sql]
    assert jobs
    for job in jobs:
        assert 0 < int(job["query"]["maximumBytesBilled"]) <= JOB_BYTES
        assert LABELS.items() <= job["labels"].items()


def test_nothing_is_left(sound: Seen, refused: Seen, bigquery: Target) -> None:
    del sound, refused
    client = bigquery.client()
    assert not [each for each in client.list_datasets(PROJECT) if "doctor" in each.dataset_id]


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_is_named_and_what_does_not_need_it_goes_on(refused: Seen, kind: str) -> None:
    _, _, step, name = REFUSALS[kind]
    found = {
        (each["name"], proof["name"], proof["refusal"]["kind"])
        for each in refused.report["steps"]
        for proof in each["proofs"]
        if proof["holds"] is False
    }
    assert (step, name, kind) in found
    assert refused.result.exit_code == 1
    for held in HELD:
        assert all(proof["holds"] for proof in refused.step(held)["proofs"]), held


def test_a_report_of_refusals_holds_no_name_of_the_users(refused: Seen) -> None:
    for shown in (refused.page, json.dumps(refused.report)):
        for canary in CANARIES:
            assert canary not in shown
    assert "query planning" in refused.page
    assert "WITH is not allowed inside WITH RECURSIVE" in refused.page


@pytest.mark.parametrize(
    ("match", "answer", "kind"),
    [
        (
            Match(method="POST", path=r"/datasets\b"),
            {"status": 400, "message": f"Constraint violated for {PROJECT} in location US"},
            "location",
        ),
        (
            Match(method="POST", path=r"/datasets\b"),
            {"status": 403, "reason": "accessDenied", "message": DENIED},
            "permission",
        ),
        (JOBS, {"status": 401, "message": f"Token expired for {PERSON}"}, "credentials"),
    ],
)
def test_without_a_dataset_or_credentials_it_says_so_and_tries_nothing_in_vain(
    run: Callable[..., Seen],
    proxy: FaultProxy,
    match: Match,
    answer: dict[str, Any],
    kind: str,
) -> None:
    proxy.clear()
    proxy.fail(match, **answer)
    seen = run()
    assert seen.result.exit_code == 1
    assert list(seen.refusals()) == [kind]
    assert seen.step("an alert")["not_tried_because"]
    assert len(proxy.seen(JOBS)) == 1
    for canary in CANARIES:
        assert canary not in seen.page


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_ended_in_the_middle_it_removes_what_it_made_and_writes_its_report(
    proxy: FaultProxy, client: Client, tmp_path: Path, ended_by: signal.Signals
) -> None:
    proxy.clear()
    made = Match(sql="create table if not exists")
    proxy.delay(made, seconds=2.0)
    out = tmp_path / "doctor.md"
    command = [sys.executable, "-m", "nightledger", "doctor", *arguments(out)]
    with subprocess.Popen(
        command,
        env={**os.environ, **environment(proxy), "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        while not proxy.seen(made) and started.poll() is None:
            time.sleep(0.05)
        started.send_signal(ended_by)
        said, _ = started.communicate()
    assert started.returncode == 130, said
    assert "interrupted" in out.read_text()
    assert not [each for each in client.list_datasets(PROJECT) if "doctor" in each.dataset_id]


def test_without_a_location_nothing_is_sent(proxy: FaultProxy) -> None:
    proxy.clear()
    done = CliRunner(env=environment(proxy)).invoke(main, ["doctor"])
    assert done.exit_code == 2
    assert "--location" in done.output
    assert not proxy.requests


def test_the_wheel_carries_what_dbt_renders_now() -> None:
    assert PATH.read_text(encoding="utf-8") == text(), "run `make contract`"
