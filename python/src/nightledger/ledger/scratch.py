"""A dataset made for a while, and statements in it: what `nightledger doctor` works with."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery

from nightledger.address import checked_project, full_dataset
from nightledger.ledger.failures import (
    FAILURES,
    advice,
    ledger_error,
    patience,
    reasons,
    said,
)
from nightledger.ledger.metered import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nightledger.errors import LedgerError
    from nightledger.ledger.metered import MeteredClient

SECONDS = 60.0
JOB_SECONDS = 540.0
DAY_MILLISECONDS = 86_400_000
NAME = "nightledger_doctor"
DUMMIES: dict[str, Any] = {
    "string": "[]",
    "timestamp": "2026-01-01T00:00:00+00:00",
    "date": "2026-01-01",
    "int64": 1,
    "float64": 1.0,
    "bool": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What came back instead of an answer. words: BigQuery's own, which may name anything."""

    words: str
    advice: str
    code: int | None = None
    reasons: tuple[str, ...] = ()


def refusal_of(error: LedgerError) -> Refusal:
    """Return what BigQuery said, from the error we made of it."""
    cause = error.__cause__
    cause = getattr(cause, "cause", None) or cause
    if not isinstance(cause, FAILURES):
        return Refusal(words=str(error), advice="")
    if isinstance(cause, GoogleAuthError):
        return Refusal(words=said(cause), advice=advice(cause), reasons=("authError",))
    is_call = hasattr(cause, "errors")
    return Refusal(
        words=said(cause),
        advice=advice(cause),
        code=getattr(cause, "code", None) if is_call else None,
        reasons=tuple(sorted(reasons(cause))) if is_call else (),  # type: ignore[arg-type]
    )


@dataclass(slots=True, kw_only=True)
class Scratch:
    """A dataset of its own, whose tables BigQuery removes after a day if nobody else does."""

    client: MeteredClient
    location: str
    name: str = field(default_factory=lambda: f"{NAME}_{uuid.uuid4().hex[:8]}")

    @property
    def dataset(self) -> str:
        """`project.dataset`."""
        return full_dataset(self.name, checked_project(self.client.project))

    @property
    def address(self) -> str:
        """The dataset as a statement names it."""
        return f"`{self.client.project}`.`{self.name}`"

    def make(self) -> None:
        """Create it. Raises PermanentLedgerError or TransientLedgerError."""
        made = bigquery.Dataset(self.dataset)
        made.location = self.location
        made.labels = LABELS
        made.default_table_expiration_ms = DAY_MILLISECONDS
        try:
            self.client.create_dataset(made, retry=patience(SECONDS), timeout=SECONDS)
        except FAILURES as error:
            tried = f"Making the dataset {self.dataset} in {self.location}"
            raise ledger_error(tried, error) from error

    def remove(self) -> None:
        """Remove it with all that is in it; one that is gone is fine. Raises as `make`."""
        try:
            self.client.delete_dataset(
                self.dataset,
                delete_contents=True,
                not_found_ok=True,
                retry=patience(SECONDS),
                timeout=SECONDS,
            )
        except FAILURES as error:
            tried = f"Removing the dataset {self.dataset}"
            raise ledger_error(tried, error) from error

    def run(self, sql: str, parameters: Mapping[str, str] | None = None) -> list[tuple[Any, ...]]:
        """Run a statement once, and return its rows. Raises as `make`.

        parameters: types by name, as statements have them; each gets a value of no meaning.
        """
        config = config_with(parameters or {})
        try:
            answer = self.client.query(
                sql, job_config=config, retry=None, job_retry=None, timeout=SECONDS
            ).result(retry=None, job_retry=None, timeout=JOB_SECONDS)
            return [tuple(row.values()) for row in answer]
        except FAILURES as error:
            tried = "A statement"
            raise ledger_error(tried, error) from error

    def estimate(self, sql: str, parameters: Mapping[str, str] | None = None) -> int:
        """Return the bytes a statement would read, without running it. Raises as `make`."""
        config = config_with(parameters or {})
        config.dry_run = True
        config.use_query_cache = False
        try:
            job = self.client.query(
                sql, job_config=config, retry=None, job_retry=None, timeout=SECONDS
            )
        except FAILURES as error:
            tried = "A dry run"
            raise ledger_error(tried, error) from error
        return int(job.total_bytes_processed or 0)

    def allowed(self, table: str, wanted: Iterable[str]) -> set[str]:
        """Return which of some permissions the account has on a table. Raises as `make`."""
        asked = list(wanted)
        try:
            answer = self.client.test_iam_permissions(
                table, asked, retry=patience(SECONDS), timeout=SECONDS
            )
        except FAILURES as error:
            tried = f"Asking what is allowed on {table}"
            raise ledger_error(tried, error) from error
        return set(answer.get("permissions", []))


def config_with(parameters: Mapping[str, str]) -> bigquery.QueryJobConfig:
    """Return the settings of a job with parameters of these types."""
    return bigquery.QueryJobConfig(
        query_parameters=list(dummies(parameters)), use_query_cache=False
    )


def dummies(
    parameters: Mapping[str, str],
) -> Iterator[bigquery.ScalarQueryParameter | bigquery.ArrayQueryParameter]:
    """Return a parameter of each type; what it holds is of no meaning."""
    for name, kind in parameters.items():
        inner = kind.removeprefix("array<").removesuffix(">")
        value = DUMMIES[inner]
        if inner == kind:
            yield bigquery.ScalarQueryParameter(name, inner.upper(), value)
        else:
            values: Sequence[Any] = [value]
            yield bigquery.ArrayQueryParameter(name, inner.upper(), values)
