"""What a seal is: hashes of a table's day, chained to the seal before."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

ALGORITHM = "sha256/to_json_string/1"
GENESIS = "genesis"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The part of a table's day that one seal covers: rows recorded before `covers_until`."""

    table_name: str
    day: date
    version: int
    covers_until: datetime
    columns: tuple[str, ...]

    @property
    def starts_at(self) -> datetime:
        """The first moment of the day (UTC)."""
        return datetime(self.day.year, self.day.month, self.day.day, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a table holds of a period. buckets: a line each, `bucket row_count hash`."""

    row_count: int = 0
    buckets: str | None = None

    def by_bucket(self) -> dict[str, tuple[int, str]]:
        """Return row count and hash by bucket."""
        lines = [line.split(" ") for line in (self.buckets or "").splitlines()]
        return {bucket: (int(count), digest) for bucket, count, digest in lines}


NOTHING = Content()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One row of `ledger_seals`."""

    number: int
    period: Period
    content: Content
    previous_seal_hash: str
    seal_hash: str = ""
    algorithm: str = ALGORITHM

    @property
    def right_hash(self) -> str:
        """The hash this seal has to have."""
        parts = (
            self.algorithm,
            self.previous_seal_hash,
            str(self.number),
            self.period.table_name,
            self.period.day.isoformat(),
            str(self.period.version),
            self.period.covers_until.astimezone(timezone.utc).isoformat(timespec="microseconds"),
            ",".join(self.period.columns),
            str(self.content.row_count),
            self.content.buckets or "",
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def row(self, sealed_at: datetime) -> dict[str, Any]:
        """Return it as a row of `ledger_seals`."""
        return {
            "occurred_at": sealed_at,
            "number": self.number,
            **asdict(self.period),
            **asdict(self.content),
            "previous_seal_hash": self.previous_seal_hash,
            "seal_hash": self.seal_hash,
            "algorithm": self.algorithm,
        }


def seal_of_row(row: dict[str, Any]) -> Seal:
    """Return the seal that stands in a row of `ledger_seals`."""
    return Seal(
        number=row["number"],
        period=Period(
            table_name=row["table_name"],
            day=row["day"],
            version=row["version"],
            covers_until=row["covers_until"],
            columns=tuple(row["columns"]),
        ),
        content=Content(row_count=row["row_count"], buckets=row["buckets"] or None),
        previous_seal_hash=row["previous_seal_hash"],
        seal_hash=row["seal_hash"],
        algorithm=row["algorithm"],
    )


def chained(contents: Iterable[tuple[Period, Content]], *, after: Seal | None = None) -> list[Seal]:
    """Return a seal of each content, the first chained to `after`."""
    seals: list[Seal] = []
    for period, content in contents:
        last = seals[-1] if seals else after
        unsigned = Seal(
            number=last.number + 1 if last else 1,
            period=period,
            content=content,
            previous_seal_hash=last.seal_hash if last else GENESIS,
        )
        seals.append(replace(unsigned, seal_hash=unsigned.right_hash))
    return seals
