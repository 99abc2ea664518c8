"""What was found out about statements: kept in memory, and in a folder for the next process."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_STATEMENTS = 1_000
OUT_OF_USE_SECONDS = 7 * 24 * 3600
DATASET = re.compile(r"`([\w-]{6,})`(?=\.`)|(?:FROM|JOIN|INTO) \"([\w-]{6,})\"(?=\.\")")
FOLDER = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "nightledger" / "emulator"


@cache
def version() -> str:
    """Return what the answers depend on: the emulator, its parser, and these repairs.

    What was kept for another version is of no more use, and is removed.
    """
    parts = [
        metadata.version("bqemulator"),
        metadata.version("sqlglot"),
        *(file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parent.glob("*.py"))),
    ]
    name = hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
    with suppress(OSError):
        for other in FOLDER.iterdir():
            if other.name != name and other.stat().st_mtime < time.time() - OUT_OF_USE_SECONDS:
                shutil.rmtree(other, ignore_errors=True)
    return name


class Kept:
    """Answers to one kind of question.

    A key is made of texts only. What is asked for once, such as an insert of rows, stays in memory;
    what is asked for again is kept in the folder.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._found: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._unwritten: set[tuple[Any, ...]] = set()

    def find(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what is known by that key, or make it."""
        found = self.known(key)
        if found is None:
            found = make()
            self.keep(key, found)
        return found

    def known(self, key: tuple[Any, ...]) -> Any:
        """Return what is known by that key; None for nothing."""
        if key in self._found:
            self._found.move_to_end(key)
            found = self._found[key]
            if key in self._unwritten:
                self._unwritten.remove(key)
                write(self._path(key), found)
            return found
        try:
            found = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        self._remember(key, found)
        return found

    def keep(self, key: tuple[Any, ...], found: Any) -> None:
        """Keep what was found out."""
        self._unwritten.add(key)
        self._remember(key, found)

    def _path(self, key: tuple[Any, ...]) -> Path:
        name = hashlib.sha256(repr((self._what, key)).encode()).hexdigest()
        return FOLDER / version() / f"{name}.json"

    def _remember(self, key: tuple[Any, ...], found: Any) -> None:
        self._found[key] = found
        if len(self._found) > MOST_STATEMENTS:
            oldest, _ = self._found.popitem(last=False)
            self._unwritten.discard(oldest)


def write(path: Path, found: Any) -> None:
    """Write what was found out; another process may do the same."""
    with suppress(OSError):  # a folder that cannot be written costs time and nothing else
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps(found), encoding="utf-8")
        scratch.replace(path)


def without_datasets(sql: str) -> tuple[str, list[str]]:
    """Return a text with signs in place of the datasets it names, and their names.

    What was found out about a statement then holds for the same one of another dataset. A name that
    occurs elsewhere too stays.
    """
    found = named_datasets(sql)
    names = sorted(n for n in found if sql.count(n) == sql.count(f"`{n}`") + sql.count(f'"{n}"'))
    return with_signs(sql, names), names


def named_datasets(sql: str) -> set[str]:
    """Return the names of the datasets a text names."""
    return {name for pair in DATASET.findall(sql) for name in pair if name}


def with_signs(text: str, names: list[str]) -> str:
    """Put signs in place of names."""
    for place, name in enumerate(names):
        text = text.replace(name, f"§{place}§")
    return text


def with_names(text: str, names: list[str]) -> str:
    """Put names in place of signs."""
    for place, name in enumerate(names):
        text = text.replace(f"§{place}§", name)
    return text
