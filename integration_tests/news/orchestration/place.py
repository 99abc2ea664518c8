"""Where the news project runs: all that differs between a laptop, a test and production.

    NEWS_HOME         folder for dlt's state, the landing folder and what is published
    NEWS_DBT_PROJECT  folder of the dbt project, default: the one this file is in

and the variables of `harness.target`, which dbt's profile reads as well.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from harness.target import Target

PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A warehouse, and the folders beside it."""

    target: Target
    dataset: str
    home: Path
    dbt_project: Path

    @classmethod
    def from_environment(cls) -> "Place":
        """Read the variables. Raises KeyError when one without a default is missing."""
        return cls(
            target=Target.from_environment(),
            dataset=os.environ["NIGHTLEDGER_TEST_DATASET"],
            home=Path(os.environ["NEWS_HOME"]),
            dbt_project=Path(os.environ.get("NEWS_DBT_PROJECT", PROJECT)),
        )

    @property
    def raw(self) -> str:
        """Name the dataset dlt loads into."""
        return f"{self.dataset}_raw"

    @property
    def ledger(self) -> str:
        """Name the dataset of Nightledger's tables."""
        return f"{self.dataset}_audit"

    @property
    def landing(self) -> Path:
        """Return the folder the publishers deliver to."""
        return self.home / "landing"

    @property
    def published(self) -> Path:
        """Return the folder of published files."""
        return self.home / "published"


PLACE = Place.from_environment()
