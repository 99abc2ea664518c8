"""What was tried, and what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from nightledger.errors import LedgerError, NightledgerError
from nightledger.ledger import Refusal, refusal_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightledger.ledger import JobNumbers


NOT_PROVED = "notProved"
"""The reason of what no answer of BigQuery's gives."""


class NotProvedError(NightledgerError):
    """BigQuery took everything, and what came of it is not what Nightledger rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that was tried. holds: None when it says nothing either way.

    detail: what was seen. refusal: why it does not hold. numbers: of the job that showed it.
    """

    name: str
    holds: bool | None
    detail: str = ""
    refusal: Refusal | None = None
    numbers: JobNumbers | None = None


@dataclass(slots=True, kw_only=True)
class Step:
    """One of the ten. left_out: why it was not tried."""

    number: int
    name: str
    proves: str
    proofs: list[Proof] = field(default_factory=list)
    seconds: float = 0.0
    left_out: str = ""

    @property
    def refused(self) -> list[Proof]:
        """What does not hold."""
        return [each for each in self.proofs if each.holds is False]

    @property
    def words(self) -> str:
        """What came of it, in a few words."""
        if self.left_out:
            return f"not tried: {self.left_out}"
        held = sum(each.holds is True for each in self.proofs)
        said = f"{held} held" if held else "nothing to hold"
        return f"{said}, {len(self.refused)} REFUSED" if self.refused else said


def attempt(name: str, act: Callable[[], str | None]) -> Proof:
    """Try one thing, and return what came of it. act: returns what was seen, if it says much."""
    try:
        return Proof(name=name, holds=True, detail=act() or "")
    except LedgerError as error:
        refusal = refusal_of(error)
        if refusal.code == HTTPStatus.METHOD_NOT_ALLOWED:
            return Proof(name=name, holds=None, detail="an emulator does not say")
        return Proof(name=name, holds=False, refusal=refusal)
    except NightledgerError as error:
        refusal = Refusal(words=str(error), advice="", reasons=(NOT_PROVED,))
        return Proof(name=name, holds=False, refusal=refusal)
    except Exception as error:  # noqa: BLE001 - the steps that follow are taken all the same
        return unforeseen(name, error)


def unforeseen(name: str, error: Exception) -> Proof:
    """Return what came of an error that is not ours: its text may hold anything."""
    refusal = Refusal(words=f"unforeseen: {type(error).__name__}", advice="", reasons=(NOT_PROVED,))
    return Proof(name=name, holds=False, refusal=refusal)


def seconds_since(started: float) -> float:
    """Return the seconds since a moment of the monotonic clock."""
    return time.monotonic() - started
