"""Run a statement as a job whose id is made from its content, so that a retry is the same job."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from google.api_core.exceptions import Conflict, GoogleAPICallError

from nightledger.ledger.failures import patience

if TYPE_CHECKING:
    from google.cloud.bigquery import Client, QueryJob, QueryJobConfig

REQUEST_SECONDS = 120.0


def content_id(prefix: str, *content: str) -> str:
    """Return a job id that is the same for the same content."""
    digest = hashlib.sha256("\n".join(content).encode()).hexdigest()
    return f"{prefix}-{digest[:40]}"


@dataclass(slots=True, kw_only=True)
class Submission:
    """One statement on its way to BigQuery, under one id at a time.

    The id is used again as long as nobody knows what became of it. A second attempt gets a new
    one only when the job under the old id is over and was not ours, or has failed.
    """

    client: Client
    dataset: str
    sql: str
    config: QueryJobConfig
    job_id: str
    request_seconds: float = REQUEST_SECONDS
    attempt: int = 1
    is_sent: bool = False

    def run(self, seconds: float) -> int:
        """Run until BigQuery has answered, for about `seconds` at most; give the rows written.

        Raises one of FAILURES.
        """
        return patience(seconds)(self.run_once)()

    def run_once(self) -> int:
        """Start the job or find it, and wait for it."""
        job = self.start()
        try:
            job.result(retry=None, job_retry=None)
        except GoogleAPICallError:
            if job.error_result:
                self.take_next_id()
            raise
        return job.num_dml_affected_rows or 0

    def start(self) -> QueryJob:
        """Return the job under our id: a new one, or the one an earlier try has started."""
        while True:
            was_sent, self.is_sent = self.is_sent, True
            try:
                return self.client.query(
                    self.sql,
                    job_config=self.config,
                    job_id=self.full_id,
                    retry=None,  # type: ignore[arg-type] # documented: no retry
                    job_retry=None,
                    timeout=self.request_seconds,
                )
            except Conflict:
                job = self.find()
                is_over = job.state == "DONE"
                if not is_over or (was_sent and not job.error_result):
                    return job
                self.take_next_id()

    def find(self) -> QueryJob:
        """Fetch the job of our id; it runs where the dataset is."""
        location = self.client.location or self.client.get_dataset(self.dataset).location
        return cast("QueryJob", self.client.get_job(self.full_id, location=location))

    def take_next_id(self) -> None:
        """Leave an id whose job is over."""
        self.attempt += 1
        self.is_sent = False

    @property
    def full_id(self) -> str:
        """The id with its attempt; the first has none."""
        return self.job_id if self.attempt == 1 else f"{self.job_id}-{self.attempt}"
