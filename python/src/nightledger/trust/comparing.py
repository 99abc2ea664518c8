"""How what a table holds differs from what was sealed. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from nightledger.trust.seals import GENESIS, NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nightledger.trust.anchors import Anchor
    from nightledger.trust.seals import Content, Period, Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference. bucket: the first two characters of the `row_id` of the rows concerned."""

    table_name: str
    day: date | None
    bucket: str | None
    what: str

    def words(self) -> str:
        """Say it in a line."""
        day = f" {self.day}" if self.day else ""
        bucket = f", row_id {self.bucket}…" if self.bucket else ""
        return f"{self.table_name}{day}{bucket}: {self.what}"


def compare(period: Period, sealed: Content, held: Content) -> Finding | None:
    """Return how the two differ, at the first bucket that does; None when they are the same."""
    if sealed == held:
        return None
    before, now = sealed.by_bucket(), held.by_bucket()
    differing = sorted(
        bucket for bucket in before.keys() | now.keys() if before.get(bucket) != now.get(bucket)
    )
    changes: Counter[str] = Counter()
    for bucket in differing:
        more = now.get(bucket, (0, ""))[0] - before.get(bucket, (0, ""))[0]
        changes["changed" if not more else "added" if more > 0 else "deleted"] += abs(more) or 1
    counts = [f"{number} {word}" for word, number in sorted(changes.items()) if word != "changed"]
    if "changed" in changes:
        counts.append(f"changed in {changes['changed']} of {len(before)} buckets")
    return Finding(
        table_name=period.table_name,
        day=period.day,
        bucket=differing[0] if differing else None,
        what=f"rows {', '.join(counts)}" if differing else "the seal contradicts itself",
    )


def is_expired(seal: Seal, held: Content, expires_after_days: float | None, now: datetime) -> bool:
    """Return whether retention has removed the whole day, as the table's setting says."""
    if held != NOTHING or expires_after_days is None:
        return False
    return seal.period.starts_at + timedelta(days=1 + expires_after_days) <= now


def chain_faults(seals: Sequence[Seal]) -> Iterator[Finding]:
    """Return every seal that was changed, and every seal whose predecessor is gone.

    Two commands that seal at once make two branches: both hold.
    """
    numbers = {seal.seal_hash: seal.number for seal in seals} | {GENESIS: 0}
    for seal in sorted(seals, key=lambda each: each.number):
        if seal.right_hash != seal.seal_hash:
            yield about(seal, f"seal {seal.number} was changed")
        elif numbers.get(seal.previous_seal_hash) != seal.number - 1:
            yield about(seal, f"the seal before seal {seal.number} was deleted or changed")


def anchor_faults(seals: Sequence[Seal], anchors: Iterable[Anchor]) -> Iterator[Finding]:
    """Return every published root that is no seal of the ledger."""
    known = {(seal.number, seal.seal_hash) for seal in seals}
    for anchor in anchors:
        if (anchor.number, anchor.seal_hash) not in known:
            yield Finding(
                table_name="ledger_seals",
                day=None,
                bucket=None,
                what=f"seal {anchor.number} was published as {anchor.seal_hash[:16]}… and is gone"
                " or changed: the seals were made anew",
            )


def about(seal: Seal, what: str) -> Finding:
    """Return a finding about a seal itself."""
    return Finding(
        table_name=f"ledger_seals ({seal.period.table_name})",
        day=seal.period.day,
        bucket=None,
        what=what,
    )
