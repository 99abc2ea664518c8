"""Every statement a project with our package sends, in the order it was sent, is GoogleSQL."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from harness.googlesql.analyser import Analyser
from harness.googlesql.catalogue import Catalogue
from harness.jobs import jobs_since
from harness.specimen import events_sql

if TYPE_CHECKING:
    from harness.specimen import Project

PEOPLE = {"person_id": "int64", "name": "string", "email": "string", "age": "int64"}
SILENCE = "{asset: people, hours: 1, comment: it's moving, by: ada}"
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("run-operation", "nightledger.setup"),
    ("build",),
    ("source", "freshness"),
    ("run-operation", "nightledger.status"),
    ("run-operation", "nightledger.silence", "--args", SILENCE),
    ("run-operation", "nightledger.unsilence", "--args", "{silence_id: s0}"),
)
UPGRADE: tuple[tuple[str, ...], ...] = (
    ("run-operation", "nightledger.setup"),
    ("run-operation", "nightledger.show_sql"),
)


def test_the_analyser_accepts_every_statement_from_setup_to_upgrade(
    project: Project,
) -> None:
    moment = datetime.now(timezone.utc) - timedelta(milliseconds=5)
    project.client.query(events_sql(project.dataset)).result()
    for command in COMMANDS:
        project.dbt(*command)
    older = f"alter table `{project.ledger}`.dbt_test_results drop column owner"
    project.client.query(older).result()
    for command in UPGRADE:
        project.dbt(*command).succeeded()

    catalogue = Catalogue(project.client.project)
    catalogue.add_table(f"{project.dataset}.people", PEOPLE)
    analyser = Analyser(catalogue)
    statements = [job.sql for job in jobs_since(project.client, moment)]
    wrong = [f"{error}\n{sql}" for sql in statements for error in analyser.check_script(sql)]
    assert not wrong, "\n\n".join(wrong)
    sent = "\n".join(statements)
    for text in (
        "exception when error",
        "add column if not exists",
        "create or replace view",
    ):
        assert text in sent
