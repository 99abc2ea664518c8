"""The recipe "add a kind of observation" of CONTRIBUTING.md, followed for a made-up table."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from harness.dbt import REPOSITORY
from harness.googlesql.evaluator import Evaluator
from harness.googlesql.size_gate import SizeGate
from harness.judging import DATASET, PROJECT, at, contract_tables, read, render

if TYPE_CHECKING:
    from harness.judging import Definition

RECIPE = Path(__file__).with_name("new_kind")
FAMILIES = "macros/judging/look/families.sql"
NOTICES = "'observations': {'observed_notices': nightledger.observed_notices()},"
TABLE = f"{PROJECT}.{DATASET}.shift_checks"
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.timezone.utc)

pytestmark = pytest.mark.row("C1")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Definition]:
    """Return what our package judges with once the recipe was followed."""
    copy = tmp_path_factory.mktemp("package")
    for folder in ("macros", "models", "tests/generic"):
        shutil.copytree(REPOSITORY / folder, copy / folder)
    shutil.copy(REPOSITORY / "dbt_project.yml", copy)
    follow_the_recipe(copy)
    return read(render(copy))


def follow_the_recipe(copy: Path) -> None:
    for name in ("nightledger__shift_checks.sql", "shift_checks.yml"):
        shutil.copy(RECIPE / name, copy / "models" / "ledger")
    branch = copy / "macros" / "judging" / "observations"
    shutil.copy(RECIPE / "observed_shift_checks.sql", branch)
    families = (copy / FAMILIES).read_text()
    assert families.count(NOTICES) == 1
    added = "'observed_shift_checks': nightledger.observed_shift_checks()"
    families = families.replace(NOTICES, f"{NOTICES[:-2]}, {added}}},")
    (copy / FAMILIES).write_text(
        families.replace("['alert_notices']", "['alert_notices', 'shift_checks']")
    )


def check(hour: int, *, made: bool = True, good: bool = False) -> dict[str, Any]:
    return {
        "row_id": f"c{hour}",
        "environment": "prod",
        "occurred_at": NOW.replace(hour=hour),
        "recorded_at": NOW.replace(hour=hour),
        "check_name": "vault",
        "was_made": made,
        "is_good": good,
        "note": "door was open",
    }


def columns(parts: dict[str, Definition]) -> dict[str, str]:
    """Read the columns of the new table from its DDL."""
    lines = parts["shift_checks"].sql.split("(\n", 1)[1].split("\n)", 1)[0].splitlines()
    return {words[0]: words[1] for words in (line.split() for line in lines)}


def test_a_new_kind_of_check_is_observed_like_any_other(
    parts: dict[str, Definition],
) -> None:
    tables = contract_tables()
    tables.add_table(TABLE, columns(parts))
    checks = [check(3), check(4, made=False), check(5, good=True)]
    sql = at(parts["observed_shift_checks"].sql, NOW)
    bad, good = Evaluator(tables).evaluate(sql, {TABLE: checks}, now=NOW).rows
    assert (bad["kind"], bad["outcome"], bad["severity"]) == ("shift", "bad", "error")
    assert (bad["subject"], bad["owner"]) == ("shift check vault", "the shift")
    assert (bad["message"], bad["observed_at"]) == (
        "door was open",
        NOW.replace(hour=3),
    )
    assert (good["outcome"], good["severity"], good["message"]) == ("good", None, None)


def test_the_look_reads_the_new_kind(parts: dict[str, Definition]) -> None:
    tables = contract_tables()
    tables.add_table(TABLE, columns(parts))
    measured = SizeGate(tables).measure(parts["look_at"].sql)
    assert any("shift_checks" in each.sql and "observations" in each.sql for each in measured)
