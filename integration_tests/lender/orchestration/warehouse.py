"""Questions to the lender's own datasets."""

from contextlib import closing
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # it has no types
from google.cloud.bigquery import QueryJobConfig, ScalarQueryParameter
from lender.orchestration.place import PLACE


def ask(sql: str, *, day: str | None = None) -> pa.Table:
    """Answer a question; `{raw}` and `{built}` are the datasets, `@day` is the date."""
    parameters = [ScalarQueryParameter("day", "DATE", day)] if day else []
    with closing(PLACE.target.client()) as client:
        job = client.query(
            sql.format(raw=PLACE.raw, built=PLACE.dataset),
            job_config=QueryJobConfig(query_parameters=parameters),
        )
        return job.result().to_arrow(create_bqstorage_client=False)


def rows(sql: str, *, day: str | None = None) -> list[dict[str, Any]]:
    """Return the same as dicts."""
    return list(ask(sql, day=day).to_pylist())
