"""Tell the story: a good day, a bad day, a repaired day; who is told, and what is remembered."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.day import last_day
from harness.dbt import DbtResult, copy_project, install_packages, run_dbt
from lender.ingest import Variant
from nightledger.cli import main as command_line

from . import alerting, questions
from .dagster_process import dagster
from .place import ENVIRONMENT, HOME, LEDGER, LENDER, REPORT, WEB_PAGE, opened
from .tell import chapter, grid, say, step
from .watch import watching

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from .dagster_process import Dagster, Run
    from .place import Place

SETTINGS = {
    "nightledger": {
        "environment": ENVIRONMENT,
        "heartbeat_minutes": 120,  # the audit sensor runs when the story comes to it, no daemon
        "run_url_template": f"{WEB_PAGE}/runs/{{dagster_run_id}}",
        "artifacts_url_template": "https://artifacts.lender.example/{dagster_run_id}",
    }
}
REPLAYED_DAYS = 8


def main() -> None:
    """Run the demo from nothing; what an earlier one left is removed first."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir()
    chapter("An embedded BigQuery, and a lender's dbt project with Nightledger installed")
    third = last_day()
    first, second = (third - timedelta(days=days) for days in (2, 1))
    with opened() as place, watching() as watch, dagster() as graph:
        prepare(place, graph)
        replay(day(graph, first, "Day 1: a delivery like every other").artifacts)
        alerting.nothing_to_tell(place, watch)
        day(
            graph,
            second,
            "Day 2: three customers twice, five negative balances",
            variant=Variant.DEFECTIVE,
        )
        alerting.told(place, watch)
        day(graph, third, "Day 3: the delivery is repaired")
        alerting.resolved(place, watch)
        read_afterwards(place)
    farewell()


def prepare(place: Place, graph: Dagster) -> None:
    """Install the package, create the ledger and its views, and let Dagster load the lender."""
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
    with step("Dagster loads the lender"):
        loaded = graph.load()
    say(f"one graph: {loaded.assets} assets with {loaded.checks} checks")


def dbt(place: Place, *arguments: str) -> DbtResult:
    """Run dbt as the lender does."""
    return run_dbt(place.project, *arguments, env=place.environment)


def day(graph: Dagster, business_date: date, title: str, variant: Variant | None = None) -> Run:
    """Run one business date of the graph; with a variant, by a file in the landing folder."""
    chapter(title)
    if variant is not None:
        say(f"{business_date}.json lands; the file sensor asks for a run of that date")
    with step(f"Dagster runs lender_daily for {business_date}: dlt, dbt, files, report"):
        run = graph.land(business_date, variant) if variant else graph.run(business_date)
    say(", ".join(f"{rows:,} {table}" for table, rows in run.rows.items() if rows))
    say(outcome(run))
    with step("the audit sensor reads Dagster's event log"):
        graph.audit()
    return run


def outcome(run: Run) -> str:
    """Say in one line how a run went."""
    checks = ", ".join(f"{count} {word}" for word, count in run.checks.items() if count)
    if run.succeeded:
        return f"[green]run succeeded[/green]  checks: {checks}; files published"
    return f"[red]run failed[/red]  checks: {checks}; nothing published"


def replay(artifacts: Path) -> None:
    """Put a build on record again for the days before, labelled as a replay in every row."""
    chapter("A week before: the same artifacts replayed with a shifted clock")
    with step(f"nightledger ingest --shift-days 1 ... {REPLAYED_DAYS}"):
        for days in range(1, REPLAYED_DAYS + 1):
            arguments = ["--shift-days", str(days), "--environment", ENVIRONMENT]
            command_line(["ingest", str(artifacts), *arguments], standalone_mode=False)
    say("every replayed row says so in `shifted_days`")


def read_afterwards(place: Place) -> None:
    """Show how the ledger remembers the three days."""
    chapter("What the ledger says")
    grid("vw_run_summary", place.ask(questions.RUN_SUMMARY))
    grid("vw_recent_failures: resolved now", place.ask(questions.RESOLVED))
    grid("vw_check_trend: nine days, oldest first", place.ask(questions.TREND))
    grid("vw_quality_report: after every run", place.ask(questions.QUALITY))
    grid(
        "vw_pipeline_runs: runs, loads and commands together",
        place.ask(questions.PIPELINES),
    )
    grid("vw_asset_health: what Dagster, dlt and dbt made", place.ask(questions.HEALTH))


def farewell() -> None:
    """Say how to go on."""
    chapter("Go on")
    say(f'make ask q="select * from vw_recent_failures"   any SQL over {LEDGER}')
    say(
        f"make demo-ui                                     Dagster at {WEB_PAGE}, and what to click"
    )
    say(f"{REPORT}   the bad night as one page: open it in a browser")
    say("make test                                        prove all of it")
    say("docs/install.md                                  use it in your own project")
    say("docs/first-alert.md                              the first alert to your own channel")


if __name__ == "__main__":
    main()
