"""How much of a problem a receiver is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from nightledger.transports.message import Message

Details = Literal["full", "no_rows", "title"]

ROWS: dict[str, Any] = {"sample": (), "offending_values": None}
"""What comes out of tables."""

WORDS: dict[str, Any] = ROWS | {
    "message": None,
    "facts": (),
    "run_name": None,
    "downstream": (),
    "exposures": (),
    "consequences": (),
    "changes": (),
    "fixed_by": (),
}
"""That, what engines and other tools said, and the names of other things."""


def with_details(message: Message, details: Details) -> Message:
    """Return a message without what its receiver is not to see; counts and links stay."""
    if details == "full":
        return message
    hidden = ROWS if details == "no_rows" else WORDS
    shown = tuple(replace(one, **hidden) for one in message.notifications)
    return replace(message, notifications=shown)
