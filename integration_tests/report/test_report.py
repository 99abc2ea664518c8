"""`nightledger report` and `metrics` from a real ledger: what dbt recorded is what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from harness.pictures import missing
from harness.prometheus import parsed
from nightledger.cli import main
from python.tests.report.unpacked import unpacked
from report.opened import SHOWN, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness.specimen import Project
    from harness.target import Target

pytestmark = pytest.mark.row("F2")


@pytest.fixture(scope="module")
def built(new_project: Callable[[], Project]) -> Project:
    """Return a project with a ledger, a night of which was bad."""
    project = new_project()
    project.dbt("run-operation", "nightledger.setup").succeeded()
    assert project.dbt("build").returncode == 1
    project.dbt("run-operation", "nightledger.look").succeeded()
    return project


@pytest.fixture(scope="module")
def environment(built: Project, bigquery: Target) -> dict[str, str]:
    """Return where the ledger is."""
    return {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": built.ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url or "",
    }


def test_the_page_says_what_the_views_say(
    built: Project, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "night.html"
    done = CliRunner(env=environment).invoke(main, ["report", "--out", str(file)])
    assert done.exit_code == 0, done.output
    assert str(file) in done.stdout
    html = file.read_text()
    problems = built.rows("vw_open_problems")
    assert problems
    assert f"{len(problems)} problems are open" in html
    for problem in problems:
        assert f'<span class="what">{problem["subject"]}</span>' in html.replace("&#39;", "'")
    assert built.rows("alert_notices") == []
    data = unpacked(html)
    assert len(data["checks"]["last"]) == len(built.rows("vw_check_trend"))
    assert len(data["assets"]["refreshed"]) == len(built.rows("vw_asset_health"))
    assert len(data["last"]["name"]) > 5
    assert data["edges"]["from"]
    assert "dbt build" in html
    if missing() is None:
        for width, scheme in ((1280, "light"), (360, "dark")):
            with opened(html, tmp_path, width=width, scheme=scheme) as page:
                for place in ("#now", "#executive", "#debug"):
                    page.go(place)
                    assert page.violations() == [], place
                    assert page.ask(SHOWN) == [place[1:]]


def test_an_owner_or_an_environment_sees_its_own(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "night.html"
    for chosen in (["--owner", "nobody's team"], ["--environment", "elsewhere"]):
        done = CliRunner(env=environment).invoke(main, ["report", "--out", str(file), *chosen])
        assert done.exit_code == 0, done.output
        assert "Nothing is open" in file.read_text()
        assert unpacked(file.read_text())["checks"]["last"] == []


@pytest.mark.parametrize(
    "address", ["report.html", "gs://", "gs://bucket", "https://x/y", "gs://B/x"]
)
def test_a_place_that_is_none_is_refused_before_anything_is_asked(
    address: str, tmp_path: Path
) -> None:
    file = tmp_path / "night.html"
    done = CliRunner(env={"NIGHTLEDGER_DATASET": "nl_nowhere"}).invoke(
        main, ["report", "--out", str(file), "--upload", address]
    )
    assert done.exit_code == 1
    assert "Write gs://bucket/folder/file." in done.stderr
    assert not file.exists()


@pytest.mark.row("F11")
def test_prometheus_reads_how_it_stands(
    built: Project, environment: dict[str, str], tmp_path: Path
) -> None:
    done = CliRunner(env=environment).invoke(main, ["metrics"])
    assert done.exit_code == 0, done.output
    samples = parsed(done.stdout)
    assert {one.kind for one in samples} == {"gauge"}
    assert all(one.help.endswith((".", ").")) for one in samples)
    problems = built.rows("vw_open_problems")
    assert {
        one.labels["severity"]: one.value
        for one in samples
        if one.name == "nightledger_open_problems"
    } == {
        severity: sum(problem["severity"] == severity for problem in problems)
        for severity in ("critical", "error", "warn")
    }
    runs = [one for one in samples if one.name == "nightledger_runs_last_day"]
    assert sum(one.value for one in runs) == len(built.rows("vw_run_summary"))
    assert {one.family for one in samples} >= {
        "nightledger_router_healthy",
        "nightledger_slo_budget_left_ratio",
        "nightledger_dagster_queued_runs",
    }

    file = tmp_path / "nightledger.prom"
    arguments = ["metrics", "--out", str(file), "--environment", "elsewhere"]
    done = CliRunner(env=environment).invoke(main, arguments)
    assert (done.exit_code, done.output) == (0, "")
    elsewhere = [one for one in parsed(file.read_text()) if one.family.endswith("open_problems")]
    assert [one.value for one in elsewhere] == [0, 0, 0]
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.row("C13")
def test_the_night_is_told_through_the_router_good_or_bad(
    built: Project, environment: dict[str, str], tmp_path: Path
) -> None:
    call = ["report", "--notify", "--environment", "prod", "--out", str(tmp_path / "night.html")]
    done = CliRunner(env=environment).invoke(main, call)
    assert done.exit_code == 0, done.output
    notice = built.row("alert_notices", "source = 'report'")
    assert notice["title"] in (tmp_path / "night.html").read_text()
    assert (notice["severity"], notice["status"], notice["tags"]) == ("info", "event", ["report"])
    assert [fact.partition("=")[0] for fact in notice["facts"]] == [
        "Runs",
        "Runs failed",
        "Tests failed",
        "Problems open",
        "Of them critical",
    ]
