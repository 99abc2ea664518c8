"""What can go wrong, as types a caller can tell apart.

NightledgerError
  ConfigError            a setting, option or variable is missing or wrong
    SecretUnavailableError where a secret is kept could not be asked just now
  ArtifactError          a dbt artifact cannot be read
  LedgerError            BigQuery or the contract refused
    TransientLedgerError   the same call may succeed later
    PermanentLedgerError   it will not, until somebody changes something
      RowError               a row does not fit its table; nothing was sent

A message says what was tried, on what, what came back and what to do; never a secret.
"""

from __future__ import annotations


class NightledgerError(Exception):
    """Base of every error Nightledger raises on purpose."""


class ConfigError(NightledgerError):
    """A setting, option or variable is missing or wrong."""


class SecretUnavailableError(ConfigError):
    """Where a secret is kept could not be asked just now; the same call may succeed later."""


class ArtifactError(NightledgerError):
    """A dbt artifact is missing, damaged or of an unknown version."""


class LedgerError(NightledgerError):
    """The ledger could not be read or written."""


class TransientLedgerError(LedgerError):
    """The same call may succeed later: BigQuery was busy or out of reach."""


class PermanentLedgerError(LedgerError):
    """The same call will fail again until somebody changes something."""


class RowError(PermanentLedgerError):
    """A row does not fit its table's contract; nothing was sent.

    `place` is its table and, where one is to blame, its column: no data of the row.
    """

    def __init__(self, place: str, what: str) -> None:
        """Say what is wrong at a place."""
        super().__init__(place, what)
        self.place = place

    def __str__(self) -> str:
        """Return the message."""
        return ": ".join(self.args)
