"""Evidence of a time as one file: what ran, what did not, what failed, who was told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from nightledger import __version__
from nightledger.trust.verifying import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nightledger.ledger import ReadResult
    from nightledger.trust.verifying import Verdict

UNSAFE = dict.fromkeys([*range(32), 127, *range(128, 160), *range(8234, 8239)], " ")
"""What could speak to a terminal, or turn text round."""

MARKUP = {ord(character): f"\\{character}" for character in "\\`*_[]|<>"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one file says. sections: title and rows."""

    ledger: str
    from_day: date
    to_day: date
    asset: str | None
    sections: Sequence[tuple[str, ReadResult]]
    verdict: Verdict
    is_anchored: bool


def as_markdown(evidence: Evidence) -> str:
    """Return it for people."""
    return "\n".join(markdown_lines(evidence)) + "\n"


def markdown_lines(evidence: Evidence) -> Iterator[str]:
    """Return the file line by line."""
    about = f" of {cell(evidence.asset)}" if evidence.asset else ""
    yield f"# Evidence{about}, {evidence.from_day} to {evidence.to_day}"
    yield ""
    yield (
        f"Ledger {cell(evidence.ledger)}, read {cell(evidence.verdict.verified_at)} UTC by "
        f"Nightledger {__version__}. Days are those on which a fact was recorded (UTC), "
        "the last one included."
    )
    yield ""
    yield "## Is the record as it was written?"
    yield ""
    yield f"**{'Yes, as far as it is sealed' if evidence.verdict.holds else 'No'}.**"
    yield ""
    yield from (
        f"* {cell(line)}" for line in lines(evidence.verdict, anchored=evidence.is_anchored)
    )
    for title, answer in evidence.sections:
        yield ""
        yield f"## {title}"
        yield ""
        if not answer.rows:
            yield "None."
            continue
        yield f"{len(answer.rows)} rows."
        yield ""
        yield f"| {' | '.join(name.replace('_', ' ') for name in answer.columns)} |"
        yield f"|{'---|' * len(answer.columns)}"
        for row in answer.rows:
            yield f"| {' | '.join(cell(value) for value in row)} |"


def as_json(evidence: Evidence) -> str:
    """Return it for programs."""
    verdict = evidence.verdict
    document = {
        "ledger": evidence.ledger,
        "from_day": evidence.from_day,
        "to_day": evidence.to_day,
        "asset": evidence.asset,
        "read_at": verdict.verified_at,
        "package_version": __version__,
        "verified": {
            "holds": verdict.holds,
            "anchored": evidence.is_anchored,
            "findings": [finding.words() for finding in verdict.findings],
            "seal_count": verdict.seal_count,
            "row_count": verdict.row_count,
            "sealed_until": verdict.sealed_until,
            "root_number": verdict.root.number if verdict.root else None,
            "root_hash": verdict.root.seal_hash if verdict.root else None,
            "days_removed_by_retention": sorted(
                {f"{seal.period.table_name} {seal.period.day}" for seal in verdict.expired}
            ),
        },
        "sections": {
            title: [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
            for title, answer in evidence.sections
        },
    }
    return json.dumps(document, default=spelt, ensure_ascii=False, indent=2) + "\n"


def spelt(value: object) -> str:
    """Return a time as ISO 8601, anything else as its own text."""
    return value.isoformat() if isinstance(value, date) else str(value)


def cell(value: Any) -> str:  # noqa: ANN401 - whatever BigQuery answers
    """Return a value as Markdown shows it: one line, no markup."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(timezone.utc):%Y-%m-%d %H:%M:%S}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text.translate(UNSAFE).translate(MARKUP)
