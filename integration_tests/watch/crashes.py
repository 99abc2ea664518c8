"""Ticks that are killed at seeded points, and what came of the messages."""

from __future__ import annotations

import itertools
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from harness.fault_proxy import FaultProxy
from watch.scene import TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from random import Random

    from harness.fake_targets import Targets
    from harness.fault_proxy import Answer, Request
    from typing_extensions import Self
    from watch.scene import Row

Side = Literal["unheard", "unanswered", "answered", "arrived"]
MOST_REQUESTS = 12
"""Requests to BigQuery of a tick that sends a message or two."""

MOST_ARRIVALS = 6
LONGEST_DELAY = 0.03
POLL_SECONDS = 0.001
SETTLING_SECONDS = 0.3
"""So long after a kill no tick begins: what the dead one has sent is recorded as its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """When a tick is killed.

    At the request to BigQuery with this number: before BigQuery hears of it, after it is done and
    before the answer, or a moment after the answer. Or a moment after a target has recorded the
    message with this number.
    """

    side: Side
    number: int
    delay: float = 0.0


def choose(random: Random) -> Point:
    """Return a point, any as likely as another."""
    delay = random.uniform(0, LONGEST_DELAY)
    number = random.randint(1, MOST_REQUESTS + MOST_ARRIVALS)
    if number > MOST_REQUESTS:
        return Point(side="arrived", number=number - MOST_REQUESTS, delay=delay)
    sides: tuple[Side, ...] = ("unheard", "unanswered", "answered")
    return Point(side=random.choice(sides), number=number, delay=delay)


@dataclass(slots=True)
class Scaffold(FaultProxy):
    """A proxy that kills the process whose requests it passes on."""

    point: Point | None = None
    victim: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    gate: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> Self:
        """Begin to listen, and take it calmly that dead clients take no answer."""
        FaultProxy.start(self)
        assert self._server is not None
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        return self

    def answer(self, request: Request) -> Answer | None:
        """Pass the request on, unless the point is here."""
        with self.gate:
            number, point, victim = next(self.numbers), self.point, self.victim
        if point is None or point.number != number or point.side == "arrived":
            return FaultProxy.answer(self, request)
        if point.side == "unheard":
            self.kill(victim)
            return None
        answer = FaultProxy.answer(self, request)
        if point.side == "unanswered":
            self.kill(victim)
            return None
        threading.Timer(point.delay, self.kill, [victim]).start()
        return answer

    def aim(self, point: Point | None, victim: int) -> None:
        """Count anew, for the next tick."""
        self.point, self.victim, self.numbers = point, victim, itertools.count(1)

    def kill(self, victim: int) -> None:
        """Kill the tick, unless it is over."""
        if victim == self.victim:
            os.kill(victim, signal.SIGKILL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One tick from outside."""

    point: Point | None
    started_at: float
    is_killed: bool


@dataclass(slots=True, kw_only=True)
class Server:
    """Runs ticks, each in a process of its own, and kills them when told to."""

    process: subprocess.Popen[bytes]
    scaffold: Scaffold
    targets: Targets
    ticks: list[Tick] = field(default_factory=list)

    def tick(self, point: Point | None = None) -> Tick:
        """Run one tick, and kill it at the point if it comes there."""
        known = sizes(self.targets)
        started_at = time.time()
        # the first request waits for its number until the aim is taken
        with self.scaffold.gate:
            self.say(1)
            (victim,) = self.hear()
            self.scaffold.aim(point, victim)
        if point and point.side == "arrived":
            self.watch(point, known, victim)
        (status,) = self.hear()
        self.scaffold.aim(None, 0)
        assert status in {0, signal.SIGKILL}, f"the tick ended by itself with {status}"
        done = Tick(
            point=point,
            started_at=started_at,
            is_killed=status == signal.SIGKILL,
        )
        self.ticks.append(done)
        if done.is_killed:
            time.sleep(SETTLING_SECONDS)
        return done

    def say(self, count: int) -> None:
        """Let so many ticks begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"%d\n" % count)

    def hear(self) -> list[int]:
        """Return the next numbers the server says."""
        assert self.process.stdout is not None
        return [int(number) for number in self.process.stdout.readline().split()]

    def watch(self, point: Point, known: dict[Path, int], victim: int) -> None:
        """Wait for the message with the point's number, or for the end of the tick."""
        assert self.process.stdout is not None
        while not select.select([self.process.stdout], [], [], POLL_SECONDS)[0]:
            if recorded_since(known) >= point.number:
                time.sleep(point.delay)
                self.scaffold.kill(victim)
                return


