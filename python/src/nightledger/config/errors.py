"""The one error of this room: every mistake in alerts.yml at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

PATH = re.compile(r"^(\S+): ")


def printable(text: str) -> str:
    """Return a line for a terminal: what cannot be seen is spelled out."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


class AlertsError(ConfigError):
    """alerts.yml cannot be used. mistakes: one line each, with the path of the key."""

    def __init__(self, source: object, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(map(printable, mistakes))
        # `password: ...` would read as a secret to whoever redacts this text
        lines = "".join("\n  " + PATH.sub(r"\1 - ", mistake) for mistake in self.mistakes)
        super().__init__(f"{source} has {len(self.mistakes)} mistake(s), nothing was sent:{lines}")
