"""Look at what is pending, in views of this version only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger import __version__
from nightledger.errors import ConfigError
from nightledger.ledger import read_inbox
from nightledger.watch.inbox import decode, version_of

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

    from nightledger.router import Inbox
    from nightledger.watch.inbox import Poison

REFRESH = "Run `dbt run --select package:nightledger --full-refresh` with version {version}."
RENEW = (
    "Install version {version} of the Python package where the router runs; for the Cloud "
    "Function, `make function` and deploy it again."
)
UNKNOWN = (0, 0)


def look(client: Client, dataset: str) -> tuple[Inbox, list[Poison]]:
    """Give what is pending, and what of it is unreadable. Raises as `ledger.read`.

    Raises ConfigError when the views are of another version, or cannot be read as a whole: what
    is pending then stays so, since a word only the other version knows is no poison.
    """
    rows = read_inbox(client, dataset)
    try:
        check(version_of(rows), dataset)
        return decode(rows)
    except ValueError as error:
        text = f"The view router_inbox of {dataset} cannot be read, nothing was sent: {error}. "
        raise ConfigError(text + REFRESH.format(version=__version__)) from error


def check(version: str | None, dataset: str) -> None:
    """Raise ConfigError unless the views are of this version; the last number does not count."""
    views, own = numbers(version), numbers(__version__)
    if views == own:
        return
    advice = RENEW if views > own else REFRESH
    wanted = version if views > own else __version__
    text = (
        f"The views of {dataset} are of version {version or 'unknown'}, the router is of "
        f"{__version__}: nothing was sent. {advice.format(version=wanted)}"
    )
    raise ConfigError(text)


def numbers(version: str | None) -> tuple[int, ...]:
    """Give the first two numbers of a version; views that tell none are older than any."""
    try:
        return tuple(int(part) for part in str(version).split(".")[:2])
    except ValueError:
        return UNKNOWN
