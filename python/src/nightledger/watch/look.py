"""Let BigQuery judge what is new, and read what a tick starts from: one job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger import __version__
from nightledger.errors import ConfigError
from nightledger.ledger import look_and_read
from nightledger.watch.state import decode, version_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import timedelta

    from google.cloud.bigquery import Client

    from nightledger.watch.state import Snapshot

REFRESH = "Run `dbt run-operation nightledger.setup` with version {version} of the package."
RENEW = (
    "Install version {version} of the Python package where the router runs; for the Cloud "
    "Function, `make function` and deploy it again."
)
UNKNOWN = (0, 0)


def look(client: Client, dataset: str, families: Collection[str], lease: timedelta) -> Snapshot:
    """Judge the facts of these families, and return what is true and what was told.

    Raises as `ledger.read`. Raises ConfigError when the procedures are of another version, or their
    answer cannot be read as a whole: nothing is sent then, since a word only the other version
    knows is no poison.
    """
    rows = look_and_read(client, dataset, families)
    try:
        check(version_of(rows), dataset)
        return decode(rows, lease)
    except ValueError as error:
        text = f"What router_state of {dataset} says cannot be read, nothing was sent: {error}. "
        raise ConfigError(text + REFRESH.format(version=__version__)) from error


def check(version: str | None, dataset: str) -> None:
    """Raise ConfigError unless the SQL is of this version; the last number does not count."""
    theirs, own = numbers(version), numbers(__version__)
    if theirs == own:
        return
    advice = RENEW if theirs > own else REFRESH
    wanted = version if theirs > own else __version__
    text = (
        f"The procedures of {dataset} are of version {version or 'unknown'}, the router is of "
        f"{__version__}: nothing was sent. {advice.format(version=wanted)}"
    )
    raise ConfigError(text)


def numbers(version: str | None) -> tuple[int, ...]:
    """Return the first two numbers of a version; SQL that tells none is older than any."""
    try:
        return tuple(int(part) for part in str(version).split(".")[:2])
    except ValueError:
        return UNKNOWN
