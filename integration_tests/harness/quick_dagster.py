"""Dagster's SQLite without the half second each new run's database costs.

Dagster makes a database per run and asks Alembic for the newest revision of each; Alembic compiles
all of Dagster's migrations to answer that. The answer is the same every time.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import patch

from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config


@contextmanager
def migrations_read_once() -> Iterator[None]:
    """Let this process read the migrations of each kind of storage once."""
    read = ScriptDirectory.from_config
    known: dict[str | None, ScriptDirectory] = {}

    def read_once(config: Config) -> ScriptDirectory:
        location = config.get_main_option("script_location")
        if location not in known:
            known[location] = read(config)
        return known[location]

    with patch.object(ScriptDirectory, "from_config", read_once):
        yield
