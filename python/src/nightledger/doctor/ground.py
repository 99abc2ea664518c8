"""Steps 1 to 4: who and where, what is made, what is planned."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from nightledger.doctor.proof import Proof, attempt
from nightledger.doctor.questions import read_view_sql
from nightledger.doctor.shipped import of_kind
from nightledger.ledger import full_dataset, statements
from nightledger.report.queries import report_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.doctor.examination import Examination

MAY_READ = ("bigquery.tables.get", "bigquery.tables.getData")
MAY_WRITE = ("bigquery.tables.updateData",)
ROUTER_WRITES = ("alert_deliveries", "router_ticks")


def account(examination: Examination) -> Iterator[Proof]:
    """Run a job, and ask what the account may do on the ledger, if one is named."""
    scratch = examination.scratch
    names = examination.names
    names.learn(scratch.client.project, "project")

    def whoami() -> str:
        [(said,)] = scratch.run("select session_user()")
        names.learn(said, "account")
        numbers = scratch.client.last()
        return "by a reservation" if numbers and numbers.is_reserved else "on demand"

    yield attempt("run a job", whoami)
    if not examination.ledger:
        return
    address = full_dataset(examination.ledger, scratch.client.project)
    project, _, dataset = address.rpartition(".")
    names.learn(dataset, "dataset")
    names.learn(project, "project")
    for table in ROUTER_WRITES:
        wanted = (*MAY_READ, *MAY_WRITE)

        def ask(table: str = table, wanted: tuple[str, ...] = wanted) -> str:
            allowed = scratch.allowed(f"{address}.{table}", wanted)
            return ", ".join(f"{'may' if each in allowed else 'MAY NOT'} {each}" for each in wanted)

        yield attempt(f"on the ledger's {table}", ask)


def tables(examination: Examination) -> Iterator[Proof]:
    """Make the dataset and every table, and alter one as an upgrade does."""
    scratch = examination.scratch
    made = attempt("make a dataset", scratch.make)
    examination.is_made = bool(made.holds)
    yield made
    if not examination.is_made:
        return
    for each in of_kind("table"):
        yield attempt(each.name, partial(sent, examination, each.at(scratch.address)))
    for column in ("recorded_by", "runbook_url"):
        sql = f"alter table {scratch.address}.alert_notices drop column {column}"
        yield attempt(f"an older table, without {column}", partial(sent, examination, sql))
    for each in of_kind("occasion"):
        if each.name in {"upgrade", "retention"}:
            for number, sql in enumerate(each.at(scratch.address).split(";\n"), start=1):
                yield attempt(f"{each.name}, statement {number}", partial(sent, examination, sql))


def definitions(examination: Examination) -> Iterator[Proof]:
    """Make every procedure and view, one by one."""
    for each in (*of_kind("procedure"), *of_kind("creation")):
        sql = each.at(examination.scratch.address)
        yield attempt(each.name.removeprefix("create "), partial(sent, examination, sql))


def dry_runs(examination: Examination) -> Iterator[Proof]:
    """Have everything planned that a reader or the wheel sends."""
    scratch = examination.scratch
    for name in views():
        sql = read_view_sql(scratch.dataset, name)
        yield attempt(name, partial(planned, examination, sql, {}))
    for each in (*statements(scratch.dataset), *report_statements(scratch.dataset)):
        yield attempt(each.label, partial(planned, examination, each.sql, each.parameters))


def views() -> list[str]:
    """Return the names of the views."""
    return [each.name.removeprefix("create ") for each in of_kind("creation")]


def sent(examination: Examination, sql: str) -> None:
    """Send a statement whose answer says nothing."""
    examination.scratch.run(sql)


def planned(examination: Examination, sql: str, parameters: dict[str, str]) -> str:
    """Return how many bytes a statement would read."""
    return f"{examination.scratch.estimate(sql, parameters):,} bytes"
