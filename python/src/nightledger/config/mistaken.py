"""What somebody may have meant: the nearest known word."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def closest(word: str, known: Sequence[str]) -> str:
    """Return the nearest known word as a question, or all of them."""
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
