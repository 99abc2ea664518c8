"""What the sensor remembers from one tick to the next, as the text of its cursor."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from nightledger.dagster.instance import ENDED
from nightledger.dagster.lost import Key
from nightledger.dagster.rows.runs import changed_at
from nightledger.dagster.values import utc

if TYPE_CHECKING:
    from nightledger.dagster.instance import SeenRun

FORMAT = 2

OVERLAP = timedelta(minutes=10)
"""A change may be committed that much later than its own time, and is still found."""

SETTLING = timedelta(minutes=15)
"""A worker may write that long after its run's end; then the run is looked at once more."""

MOST_VERSIONS = 1_500
MOST_UNREAD = 500
LAST_ID = 2**63 - 1


class Position(NamedTuple):
    """A place in the order in which runs are read: by last change, then as they were created."""

    at: datetime
    storage_id: int
    run_id: str


class SeenVersion(NamedTuple):
    """When a version of a run is of (epoch seconds), and a mark of what was written for it."""

    at: float
    mark: str


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far the events of a run were read: up to which number, and how many they were."""

    last: int = 0
    count: int = 0
    is_final: bool = False
    """The reading after the run's end was broken off here."""

    version: str = ""


@dataclass(slots=True, kw_only=True)
class TickMark:
    """Every tick up to `after` (epoch seconds) is done with, and those in `sent` beyond it."""

    after: float
    sent: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class ReadState:
    """Where the reading stands."""

    since: float | None = None
    """Where ticks and events outside runs begin (epoch seconds); None: with the first."""

    read_to: Position | None = None
    settled_to: Position | None = None
    """Up to here no run needs another look. Never beyond `read_to`."""

    floor: float = 0.0
    """Changes up to that time (epoch seconds) are not looked for again: `recent` was too full."""

    recent: dict[str, SeenVersion] = field(default_factory=dict)
    under_way: dict[str, Progress] = field(default_factory=dict)
    runless_floor: int | None = None
    runless_seen: dict[int, float] = field(default_factory=dict)
    ticks: dict[str, TickMark] = field(default_factory=dict)
    unread: list[Key] = field(default_factory=list)
    """What could not be read so far, the longest untried first."""

    beat_at: float = 0.0
    is_caught_up: bool = True

    def start(self) -> Position | None:
        """Return the place from which runs are looked through."""
        if self.read_to is None:
            return None
        overlapping = Position(self.read_to.at - OVERLAP, -1, "")
        return min(max(overlapping, Position(utc(self.floor), LAST_ID, "")), self.read_to)

    def advance(self, record: SeenRun, now: datetime) -> None:
        """Note that a run was read; one with a time in the future moves nothing."""
        place = position_of(record)
        if place.at > now or (self.read_to and place <= self.read_to):
            return
        is_settled = not has_ended(record) or place.at <= now - SETTLING
        if self.settled_to == self.read_to and is_settled:
            self.settled_to = place
        self.read_to = place

    def forget(self) -> None:
        """Let go of versions nobody asks for any more, and of the oldest when they are too many."""
        if self.read_to is None:
            return
        settled = self.settled_to.at if self.settled_to else self.read_to.at
        needed = min(self.read_to.at - OVERLAP, settled).timestamp()
        ordered = sorted(self.recent.items(), key=lambda item: item[1].at)
        kept = [item for item in ordered if item[1].at >= needed]
        if len(kept) > MOST_VERSIONS:
            self.floor = max(self.floor, kept[-MOST_VERSIONS - 1][1].at)
            kept = [item for item in kept[-MOST_VERSIONS:] if item[1].at > self.floor]
        self.recent = dict(kept)


def position_of(record: SeenRun) -> Position:
    """Return a run's place."""
    return Position(changed_at(record), record.storage_id, record.dagster_run.run_id)


def has_ended(record: SeenRun) -> bool:
    """Return whether a run is over."""
    return record.dagster_run.status.value.lower() in ENDED


def short(text: str) -> str:
    """Return eight characters that stand for a text: 48 bits."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:6]).decode()


def encode(state: ReadState) -> str:
    """Return the text of a cursor."""
    document = {
        "format": FORMAT,
        "since": state.since,
        "read_to": encode_position(state.read_to),
        "settled_to": encode_position(state.settled_to),
        "floor": state.floor,
        "recent": [[key, round(seen.at, 6), seen.mark] for key, seen in state.recent.items()],
        "under_way": {
            run_id: [p.last, p.count, int(p.is_final), p.version]
            for run_id, p in state.under_way.items()
        },
        "runless": [state.runless_floor, [[i, round(at)] for i, at in state.runless_seen.items()]],
        "ticks": {key: [mark.after, mark.sent] for key, mark in state.ticks.items()},
        "unread": state.unread[-MOST_UNREAD:],
        "beat_at": state.beat_at,
        "is_caught_up": state.is_caught_up,
    }
    return json.dumps(document, separators=(",", ":"))


def decode(cursor: str | None) -> ReadState | None:
    """Return what a cursor holds; None for none, or one that is not ours or of another format."""
    try:
        document = json.loads(cursor or "null")
        return from_document(document) if document["format"] == FORMAT else None
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):
        return None


def from_document(document: Any) -> ReadState:  # noqa: ANN401 - whatever JSON holds
    """Return the state a document describes."""
    runless_floor, runless_seen = document["runless"]
    return ReadState(
        since=document["since"],
        read_to=decode_position(document["read_to"]),
        settled_to=decode_position(document["settled_to"]),
        floor=float(document["floor"]),
        recent={key: SeenVersion(at, mark) for key, at, mark in document["recent"]},
        under_way={
            run_id: Progress(last=last, count=count, is_final=bool(final), version=version)
            for run_id, (last, count, final, version) in document["under_way"].items()
        },
        runless_floor=runless_floor,
        runless_seen={number: float(at) for number, at in runless_seen},
        ticks={
            k: TickMark(after=after, sent=sent) for k, (after, sent) in document["ticks"].items()
        },
        unread=[Key(*one) for one in document["unread"]],
        beat_at=float(document["beat_at"]),
        is_caught_up=bool(document["is_caught_up"]),
    )


def encode_position(place: Position | None) -> list[Any] | None:
    """Return a place as JSON."""
    return [place.at.isoformat(), place.storage_id, place.run_id] if place else None


def decode_position(document: list[Any] | None) -> Position | None:
    """Return a place from JSON."""
    if document is None:
        return None
    at, storage_id, run_id = document
    return Position(datetime.fromisoformat(at), int(storage_id), str(run_id))
