"""Text made safe for a Teams card: its markdown, its mentions, its date functions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nightledger.transports.plain import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

# an underscore inside a word means nothing in markdown, and names of tables are full of them
SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[*`\[\]~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|!(?=\[)|<(?!/?at)",
    re.IGNORECASE,
)
LIST_START = re.compile(r"^(?:#{1,6}|[-+>])(?=\s|$)|^>|^[-=]+$")
NUMBERED_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
MENTION = re.compile(r"<(?=/?\s*at\b)", re.IGNORECASE)
DATE_FUNCTION = re.compile(r"{{(?=\s*(DATE|TIME)\s*\()", re.IGNORECASE)
MENTION_LIMIT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A person to mention. upn: the user principal name, mostly the mail address."""

    name: str
    upn: str


def escape(text: str) -> str:
    """Return one line of plain text so that Teams shows just it."""
    text = MENTION.sub("\u2039", text)
    text = DATE_FUNCTION.sub("{ {", text)
    text = SPECIAL.sub(lambda match: "\\" + match.group(), text)
    text = LIST_START.sub(lambda match: "\\" + match.group(), text)
    return NUMBERED_START.sub(r"\1\\\2", text)


def mentioned(people: Iterable[Mention]) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the texts to put into a card, and the entities that turn them into mentions.

    The text of an entity has to be found in the card letter by letter.
    """
    texts: list[str] = []
    entities: list[dict[str, Any]] = []
    for person in list(dict.fromkeys(people))[:MENTION_LIMIT]:
        name = re.sub("[<>*_`\\[\\]~\\\\]", "", clean(person.name, 80)) or "owner"
        text = f"<at>{name}</at>"
        if text in texts:
            text = f"<at>{name} ({len(texts) + 1})</at>"
        texts.append(text)
        who = {"id": clean(person.upn, 120), "name": name}
        entities.append({"type": "mention", "text": text, "mentioned": who})
    return texts, entities
