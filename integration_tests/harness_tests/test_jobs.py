"""Counting what reached BigQuery."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

from harness.jobs import jobs_since

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

MANY = 120


def test_jobs_since_gives_every_query_job_with_its_text_oldest_first(
    client: Client,
) -> None:
    mark = uuid4().hex
    started = datetime.now(timezone.utc)
    for number in range(MANY):  # more than one page of jobs.list
        client.query(f"select {number} as n -- é {mark}").result()

    mine = [job for job in jobs_since(client, started) if mark in job.sql]

    assert [job.sql.split()[1] for job in mine] == [str(number) for number in range(MANY)]
    assert mine[0].sql_bytes == len(mine[0].sql) + 1
    assert mark not in {job.sql for job in jobs_since(client, started + timedelta(hours=1))}
