"""Tell the story: a good day, a bad day, a repaired day; who is told, and what is remembered."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

from harness.dbt import REPOSITORY, DbtResult, copy_project, install_packages, run_dbt
from lender.ingest import Variant, load_day
from nightledger.cli import main as command_line

from . import alerting, questions
from .place import ENVIRONMENT, HOME, LEDGER, Place, opened
from .tell import chapter, grid, say, step
from .watch import watching

if TYPE_CHECKING:
    from pathlib import Path

LENDER = REPOSITORY / "integration_tests" / "lender"
SETTINGS = {
    "nightledger": {
        "environment": ENVIRONMENT,
        "run_url_template": "https://dagster.lender.example/runs/{pipeline_run_id}",
        "artifacts_url_template": "https://artefacts.lender.example/{pipeline_run_id}",
    }
}
REPLAYED_DAYS = 8


def main() -> None:
    """Run the demo from nothing; what an earlier one left is removed first."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    chapter("An embedded BigQuery, and a lender's dbt project with Nightledger installed")
    with opened() as place, watching() as watch:
        prepare(place)
        replay(day(place, 1, Variant.CLEAN, "Day 1: a delivery like every other"))
        alerting.nothing_to_tell(place, watch)
        day(place, 2, Variant.DEFECTIVE, "Day 2: three customers twice, five negative balances")
        alerting.told(place, watch)
        day(place, 3, Variant.CLEAN, "Day 3: the delivery is repaired")
        alerting.resolved(place, watch)
        read_afterwards(place)
    farewell()


def prepare(place: Place) -> None:
    """Install the package and create the ledger and its views."""
    copy_project(LENDER, place.project)
    with (place.project / "dbt_project.yml").open("a") as settings:
        settings.write(json.dumps({"vars": SETTINGS})[1:-1])
    with step("dbt deps"):
        install_packages(place.project)
    with step("dbt run-operation nightledger.setup"):
        output = dbt(place, "run-operation", "nightledger.setup").succeeded().stdout
    for line in output.splitlines():
        if "[nightledger]" in line:
            say(line.partition("[nightledger] ")[2])
    with step("dbt run --select package:nightledger"):
        dbt(place, "run", "--select", "package:nightledger").succeeded()


def dbt(place: Place, *arguments: str) -> DbtResult:
    """Run dbt as the lender does."""
    return run_dbt(place.project, *arguments, env=place.environment)


def day(place: Place, number: int, variant: Variant, title: str) -> Path:
    """Load one day and build on it; gives the folder with the artefacts of the build."""
    chapter(title)
    run_id = f"nightly-day-{number}"
    os.environ["NIGHTLEDGER_PIPELINE_RUN_ID"] = run_id
    business_date = date.today() - timedelta(days=3 - number)  # noqa: DTZ011 - as sources say it
    with step(f"dlt loads {business_date}"):
        summary = load_day(business_date, variant, warehouse=place.warehouse())
    say(", ".join(f"{rows:,} {table}" for table, rows in summary.rows.items()))
    with step("dbt build"):
        result = dbt(place, "build")
    say(outcome(result))
    return shutil.copytree(result.target_path, HOME / "artefacts" / run_id)


def outcome(result: DbtResult) -> str:
    """Say in one line how a build went, as dbt itself counts."""
    line = next(line for line in reversed(result.stdout.splitlines()) if "Done. PASS=" in line)
    colour = "green" if result.returncode == 0 else "red"
    return f"[{colour}]exit code {result.returncode}[/{colour}]  {line.partition('Done. ')[2]}"


def replay(artefacts: Path) -> None:
    """Put a build on record again for the days before, labelled as a replay in every row."""
    chapter("A week before: the same artefacts replayed with a shifted clock")
    with step(f"nightledger ingest --shift-days 1 ... {REPLAYED_DAYS}"):
        for days in range(1, REPLAYED_DAYS + 1):
            arguments = ["--shift-days", str(days), "--environment", ENVIRONMENT]
            command_line(["ingest", str(artefacts), *arguments], standalone_mode=False)
    say("every replayed row says so in `shifted_days`")


def read_afterwards(place: Place) -> None:
    """Show how the ledger remembers the three days."""
    chapter("What the ledger says")
    grid("vw_run_summary", place.ask(questions.RUN_SUMMARY))
    grid("vw_recent_failures: resolved now", place.ask(questions.RESOLVED))
    grid("vw_check_trend: nine days, oldest first", place.ask(questions.TREND))
    grid("vw_quality_report: after every run", place.ask(questions.QUALITY))
    grid("vw_pipeline_runs: loads and commands of one run together", place.ask(questions.PIPELINES))


def farewell() -> None:
    """Say how to go on."""
    chapter("Go on")
    say(f'make ask q="select * from vw_recent_failures"   any SQL over {LEDGER}')
    say("make test                                        prove all of it")
    say("docs/install.md                                  use it in your own project")
    say("docs/deploy.md                                   the first alert to your own channel")


if __name__ == "__main__":
    main()
