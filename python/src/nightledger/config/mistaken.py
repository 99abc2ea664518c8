"""What somebody wrote, and what they may have meant: in a few words, however long the file is."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST_SHOWN = 60
"""Characters of what somebody wrote that a message repeats."""

MOST_SHOWN = 20
MOST_COMPARED = 200
"""Words that are looked at for the nearest one."""


def shown(value: object) -> str:
    """Return a text, or the word for what is none, as a message shows it."""
    if isinstance(value, str):
        cut = "…" if len(value) > LONGEST_SHOWN else ""
        return repr(value[:LONGEST_SHOWN] + cut)
    if value is None:
        return "nothing"
    return "a mapping" if isinstance(value, dict) else "a list"


def closest(word: str, known: Collection[str]) -> str:
    """Return the nearest known word as a question, or all of them."""
    compared = list(islice(known, MOST_COMPARED))
    near = get_close_matches(word, compared, n=1) if len(word) <= LONGEST_SHOWN else []
    if near:
        return f"did you mean {near[0][:LONGEST_SHOWN]}?"
    named = ", ".join(one[:LONGEST_SHOWN] for one in compared[:MOST_SHOWN])
    more = len(known) - MOST_SHOWN
    return f"known are {named} and {more} more" if more > 0 else f"known are {named}"
