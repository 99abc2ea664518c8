"""What Dagster holds and nobody can put on record: it is damaged, or a newer Dagster wrote it.

One such thing stops nothing. It is noted by its key, skipped, and tried again by later ticks.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nightledger.errors import RowError
from nightledger.redaction import redact_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from typing import TypeVar

    Made = TypeVar("Made")
    Raw = TypeVar("Raw")

UNREADABLE = "UNREADABLE"
"""The kind of an event that stands for one that cannot be read."""

ERROR_CHARACTERS = 300
NAMES_CLASSES = frozenset({"DeserializationError", "JSONDecodeError"})


class Key(NamedTuple):
    """What cannot be read: `run`, `event`, `tick`, `instigator` or `daemons`, and which one."""

    kind: str
    of: str
    """Run id, or the id of the schedule or sensor; empty for events outside runs."""

    number: int = 0
    """Dagster's number of an event or tick."""

    @property
    def id(self) -> str:
        """The key as people read it."""
        return f"{self.of}:{self.number}" if self.number else self.of


class Word(NamedTuple):
    """A status as Dagster's storage spells it, known to this Dagster or not."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRun:
    """Stands in the place of a run that cannot be read; what its table says is known of it."""

    run_id: str
    status: Word
    storage_id: int
    update_timestamp: datetime

    @property
    def dagster_run(self) -> LostRun:
        """The run itself, as far as it is known."""
        return self


@dataclass(slots=True)
class Lost:
    """Everything that could not be read, and why, by key."""

    found: dict[Key, str] = field(default_factory=dict)

    def note(self, key: Key, error: Exception) -> None:
        """Note one thing, and why it cannot be read."""
        self.found[key] = said_of(error)

    def read(self, key: Key, make: Callable[[], Made]) -> Made | None:
        """Return what is made; None, and a note, when that is not possible.

        Whatever the exception is: a decoder of another version may raise any.
        """
        try:
            return make()
        except Exception as error:  # noqa: BLE001 - see above
            self.note(key, error)
            return None

    def each(
        self, raws: Iterable[Raw], key: Callable[[Raw], Key], make: Callable[[Raw], Made]
    ) -> list[Made]:
        """Return what is made of each, without those of which nothing can be made."""
        made = (self.read(key(raw), lambda raw=raw: make(raw)) for raw in raws)  # type: ignore[misc] # a default binds the loop's value
        return [one for one in made if one is not None]


def said_of(error: Exception) -> str:
    """Return what an exception says, without any data that was to be decoded.

    Dagster's decoder names the class it does not know, the ledger the column that refuses a value.
    Of others only their type is told, and the function that raised them: their messages quote what
    they got.
    """
    if isinstance(error, RowError):
        return f"the ledger refuses its row: {error.place}"
    kind = type(error).__name__
    if kind in NAMES_CLASSES:
        return redact_text(f"{kind}: {error}").partition("\n")[0][:ERROR_CHARACTERS]
    frames = traceback.extract_tb(error.__traceback__)
    return f"{kind} in {frames[-1].name}" if frames else kind
