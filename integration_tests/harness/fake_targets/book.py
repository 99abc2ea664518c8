"""What the servers are to do: scripts, set by tests and used up by requests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["ANY", "Behaviour", "Book", "Ending", "Script"]

#: The place of a script for whatever no other script takes.
ANY = "*"

#: answer: in full. hang: not at all, and RST once the scripts of the place are cleared. reset: RST
#: after the request was read. reset_unread: RST with the body of the request unread. cut: RST in
#: the middle of the answer's body.
Ending = Literal["answer", "hang", "reset", "reset_unread", "cut"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What a server does once; `body` is repeated up to `body_bytes`, one byte per drip."""

    status: int = 202
    ending: Ending = "answer"
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    body_bytes: int | None = None
    delay_seconds: float = 0.0
    drip_seconds: float = 0.0

    @property
    def content(self) -> bytes:
        """Body of the answer."""
        text = self.body.encode()
        if self.body_bytes is None:
            return text
        text = text or b"x"
        return (text * (self.body_bytes // len(text) + 1))[: self.body_bytes]


@dataclass(slots=True, kw_only=True)
class Script:
    """The behaviour of the next `left` requests to a place; None for all that come."""

    place: str
    behaviour: Behaviour
    left: int | None = 1


@dataclass(slots=True)
class Book:
    """The open scripts, oldest first; safe for threads."""

    _scripts: list[Script] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _hanging: dict[str, threading.Event] = field(default_factory=dict)

    def add(self, script: Script) -> None:
        """Put a script behind those of the same place."""
        with self._lock:
            self._scripts.append(script)

    def take(self, *places: str) -> Behaviour | None:
        """Use up one request of the oldest open script of the first place that has one."""
        with self._lock:
            for place in places:
                for script in self._scripts:
                    if script.place == place and script.left != 0:
                        if script.left is not None:
                            script.left -= 1
                        return script.behaviour
        return None

    def clear(self, place: str | None = None) -> None:
        """Forget the scripts of a place, or all."""
        with self._lock:
            self._scripts = [s for s in self._scripts if place is not None and s.place != place]
            for name in [name for name in self._hanging if place in {None, name}]:
                self._hanging.pop(name).set()

    def released(self, place: str) -> threading.Event:
        """Return what is set when those that hang at a place are let go."""
        with self._lock:
            return self._hanging.setdefault(place, threading.Event())

    def order(self, message: dict[str, Any]) -> None:
        """Do what a client asked for: `clear` a place, or `add` a script."""
        if "clear" in message:
            self.clear(message["clear"])
            return
        behaviour = Behaviour(**message["behaviour"])
        self.add(Script(place=message["place"], behaviour=behaviour, left=message["times"]))
