"""Where the suites run: the embedded BigQuery, or the real one with the user's credentials.

    NIGHTLEDGER_TEST_TARGET    emulator (default) or bigquery
    NIGHTLEDGER_TEST_PROJECT   project to run in (needed for bigquery)
    NIGHTLEDGER_TEST_LOCATION  location of datasets, default US (all the emulator knows)

On the real service the credentials are the user's application default credentials.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from emulator import EmbeddedBigQuery
from nightledger.ledger import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud import bigquery

PROFILES = Path(__file__).with_name("profiles")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A BigQuery to test against. `url` is None for the real one."""

    name: str
    project: str
    location: str
    url: str | None
    emulator: EmbeddedBigQuery | None = None

    @property
    def is_emulator(self) -> bool:
        """Return whether rows are in DuckDB."""
        return self.url is not None

    def client(self) -> bigquery.Client:
        """Return a new client; close it when done."""
        return connect(self.project, location=self.location, endpoint=self.url)

    @classmethod
    def from_environment(cls) -> Target:
        """Give the target that `environment` described to this process. Raises KeyError if none."""
        return cls(
            name=os.environ.get("NIGHTLEDGER_TEST_TARGET", "emulator"),
            project=os.environ["NIGHTLEDGER_TEST_PROJECT"],
            location=os.environ.get("NIGHTLEDGER_TEST_LOCATION", "US"),
            url=os.environ.get("BIGQUERY_EMULATOR_HOST"),
        )

    def through(self, url: str) -> Target:
        """Return the same target reached by another address, such as a fault proxy's."""
        return Target(name=self.name, project=self.project, location=self.location, url=url)

    def environment(self, dataset: str) -> dict[str, str]:
        """Return the variables that profiles.yml and Google's libraries read."""
        variables = {
            "NIGHTLEDGER_TEST_TARGET": self.name,
            "NIGHTLEDGER_TEST_PROJECT": self.project,
            "NIGHTLEDGER_TEST_LOCATION": self.location,
            "NIGHTLEDGER_TEST_DATASET": dataset,
            "DBT_PROFILES_DIR": str(PROFILES),
        }
        if self.url is not None:
            variables |= {"BIGQUERY_EMULATOR_HOST": self.url, "NO_PROXY": "127.0.0.1"}
        return variables


@contextmanager
def open_target() -> Iterator[Target]:
    """Start the embedded BigQuery, or take the real one; stop what was started."""
    name = os.environ.get("NIGHTLEDGER_TEST_TARGET", "emulator")
    location = os.environ.get("NIGHTLEDGER_TEST_LOCATION", "US")
    if name == "bigquery":
        project = os.environ["NIGHTLEDGER_TEST_PROJECT"]
        yield Target(name=name, project=project, location=location, url=None)
        return
    with EmbeddedBigQuery.start() as emulator:
        yield Target(
            name="emulator",
            project=emulator.project,
            location=location,
            url=emulator.url,
            emulator=emulator,
        )
