"""What BigQuery's refusals mean for Nightledger, and what to do about each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.doctor.proof import NOT_PROVED

if TYPE_CHECKING:
    from nightledger.ledger import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A kind of refusal. words and reasons: how it is known, by BigQuery's text or its reason."""

    kind: str
    means: str
    do: str
    words: str = "(?!)"
    reasons: frozenset[str] = frozenset()
    codes: frozenset[int] = frozenset()

    def fits(self, refusal: Refusal) -> bool:
        """Return whether a refusal is of this kind."""
        return (
            re.search(self.words, refusal.words, re.IGNORECASE) is not None
            or bool(self.reasons & set(refusal.reasons))
            or refusal.code in self.codes
        )


CONSEQUENCE = "consequence"
"""The kind of what is refused only because something before it was."""

MEANINGS = (
    Meaning(
        kind=CONSEQUENCE,
        means="It needs what was refused before.",
        do="Nothing by itself.",
        words=r"not found: .*\bnightledger_doctor_",
    ),
    Meaning(
        kind="expectation",
        means="BigQuery took everything, and what came of it is not what Nightledger rests on.",
        do="Attach this report to an issue.",
        reasons=frozenset({NOT_PROVED}),
    ),
    Meaning(
        kind="planning",
        means="BigQuery cannot plan this statement.",
        do="Attach this report to an issue. A refused view is missing and stops nothing else; "
        "while look_at or router_state is refused, no alert goes out.",
        words=r"resources exceeded|query planning|too many subqueries|too complex|"
        r"(nested|nesting).*(level|depth)|query is too large",
    ),
    Meaning(
        kind="recursion",
        means="BigQuery sees a recursive query where it takes none.",
        do="Attach this report to an issue: no statement of Nightledger is meant to be recursive.",
        words=r"\brecursi(ve|on)\b",
    ),
    Meaning(
        kind="credentials",
        means="The credentials are missing, expired or revoked.",
        do="Run `gcloud auth application-default login`, or give this host another key.",
        words=r"reauthentication|invalid_grant|refresh the access token|token.*expired",
        reasons=frozenset({"authError"}),
        codes=frozenset({401}),
    ),
    Meaning(
        kind="bytes",
        means="The job would have been billed more than doctor lets it.",
        do="Attach this report to an issue; `--rows` makes the facts fewer.",
        words=r"GiB were billed",
        reasons=frozenset({"bytesBilledLimitExceeded"}),
    ),
    Meaning(
        kind="quota",
        means="A quota of the project is used up, or too much was asked at once.",
        do="Run it again later; if it stays, ask for the quota BigQuery names.",
        words=r"quota exceeded|exceeded (the )?(quota|rate limit)|too many",
        reasons=frozenset({"quotaExceeded", "rateLimitExceeded", "jobRateLimitExceeded"}),
        codes=frozenset({429}),
    ),
    Meaning(
        kind="location",
        means="The dataset or its jobs may not be where --location says.",
        do="Give the location the ledger is to have; an organisation's policy may allow only some.",
        words=r"\b(in|from|to) (the )?(location|region)s?\b|resourceLocations|"
        r"different (location|region)s",
    ),
    Meaning(
        kind="permission",
        means="The account may not do this.",
        do="Doctor needs roles/bigquery.user on the project: jobs, and a dataset of its own. The "
        "roles of each part of Nightledger: docs/install.md.",
        words=r"access denied|permission|prohibited by organization",
        reasons=frozenset({"accessDenied"}),
        codes=frozenset({403}),
    ),
    Meaning(
        kind="out of reach",
        means="BigQuery was busy or could not be reached.",
        do="Run it again.",
        reasons=frozenset({"backendError", "internalError"}),
        codes=frozenset({500, 502, 503, 504}),
    ),
)
OTHER = Meaning(
    kind="statement",
    means="BigQuery does not take this statement.",
    do="Attach this report to an issue.",
)


def meaning_of(refusal: Refusal) -> Meaning:
    """Return what kind of refusal it is; the first that fits."""
    return next((each for each in MEANINGS if each.fits(refusal)), OTHER)
