"""The gate against a compiled dbt project: mistakes are told where people edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.googlesql.compiling import compile_project
from harness.googlesql.gate import Report, check_project

SHOP = Path(__file__).with_name("shop")


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Compile the shop with one mistake in each model of `planted/`, and check it."""
    scratch = tmp_path_factory.mktemp("planted")
    project = compile_project(SHOP, scratch, "--vars", "{more_models: planted}")
    return check_project(project, root=SHOP)


def finding(report: Report, name: str) -> str:
    (found,) = [str(f) for f in report.findings if name in str(f)]
    return found


def test_good_models_pass(planted: Report) -> None:
    assert {"model.shop.stg_sales", "model.shop.daily_sales"} <= set(planted.checked)
    assert not any("models/" in finding.place for finding in planted.findings)


def test_a_wrong_column_is_told_at_its_place_in_the_source(planted: Report) -> None:
    place = "planted/wrong_column.sql:4:5"
    assert finding(planted, "wrong_column") == f"{place}: Unrecognized name: customer_id"


def test_a_mismatch_of_types_is_told_at_its_place_in_the_source(
    planted: Report,
) -> None:
    found = finding(planted, "type_mismatch")
    assert found.startswith("planted/type_mismatch.sql:4:7: No matching signature")
    assert "TIMESTAMP, DATE" in found


def test_a_line_made_by_jinja_is_told_in_the_compiled_file(planted: Report) -> None:
    found = finding(planted, "unknown_function")
    assert "target/compiled/shop/planted/unknown_function.sql:2:8: Function not found" in found
    assert found.endswith(
        "(in the compiled SQL of planted/unknown_function.sql: select first_word(sale_id) as word)"
    )


def test_a_table_in_the_wrong_case_is_found(planted: Report) -> None:
    assert "till.Sales does not exist" in finding(planted, "wrong_case")


def test_what_reads_a_wrong_model_is_skipped_and_counted(planted: Report) -> None:
    assert planted.skipped == ("model.shop.reads_wrong_column",)
    assert str(planted).endswith(
        "6 statements checked, 4 errors, 1 skipped because something they read is wrong"
    )
