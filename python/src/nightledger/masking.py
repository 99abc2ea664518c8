"""Personal data in the messages of engines: what they quote of the rows they failed on."""

from __future__ import annotations

import os
import re

from nightledger.contract import ERROR_FORMS, PERSONAL_PATTERNS

VARIABLE = "NIGHTLEDGER_MESSAGES"
"""What is kept of an error of Dagster or dlt: `full`, `masked` (default) or `class_only`."""

MASK = "***"
LITERALS = [re.compile(pattern) for pattern in PERSONAL_PATTERNS["literals"]]
SHAPES = [re.compile(pattern) for pattern in PERSONAL_PATTERNS["shapes"]]
ACCOUNTS = [re.compile(pattern) for pattern in PERSONAL_PATTERNS["accounts"]]
WORDS = [
    re.compile(rf"(?im)(?:^|: |\s{{2}})((?:{'|'.join(forms)}))") for forms in ERROR_FORMS.values()
]
NOT_KEPT = "not kept: the setting `messages` is class_only"
SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 15, 34


def kept_message(text: str) -> str:
    """Return what is kept of an error where no marks are known: as `NIGHTLEDGER_MESSAGES` says.

    Secrets have to be out before: what looks like a mail address may be the end of one. A word it
    does not know keeps as little as `class_only`, for who wrote it wanted less than all.
    """
    wanted = os.environ.get(VARIABLE) or "masked"
    if wanted == "full":
        return text
    return mask_shapes(text) if wanted == "masked" else engine_words(text)


def mask_message(text: str) -> str:
    """Give a message without anything in it that may be a person's data, quoted texts included."""
    text = mask_shapes(text)
    for literal in LITERALS:
        text = literal.sub(MASK, text)
    return text


def mask_shapes(text: str) -> str:
    """Give a message without what shows by itself to be a person's data, or a value that failed."""
    for account in ACCOUNTS:
        for found in filter(is_account, account.findall(text)):
            text = text.replace(found, MASK)
    for shape in SHAPES:
        text = shape.sub(MASK, text)
    return text


def is_account(text: str) -> bool:
    """Return whether the check digits of an IBAN are right: ISO 13616, modulo 97."""
    plain = re.sub("[ -]", "", text).upper()
    if not SHORTEST_ACCOUNT <= len(plain) <= LONGEST_ACCOUNT:
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def engine_words(text: str) -> str:
    """Return the engine's own words, by which the class of a failure is known, and nothing more."""
    for words in WORDS:
        found = words.search(text)
        if found:
            return mask_message(found[1])
    return NOT_KEPT
