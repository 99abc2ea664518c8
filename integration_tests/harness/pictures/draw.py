"""The product's pictures, drawn with the card renderer that `make browser` installs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.pictures.needs import RENDERER
from nightledger.preview import draw, pages

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["card_page", "card_picture"]


def card_page(payload: dict[str, Any]) -> str:
    """Return a page that draws the cards of a Teams message."""
    return pages.card_page(payload, RENDERER)


def card_picture(
    payload: dict[str, Any], path: str | PathLike[str], *, width: int = draw.CARD_WIDTH
) -> list[str]:
    """Draw a Teams message; give what the renderer reported and what is cut off: [] is good."""
    return draw.card_picture(payload, path, renderer=RENDERER, width=width)
