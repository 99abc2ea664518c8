"""Steps 7 to 9: facts are written once, failures are caught, an alert goes the whole way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

from nightledger.doctor.proof import NotProvedError, Proof, attempt, seconds_since
from nightledger.doctor.questions import balance_sql, count_notices_sql
from nightledger.doctor.receiver import OwnConfig
from nightledger.doctor.shipped import of_kind
from nightledger.ledger import append, clock, table_versions
from nightledger.watch import tick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.doctor.examination import Examination

AT_ONCE = 20
MOST_WAIT_SECONDS = 120.0
PAUSE_SECONDS = 0.5
MOST_TICKS = 6
"""The second message waits a second after the first."""

NOTICES = "alert_notices"


def appends(examination: Examination) -> Iterator[Proof]:
    """Write a fact twice, twenty facts at once, and see when metadata says so."""
    scratch = examination.scratch

    def write(number: int) -> int:
        return append(scratch.client, scratch.dataset, NOTICES, [notice(number)]).inserted

    def once() -> str:
        row = notice(0)
        counts = [
            append(scratch.client, scratch.dataset, NOTICES, [row]).inserted for _ in range(2)
        ]
        return expected("rows written", counts, [1, 0])

    def together() -> str:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            written = sum(pool.map(write, range(1, AT_ONCE + 1)))
        [(found,)] = scratch.run(count_notices_sql(scratch.dataset))
        return expected("rows written, rows there", [written, found], [AT_ONCE, AT_ONCE + 1])

    def noticed() -> str:
        before = table_versions(scratch.client, scratch.dataset, [NOTICES])
        write(AT_ONCE + 1)
        started = time.monotonic()
        while table_versions(scratch.client, scratch.dataset, [NOTICES]) == before:
            if seconds_since(started) > MOST_WAIT_SECONDS:
                message = f"Metadata does not show a write after {MOST_WAIT_SECONDS:.0f} seconds."
                raise NotProvedError(message)
            time.sleep(PAUSE_SECONDS)
        return f"after {seconds_since(started):.1f} s"

    yield attempt("the same fact twice", once)
    yield attempt(f"{AT_ONCE} writers at once", together)
    yield attempt("metadata shows a write", noticed)


def notice(number: int) -> dict[str, Any]:
    """Return a notice that nobody has to be told of."""
    return {
        "occurred_at": datetime.now(timezone.utc),
        "environment": "doctor",
        "notice_id": f"doctor {number}",
        "notice_key": f"doctor {number}",
        "status": "resolved",
        "severity": "warn",
        "title": f"Notice {number} of doctor",
        "source": "nightledger doctor",
        "created_by": "nightledger doctor",
    }


def scripts(examination: Examination) -> Iterator[Proof]:
    """Send a script as hooks do, whose second statement fails."""
    scratch = examination.scratch
    [script] = [each for each in of_kind("occasion") if each.name == "failing script"]

    def caught() -> str:
        table = f"{scratch.address}.doctor_rows"
        scratch.run(f"create table {table} (number int64)")
        [(outcome, answer)] = scratch.run(script.at(scratch.address))
        [(kept,)] = scratch.run(f"select count(*) from {table}")  # noqa: S608 - ours
        if outcome != "failed" or "on purpose" not in (answer or ""):
            message = f"The script answered {outcome}, not what failed."
            raise NotProvedError(message)
        return expected("rows of the statement before", kept, 1)

    yield attempt("a script whose second statement fails", caught)


def alert(examination: Examination) -> Iterator[Proof]:
    """Let a test fail and pass again, with a tick after each, and see who was told."""
    scratch = examination.scratch
    config = OwnConfig.make()

    def told(status: str, count: int) -> str:
        now = clock(scratch.client, scratch.dataset)
        row = {**FAILING, "occurred_at": now, "invocation_id": f"doctor {status}", "status": status}
        append(scratch.client, scratch.dataset, "dbt_test_results", [row])
        for _ in range(MOST_TICKS):
            tick(scratch.client, scratch.dataset, config, host="doctor", trigger="person")
            if len(config.told) >= count:
                break
            time.sleep(PAUSE_SECONDS)
        return expected("messages", len(config.told), count)

    def balanced() -> str:
        rows = scratch.run(balance_sql(scratch.dataset))
        if not rows or not all(one for (one,) in rows):
            message = "vw_alert_ledger does not balance."
            raise NotProvedError(message)
        return f"{len(rows)} rows"

    yield attempt("a failing test is told once", partial(told, "fail", 1))
    yield attempt("its end is told once", partial(told, "pass", 2))
    yield attempt("every alert is accounted for", balanced)


FAILING = {
    "environment": "doctor",
    "unique_id": "test.doctor.not_null_doctor",
    "test_type": "generic",
    "test_name": "not_null",
    "asset_name": "doctor",
    "asset_id": "model.doctor.doctor",
    "severity": "error",
    "is_critical": False,
    "failures": 1,
}


def expected(what: str, found: object, wanted: object) -> str:
    """Return what was found. Raises NotProvedError when it is not what was wanted."""
    if found != wanted:
        message = f"{what}: {found}, expected {wanted}."
        raise NotProvedError(message)
    return f"{what}: {found}"