@contextmanager
def serve(scaffold: Scaffold, targets: Targets, dataset: str, alerts: Path) -> Iterator[Server]:
    """Start the process that forks ticks; end it afterwards."""
    command = [sys.executable, "-m", "watch.forks", scaffold.url, dataset, str(alerts)]
    path = os.pathsep.join(entry for entry in sys.path if entry)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=0,
        env=os.environ | {"PYTHONPATH": path},
    ) as process:
        yield Server(process=process, scaffold=scaffold, targets=targets)
        assert process.stdin is not None
        process.stdin.close()


def sizes(targets: Targets) -> dict[Path, int]:
    """Return how much is on record, in bytes by file."""
    return {file: file.stat().st_size for file in targets.folder.glob("*.jsonl")}


def recorded_since(known: dict[Path, int]) -> int:
    """Count the messages that were recorded since then."""
    return sum(lines_after(file, size) for file, size in known.items())


def lines_after(file: Path, size: int) -> int:
    """Count the lines of a file from a position on."""
    with file.open("rb") as stream:
        stream.seek(size)
        return stream.read().count(b"\n")


Arrival = tuple[str, str, float]


def arrivals(targets: Targets) -> list[Arrival]:
    """Return (target, notice, time) of every message that arrived, repeats too."""
    found = [
        (request.place, title, request.arrived_at)
        for request in targets.http().received()
        for title in sorted(set(TITLE.findall(request.text)))
    ]
    found += [
        (recipient, title, mail.arrived_at)
        for mail in targets.smtp.received()
        for recipient in mail.recipients
        for title in sorted(set(TITLE.findall(str(mail.message["Subject"]))))
    ]
    return found


def duplicates(found: list[Arrival], ticks: list[Tick]) -> Counter[tuple[int, str]]:
    """Count what arrived again, by the tick that sent it and did not say so, and by target.

    Raises AssertionError when a message was repeated that a tick had sent which was not killed.
    """
    times = defaultdict(list)
    for target, title, at in found:
        times[target, title].append(at)
    counted: Counter[tuple[int, str]] = Counter()
    for (target, title), seen in times.items():
        for at in sorted(seen)[:-1]:
            number = begun_by(at, ticks)
            assert ticks[number].is_killed, f"{title} came again to {target}, without a crash"
            counted[number, target] += 1
    return counted


def begun_by(at: float, ticks: list[Tick]) -> int:
    """Return the number of the last tick that had begun: the one that did it."""
    return sum(tick.started_at <= at for tick in ticks) - 1


def phases(rows: list[Row], found: list[Arrival], ticks: list[Tick]) -> dict[str, int]:
    """Count the killed ticks by how far they had come: from their rows, and what arrived."""
    events: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        events[begun_by(row["occurred_at"].timestamp(), ticks)][row["event"]] += 1
    sent = Counter(begun_by(at, ticks) for _, _, at in found)
    killed = [number for number, tick in enumerate(ticks) if tick.is_killed]
    return dict(Counter(phase(events[number], sent[number]) for number in killed))


def phase(events: Counter[str], sent: int) -> str:
    """Return how far a tick had come."""
    if not events["claimed"]:
        return "before the first claim"
    if not sent:
        return "claimed, nothing sent"
    if sent > events["accepted"]:
        return "sent, not written down"
    if events["accepted"] >= events["claimed"]:
        return "all written down but the tick itself"
    return "written down, the next one claimed"
