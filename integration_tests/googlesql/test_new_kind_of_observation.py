"""The recipe "add a kind of observation" of CONTRIBUTING.md, followed for a made-up table."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from golden.runner.case import Case
from golden.runner.oracle import Oracle
from harness.dbt import REPOSITORY
from harness.googlesql.compiling import compile_project

if TYPE_CHECKING:
    from harness.googlesql.project import Project

RECIPE = Path(__file__).with_name("new_kind")
OBSERVATIONS = "models/problems/nightledger__observations.sql"
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.timezone.utc)

pytestmark = pytest.mark.row("C1")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Give our package with the branch of the recipe, compiled."""
    copy = tmp_path_factory.mktemp("package")
    for folder in ("macros", "models", "tests/generic"):
        shutil.copytree(REPOSITORY / folder, copy / folder)
    shutil.copy(REPOSITORY / "dbt_project.yml", copy)
    follow_the_recipe(copy)
    return compile_project(copy, tmp_path_factory.mktemp("scratch"))


def follow_the_recipe(copy: Path) -> None:
    for name in ("nightledger__shift_checks.sql", "shift_checks.yml"):
        shutil.copy(RECIPE / name, copy / "models" / "ledger")
    shutil.copy(RECIPE / "nightledger__stg_shift_checks.sql", copy / "models" / "staging")
    view = (copy / OBSERVATIONS).read_text()
    start, ending = "everything as (\n", "    select * from given_notices\n"
    assert view.count(start) == view.count(ending) == 1
    view = view.replace(start, (RECIPE / "branch.sql").read_text() + "\n" + start)
    joined = view.replace(ending, f"{ending}    union all\n    select * from shift_checks\n")
    (copy / OBSERVATIONS).write_text(joined)


def check(hour: int, *, made: bool = True, good: bool = False) -> dict[str, Any]:
    return {
        "row_id": f"c{hour}",
        "environment": "prod",
        "occurred_at": NOW.replace(hour=hour),
        "check_name": "vault",
        "was_made": made,
        "is_good": good,
        "note": "door was open",
    }


def pending(package: Project, checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    case = Case(
        name="shift checks",
        view="nightledger__pending_notifications",
        clock=NOW,
        given={str(package.node("nightledger__shift_checks").relation): tuple(checks)},
        expect=(),
        columns=(),
        ordered=False,
    )
    return list(Oracle(package).answer(case).rows)


def test_a_new_kind_of_check_is_told_like_any_other(package: Project) -> None:
    (told,) = pending(package, [check(3), check(4, made=False)])
    assert (told["kind"], told["reason"], told["is_firing"]) == ("shift", "opened", True)
    assert (told["subject_name"], told["owner"]) == ("shift check vault", "the shift")
    assert (told["message"], told["opened_at"]) == ("door was open", NOW.replace(hour=3))


def test_a_new_kind_of_check_that_is_good_is_not_told(package: Project) -> None:
    assert not pending(package, [check(3, good=True), check(4, made=False)])
