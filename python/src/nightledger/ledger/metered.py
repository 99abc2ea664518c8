"""A client that lets no job cost more than it may, and knows what each one was billed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.cloud import bigquery

from nightledger.errors import PermanentLedgerError
from nightledger.ledger.failures import FAILURES

if TYPE_CHECKING:
    from collections.abc import Mapping

GIB = 1024**3
JOB_BYTES = 2 * GIB
"""What one job may be billed; of a script, one of its statements."""

TOTAL_BYTES = 64 * GIB
"""After which no further job is sent: about 0.40 USD at 6.25 a TiB."""

ASK_SECONDS = 30.0
LABELS = {"nightledger": "doctor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobNumbers:
    """What BigQuery says of a job that is over; zero where it does not say."""

    kind: str
    seconds: float
    bytes_processed: int
    bytes_billed: int
    slot_seconds: float
    stage_count: int
    is_near_limit: bool
    is_reserved: bool


class MeteredClient(bigquery.Client):
    """A client whose query jobs all are capped, labelled and counted.

    Raises PermanentLedgerError instead of sending a job when TOTAL_BYTES are used up.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - as the base class
        super().__init__(*arguments, **options)
        self.sent: list[bigquery.QueryJob] = []
        self._numbers: dict[str, JobNumbers] = {}

    def query(  # type: ignore[override] # what else there is goes on as it came
        self,
        query: str,
        job_config: bigquery.QueryJobConfig | None = None,
        **options: Any,  # noqa: ANN401 - as the base class
    ) -> bigquery.QueryJob:
        """Send a job as the base class does, no dearer than JOB_BYTES."""
        config = job_config or bigquery.QueryJobConfig()
        config.maximum_bytes_billed = min(config.maximum_bytes_billed or JOB_BYTES, JOB_BYTES)
        config.labels = {**config.labels, **LABELS}
        if not config.dry_run and self.billed() > TOTAL_BYTES:
            message = f"{TOTAL_BYTES // GIB} GiB were billed: no further job is sent."
            raise PermanentLedgerError(message)
        job = super().query(query, job_config=config, **options)
        if not config.dry_run:
            self.sent.append(job)
        return job

    def billed(self) -> int:
        """Return the bytes billed for all jobs so far."""
        return sum(self.numbers(job).bytes_billed for job in self.sent)

    def last(self) -> JobNumbers | None:
        """Return what BigQuery says of the job that was sent last; None when none was."""
        return self.numbers(self.sent[-1]) if self.sent else None

    def numbers(self, job: bigquery.QueryJob) -> JobNumbers:
        """Return what BigQuery says of a job; else it counts as dear as it may be."""
        key = str(job.job_id)
        if key not in self._numbers:
            found: Mapping[str, Any] = {}
            with suppress(*FAILURES):
                asked = self.get_job(key, location=job.location, timeout=ASK_SECONDS)
                found = asked._properties  # noqa: SLF001 - the client shows no queryInfo
            if found.get("status", {}).get("state") != "DONE":
                return numbers_of({})
            self._numbers[key] = numbers_of(found)
        return self._numbers[key]


def numbers_of(job: Mapping[str, Any]) -> JobNumbers:
    """Return the numbers of a job as the API shows it."""
    statistics = job.get("statistics", {})
    query = statistics.get("query", {})
    started, ended = (int(statistics.get(name) or 0) for name in ("startTime", "endTime"))
    billed = query.get("totalBytesBilled", 0 if job else JOB_BYTES)
    return JobNumbers(
        kind=str(query.get("statementType") or ""),
        seconds=max(0, ended - started) / 1000,
        bytes_processed=int(statistics.get("totalBytesProcessed") or 0),
        bytes_billed=int(billed or 0),
        slot_seconds=int(statistics.get("totalSlotMs") or 0) / 1000,
        stage_count=len(query.get("queryPlan", [])),
        is_near_limit="resourceWarning" in query.get("queryInfo", {}),
        is_reserved=bool(statistics.get("reservation_id") or statistics.get("reservationId")),
    )
