"""Compare the ledger with its seals."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.ledger import clock
from nightledger.ledger.sealing import earlier_rows, seal_rows, table_shape
from nightledger.trust.comparing import Finding, anchor_faults, chain_faults, compare, is_expired
from nightledger.trust.sealing import held
from nightledger.trust.seals import ALGORITHM, seal_of_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from google.cloud.bigquery import Client

    from nightledger.ledger.sealing import TableShape
    from nightledger.trust.anchors import Anchor
    from nightledger.trust.seals import Seal

NAME = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `verify` found. root: the last seal. sealed_until: rows since then have no seal."""

    findings: tuple[Finding, ...]
    seal_count: int
    row_count: int
    expired: tuple[Seal, ...]
    root: Seal | None
    sealed_until: datetime | None
    verified_at: datetime

    @property
    def holds(self) -> bool:
        """Whether there are seals, and everything is as they say."""
        return bool(self.seal_count) and not self.findings


def lines(verdict: Verdict, *, anchored: bool) -> Iterator[str]:
    """Say what was found, a line each."""
    if verdict.root is None or verdict.sealed_until is None:
        yield "Nothing was sealed yet: nightledger seal"
        yield from (finding.words() for finding in verdict.findings)
        return
    yield from (finding.words() for finding in verdict.findings)
    if verdict.expired:
        days = sorted({seal.period.day for seal in verdict.expired})
        yield f"{len(days)} days removed by retention, from {days[0]} to {days[-1]}"
    yield (
        f"{verdict.seal_count} seals, {verdict.row_count} rows hashed again, "
        f"{len(verdict.findings)} differences; rows since "
        f"{verdict.sealed_until:%Y-%m-%d %H:%M} UTC have no seal"
    )
    yield f"root: seal {verdict.root.number} {verdict.root.seal_hash}"
    if not anchored:
        yield "No --anchor was given: who can change the tables can make their seals anew."


@dataclass(slots=True, kw_only=True)
class Work:
    """What is gathered on the way."""

    client: Client
    dataset: str
    now: datetime
    findings: list[Finding] = field(default_factory=list)
    expired: list[Seal] = field(default_factory=list)
    row_count: int = 0


def verify(
    client: Client, dataset: str, *, since: date | None = None, anchors: Iterable[Anchor] = ()
) -> Verdict:
    """Hash again what the seals cover, and return every difference, the first day of a table first.

    since: rows of earlier days are not hashed again; the chain of seals always is checked whole.
    anchors: roots that were published; without one, who can change tables can change seals.
    Changes nothing. A job for each table and shape of it, and three more. Raises as `read`.
    """
    seals = [seal_of_row(row) for row in seal_rows(client, dataset)]
    work = Work(client=client, dataset=dataset, now=clock(client, dataset))
    work.findings.extend(chain_faults(seals))
    work.findings.extend(anchor_faults(seals, anchors))
    by_table: dict[str, list[Seal]] = defaultdict(list)
    for seal in seals:
        if well_named(seal):
            by_table[seal.period.table_name].append(seal)
    shapes = {name: table_shape(client, dataset, name) for name in by_table}
    work.findings.extend(earlier_faults(work, by_table, shapes))
    for name, of_table in sorted(by_table.items()):
        check_table(work, shapes[name], [s for s in of_table if not since or s.period.day >= since])
    ends = {name: max(s.period.covers_until for s in each) for name, each in by_table.items()}
    return Verdict(
        findings=tuple(work.findings),
        seal_count=len(seals),
        row_count=work.row_count,
        expired=tuple(work.expired),
        root=max(seals, key=lambda each: each.number, default=None),
        sealed_until=min(ends.values(), default=None),
        verified_at=work.now,
    )


def well_named(seal: Seal) -> bool:
    """Return whether a seal names tables and columns as ours are named: no SQL gets in by it."""
    names = (seal.period.table_name, *seal.period.columns)
    return all(NAME.fullmatch(name) for name in names)


def earlier_faults(
    work: Work, by_table: dict[str, list[Seal]], shapes: dict[str, TableShape | None]
) -> Iterator[Finding]:
    """Return the tables that hold rows of before their first sealed day."""
    first = {
        name: min(seal.period.starts_at for seal in seals)
        for name, seals in by_table.items()
        if shapes[name]
    }
    counts = earlier_rows(work.client, work.dataset, first) if first else {}
    for name, count in sorted(counts.items()):
        if count:
            yield Finding(
                table_name=name,
                day=first[name].date(),
                bucket=None,
                what=f"{count} rows added before the first sealed day",
            )


def check_table(work: Work, shape: TableShape | None, seals: Sequence[Seal]) -> None:
    """Hash the table again as each of its seals did, and note what differs."""
    by_columns: dict[tuple[str, ...], list[Seal]] = defaultdict(list)
    for seal in sorted(seals, key=lambda each: (each.period.day, each.period.version)):
        gone = sorted(set(seal.period.columns) - shape.columns) if shape else []
        if shape is None or gone or seal.algorithm != ALGORITHM:
            what = "the table is gone"
            if shape:
                what = f"without {', '.join(gone)}" if gone else "sealed in a way not known here"
            work.findings.append(
                Finding(
                    table_name=seal.period.table_name, day=seal.period.day, bucket=None, what=what
                )
            )
        else:
            by_columns[seal.period.columns].append(seal)
    for of_columns in by_columns.values():
        contents = held(work.client, work.dataset, [seal.period for seal in of_columns])
        for seal, content in zip(of_columns, contents, strict=True):
            work.row_count += content.row_count
            found = compare(seal.period, seal.content, content)
            expires = shape.expires_after_days if shape else None
            if found and is_expired(seal, content, expires, work.now):
                work.expired.append(seal)
            elif found:
                work.findings.append(found)
