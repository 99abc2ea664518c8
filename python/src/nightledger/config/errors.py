"""The one error of this room: every mistake in alerts.yml at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable


class AlertsError(ConfigError):
    """alerts.yml cannot be used. mistakes: one line each, with the path of the key."""

    def __init__(self, source: object, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        lines = "".join(f"\n  {mistake}" for mistake in self.mistakes)
        super().__init__(f"{source} has {len(self.mistakes)} mistake(s), nothing was sent:{lines}")
