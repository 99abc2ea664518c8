"""Take the user's names out of texts: a report is made to be shown to strangers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nightledger.doctor.shipped import vocabulary
from nightledger.redaction import redact_text

HIDDEN = "[name]"
JOINED = re.compile(r"[\w$%+~-]+(?:[.:/@\\=]+[\w$%+~*-]+)+")
"""Words that are one name: an address, a path, a mail."""

QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\[[^\]]*\]")
WORD = re.compile(r"[\w$][\w$-]*")
LETTERS = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
AFTER_NOUN = re.compile(
    r"(?i)\b(project|dataset|table|view|routine|procedure|function|model|column|user|member|"
    r"principal|account|reservation|assignment|folder|organization|key|connection|bucket|name|"
    r"number|id)(:?\s+)(\S+)"
)
PERMISSION = re.compile(r"(bigquery|resourcemanager)\.\w+\.\w+|roles/bigquery\.\w+")
PLACE = re.compile(r"\[?\d+:\d+\]?")
NUMBER = re.compile(r"\d{1,7}([.,]\d{1,7})*")
OWN = frozenset(
    {
        *("project", "dataset", "account", "nightledger", "bigquery", "googleapis", "com"),
        *("nightledger_doctor", "doctor_rows", "information_schema", "iam", "dbt", "dagster"),
    }
)
SENTENCE = frozenset(
    {
        *(
            "a",
            "an",
            "and",
            "are",
            "attempting",
            "be",
            "been",
            "but",
            "by",
            "can",
            "cannot",
            "could",
            "did",
        ),
        *("do", "does", "exist", "exists", "for", "from", "given", "had", "has", "have", "if"),
        *("in", "into", "is", "it", "its", "may", "more", "must", "no", "not", "of", "on", "or"),
        *("permission", "permissions", "perhaps", "query", "that", "the", "this", "to", "type"),
        *("types", "was", "were", "when", "where", "which", "will", "with", "without"),
    }
)
"""What may follow a noun without being its name."""

NAME_OF_SCRATCH = re.compile(r"nightledger_doctor_[0-9a-f]{8}")


@dataclass(slots=True)
class Pseudonyms:
    """What stands for which name. Whatever looks like a name and is not one of ours is hidden."""

    known: dict[str, str] = field(default_factory=dict)

    def learn(self, name: str | None, stands: str) -> None:
        """Remember a name of the user's; a mail address's parts, too."""
        if not name:
            return
        self.known[name.lower()] = stands
        for part in re.split(r"[@:]", name.lower()):
            self.known.setdefault(part, stands)

    def hide(self, text: str) -> str:
        """Return a text without secrets and without names."""
        text = NAME_OF_SCRATCH.sub("nightledger_doctor", redact_text(text))
        for name in sorted(self.known, key=len, reverse=True):
            whole = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", re.IGNORECASE)
            text = whole.sub(self.known[name], text)
        text = QUOTED.sub(lambda found: self._quoted(found[0]), text)
        text = JOINED.sub(lambda found: self._joined(found[0]), text)
        text = AFTER_NOUN.sub(lambda found: found[1] + found[2] + self._after(found[3]), text)
        return WORD.sub(lambda found: self._word(found[0]), text)

    def _quoted(self, text: str) -> str:
        inner = text[1:-1]
        if PLACE.fullmatch(inner) or self._is_ours(inner):
            return text
        return text[0] + self._joined(inner) + text[-1] if JOINED.fullmatch(inner) else HIDDEN

    def _joined(self, text: str) -> str:
        if PERMISSION.fullmatch(text) or NUMBER.fullmatch(text) or PLACE.fullmatch(text):
            return text
        if "://" in text or "@" in text:
            return HIDDEN
        parts = re.split(r"([.:/\\=]+)", text)
        return "".join(
            part if place % 2 or self._is_ours(part) else HIDDEN for place, part in enumerate(parts)
        )

    def _after(self, word: str) -> str:
        bare = word.strip(".,;:()[]'\"`")
        if (
            HIDDEN in word
            or JOINED.fullmatch(bare)
            or self._is_ours(bare)
            or bare.lower() in SENTENCE
        ):
            return word
        return word.replace(bare, HIDDEN) if bare else word

    def _word(self, word: str) -> str:
        if self._is_ours(word) or LETTERS.fullmatch(word) or NUMBER.fullmatch(word):
            return word
        parts = word.split("-")
        spelt = all(LETTERS.fullmatch(part) for part in parts)
        # sub-query, but not acme-prod
        return word if spelt and any(len(part) <= len("non") for part in parts) else HIDDEN

    def _is_ours(self, word: str) -> bool:
        plain = word.lower().strip("`'\"")
        return plain in vocabulary() or plain in OWN or word in self.known.values()
