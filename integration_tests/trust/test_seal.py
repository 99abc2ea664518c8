"""`nightledger seal` and `verify` over a real ledger that somebody edits behind their back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from nightledger.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from google.cloud.bigquery import Client
    from harness.target import Target
    from pytest_httpserver import HTTPServer

pytestmark = pytest.mark.row("G1")
TODAY = datetime.now(timezone.utc).date()
DAYS = [TODAY - timedelta(days=days) for days in (4, 3)]
INSERT = """
insert into `{ledger}`.{table} ({names}, row_id, occurred_at, recorded_at, recorded_by, environment)
select
    {values}, to_hex(md5(cast(n as string))), timestamp '{day} 10:00:00+00',
    timestamp '{day} 10:00:00+00', 'writer', 'prod'
from unnest(generate_array(1, {count})) as n
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A ledger with seals, and where its root was published."""

    run: Callable[..., Result]
    ask: Callable[[str], None]
    roots: Path


@pytest.fixture
def sealed(bigquery: Target, client: Client, ledger: str, tmp_path: Path) -> Sealed:
    """Return a ledger with silences and looks of two days, sealed."""
    environment = {
        "NIGHTLEDGER_PROJECT": bigquery.project,
        "NIGHTLEDGER_DATASET": ledger,
        "BIGQUERY_EMULATOR_HOST": bigquery.url,
    }

    def ask(sql: str) -> None:
        client.query(sql.format(ledger=ledger)).result()

    for day in DAYS:
        for table, more in FILLED.items():
            ask(INSERT.format(ledger=ledger, table=table, day=day, count=5, **more))
    made = Sealed(
        run=lambda *arguments: CliRunner(env=environment).invoke(main, arguments),
        ask=ask,
        roots=tmp_path / "roots.jsonl",
    )
    done = made.run("seal", "--publish", str(made.roots))
    assert done.exit_code == 0, done.output
    return made


FILLED = {
    "alert_silences": {
        "names": "silence_id, event, ends_at, created_by, comment",
        "values": "cast(n as string), 'created', timestamp '2030-01-01', 'ada', 'why'",
    },
    "alert_notices": {
        "names": "notice_id, notice_key, status, severity, title, source",
        "values": "cast(n as string), 'k', 'event', 'warn', concat('title ', n), 's'",
    },
}
OF_A_ROW = "where row_id = to_hex(md5('3')) and date(recorded_at) = '{day}'"
EDITS = {
    "edit": ("update `{ledger}`.alert_notices set title = 'harmless' " + OF_A_ROW, "rows changed"),
    "delete": ("delete from `{ledger}`.alert_silences " + OF_A_ROW, "rows 1 deleted"),
    "insert": (
        INSERT.replace("{count}", "1").replace("md5(cast(n as string))", "md5('forged')"),
        "rows 1 added",
    ),
    "swap": (
        """update `{ledger}`.alert_notices set title = if(title = 'title 1', 'title 2', 'title 1')
        where title in ('title 1', 'title 2') and date(recorded_at) = '{day}'""",
        "rows changed",
    ),
    "moved to another day": (
        "update `{ledger}`.alert_notices set recorded_at = timestamp '{other} 10:00:00+00' "
        + OF_A_ROW,
        "rows 1 ",
    ),
    "another's name": (
        "update `{ledger}`.alert_silences set recorded_by = 'grace' " + OF_A_ROW,
        "rows changed",
    ),
    "truncate": ("truncate table `{ledger}`.alert_silences", "rows 5 deleted"),
    "drop": ("drop table `{ledger}`.alert_notices", "the table is gone"),
    "drop a column": ("alter table `{ledger}`.alert_notices drop column title", "without title"),
    "add to an empty day": (
        INSERT.replace("{day}", "{between}").replace("{count}", "2"),
        "rows 2 added",
    ),
    "add before the first day": (
        INSERT.replace("{day}", "2026-01-02").replace("{count}", "2"),
        "2 rows added before the first sealed day",
    ),
    "delete a seal": ("delete from `{ledger}`.ledger_seals where number = 3", "deleted or changed"),
    "edit a seal": ("update `{ledger}`.ledger_seals set row_count = 4 where number = 1", "changed"),
    "delete the last seals": ("delete from `{ledger}`.ledger_seals where number > 2", "is gone"),
    "delete all seals": ("truncate table `{ledger}`.ledger_seals", "Nothing was sealed yet"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_whatever_somebody_does_behind_the_products_back_is_found(
    sealed: Sealed, edit: str
) -> None:
    before = sealed.run("verify", "--anchor", str(sealed.roots))
    assert before.exit_code == 0, before.output
    sql, what = EDITS[edit]
    names = {"day": DAYS[0], "other": DAYS[1], "between": TODAY - timedelta(days=2)}
    notices = {"table": "alert_notices", **FILLED["alert_notices"]}
    for name, value in {**names, **notices}.items():
        sql = sql.replace(f"{{{name}}}", str(value))
    sealed.ask(sql)

    after = sealed.run("verify", "--anchor", str(sealed.roots))

    assert after.exit_code == 1, after.output
    assert what in after.output


def test_a_ledger_that_grows_is_sealed_further_and_holds(sealed: Sealed) -> None:
    again = sealed.run("seal")
    assert again.output.startswith("0 seals over 0 rows")
    late = INSERT.replace("{day} 10", f"{TODAY} 00").replace("{count}", "1")
    for name, value in {"table": "alert_notices", **FILLED["alert_notices"]}.items():
        late = late.replace(f"{{{name}}}", value)
    sealed.ask(late)
    held = sealed.run("verify", "--anchor", str(sealed.roots))
    assert held.exit_code == 0, held.output
    grown = sealed.run("seal", "--today", "--publish", str(sealed.roots))
    assert grown.exit_code == 0, grown.output
    held = sealed.run("verify", "--since", str(TODAY), "--anchor", str(sealed.roots))
    assert held.exit_code == 0, held.output


def test_a_difference_is_told_by_the_router_until_it_is_gone(
    sealed: Sealed, client: Client, ledger: str
) -> None:
    sealed.ask("create table `{ledger}`.kept as select * from `{ledger}`.alert_silences")
    sealed.ask("delete from `{ledger}`.alert_silences where true")
    assert sealed.run("verify", "--notify").exit_code == 1
    sealed.ask("insert into `{ledger}`.alert_silences select * from `{ledger}`.kept")
    assert sealed.run("verify", "--notify").exit_code == 0
    told = client.query(
        f"select status, severity, detail from `{ledger}`.alert_notices "
        "where notice_key = 'ledger' order by recorded_at"
    ).result()
    assert [(row.status, row.severity) for row in told] == [
        ("firing", "critical"),
        ("resolved", "critical"),
    ]


def test_a_root_is_kept_in_a_bucket_and_vouches_from_there(
    sealed: Sealed, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", httpserver.url_for("").rstrip("/"))
    httpserver.expect_request("/upload/storage/v1/b/lender-roots/o").respond_with_json({})
    done = sealed.run("seal", "--publish", "gs://lender-roots/ledger/")
    assert done.exit_code == 0, done.output
    [(request, _)] = httpserver.log
    kept = re.findall(r'^{"number".*$', request.get_data(as_text=True), re.MULTILINE)
    assert re.search(r"written to gs://lender-roots/ledger/seal-0000\d{4}\.json", done.output)
    (tmp_path / "from_bucket.jsonl").write_text("\n".join(kept))
    held = sealed.run("verify", "--anchor", str(tmp_path / "from_bucket.jsonl"))
    assert held.exit_code == 0, held.output


def test_a_column_added_later_breaks_no_seal(sealed: Sealed) -> None:
    sealed.ask("alter table `{ledger}`.alert_notices add column remark string")
    held = sealed.run("verify")
    assert held.exit_code == 0, held.output
    assert "No --anchor was given" in held.output


def test_a_ledger_that_was_never_sealed_does_not_verify(bigquery: Target, ledger: str) -> None:
    environment = {"NIGHTLEDGER_DATASET": ledger, "BIGQUERY_EMULATOR_HOST": bigquery.url}
    result = CliRunner(env=environment).invoke(main, ["verify", "--project", bigquery.project])
    assert result.exit_code == 1
    assert result.output.startswith("Nothing was sealed yet")
