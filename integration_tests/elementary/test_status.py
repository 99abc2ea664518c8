"""What `status` says of Elementary, with a package of that name that every machine has.

The stand-in has what `status` looks at: a model, and where it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from harness.dbt import REPOSITORY, install_packages

if TYPE_CHECKING:
    from collections.abc import Callable

    from google.cloud.bigquery import Client
    from harness.specimen import Project

pytestmark = [pytest.mark.row("C11"), pytest.mark.row("G2")]
LEAKS = "stores rows of failing tests too"
TWO_TELL = "is told twice"


@pytest.fixture(scope="module")
def beside(new_project: Callable[[], Project], tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a specimen with a package called elementary."""
    project = new_project()
    package = tmp_path_factory.mktemp("elementary")
    (package / "models").mkdir()
    (package / "dbt_project.yml").write_text("name: elementary\nversion: 0.25.1\n")
    (package / "models" / "dbt_models.sql").write_text("select 1 as one")
    (project.folder / "dbt_packages").unlink()
    packages = [{"local": str(REPOSITORY)}, {"local": str(package)}]
    (project.folder / "packages.yml").write_text(yaml.safe_dump({"packages": packages}))
    install_packages(project.folder)
    return project


def status(project: Project, variables: dict[str, object] | None = None) -> str:
    """Return what `status` says when these are the variables of dbt_project.yml."""
    file = project.folder / "dbt_project.yml"
    before = file.read_text()
    document = yaml.safe_load(before)
    document["vars"] = {**document.get("vars", {}), **(variables or {})}
    file.write_text(yaml.safe_dump(document))
    try:
        return project.dbt("run-operation", "nightledger.status").succeeded().stdout
    finally:
        file.write_text(before)


@pytest.mark.parametrize(
    ("variables", "leaks"),
    [
        ({}, True),
        ({"test_sample_row_count": 0}, False),
        ({"test_sample_row_count": 5}, True),
        ({"disable_samples_on_pii_tags": True, "pii_tags": ["pii"]}, False),
        ({"elementary": {"test_sample_row_count": 0}}, True),
    ],
    ids=["default", "no rows", "five rows", "tags", "where tests do not see it"],
)
def test_it_warns_while_elementary_keeps_rows_as_they_are(
    beside: Project, variables: dict[str, object], *, leaks: bool
) -> None:
    assert (LEAKS in status(beside, variables)) is leaks


def test_it_warns_of_a_second_teller(beside: Project, client: Client) -> None:
    assert TWO_TELL not in status(beside)
    client.create_dataset(beside.dataset, exists_ok=True)
    client.query(f"create table `{beside.dataset}`.alerts_v2 (alert_id string)").result()
    assert TWO_TELL in status(beside)


def test_a_project_without_elementary_hears_nothing_of_it(project: Project) -> None:
    said = status(project)
    assert "ledger" in said
    assert "lementary" not in said
