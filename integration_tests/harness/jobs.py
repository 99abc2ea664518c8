"""What reached BigQuery: the query jobs of a stretch of time, and the size of their text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from google.cloud import bigquery

if TYPE_CHECKING:
    from datetime import datetime

#: More than any suite makes. The emulator gives one page only.
MOST_JOBS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryJob:
    """One query job as the server recorded it; failed ones are included, refused ones not."""

    job_id: str
    created_at: datetime
    sql: str

    @property
    def sql_bytes(self) -> int:
        """Return the size of the statement's text in UTF-8."""
        return len(self.sql.encode())


def jobs_since(client: bigquery.Client, moment: datetime) -> list[QueryJob]:
    """Return the query jobs created at or after `moment` (UTC), oldest first.

    The server stamps milliseconds: take `moment` from `datetime.now(UTC)` a little earlier
    than the work. The emulator ignores the filter of its jobs.list, so it is applied here too.
    """
    jobs = client.list_jobs(
        max_results=MOST_JOBS,
        page_size=MOST_JOBS,
        min_creation_time=moment,
        all_users=False,
    )
    found = [
        QueryJob(job_id=job.job_id, created_at=job.created, sql=job.query)
        for job in jobs
        if isinstance(job, bigquery.QueryJob) and job.created >= moment
    ]
    return sorted(found, key=lambda job: job.created_at)
