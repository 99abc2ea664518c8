"""The root of the seals outside BigQuery, where who can change the ledger cannot reach it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from nightledger.trust.seals import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The last seal at some moment: its number and hash."""

    number: int
    seal_hash: str


def root_line(root: Seal, sealed_at: datetime) -> str:
    """Return the root as a line of JSON."""
    anchor = asdict(Anchor(number=root.number, seal_hash=root.seal_hash))
    line = {**anchor, "sealed_at": sealed_at.isoformat(), "algorithm": root.algorithm}
    return f"{json.dumps(line)}\n"


def publish(path: Path, root: Seal, sealed_at: datetime) -> None:
    """Add the root as one line of JSON to a file. Raises ConfigError when it cannot be written."""
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(root_line(root, sealed_at))
    except OSError as error:
        message = f"The root cannot be written to {path}: {error.strerror}. The seals are recorded."
        raise ConfigError(message) from error


def read_anchors(path: Path) -> list[Anchor]:
    """Return the roots in a file that `publish` wrote, one a line.

    Raises ConfigError when it is not there, is empty or holds anything else.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        anchors = [anchor_of(json.loads(line)) for line in lines if line.strip()]
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise ConfigError(message) from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = f"{path} is no file of roots as `nightledger seal --publish` writes it."
        raise ConfigError(message) from error
    if not anchors:
        message = f"{path} has no root in it."
        raise ConfigError(message)
    return anchors


def anchor_of(document: dict[str, object]) -> Anchor:
    """Return one root. Raises TypeError or KeyError for anything else."""
    number, seal_hash = document["number"], document["seal_hash"]
    if isinstance(number, bool) or not isinstance(number, int) or not isinstance(seal_hash, str):
        message = "number or seal_hash"
        raise TypeError(message)
    return Anchor(number=number, seal_hash=seal_hash)
