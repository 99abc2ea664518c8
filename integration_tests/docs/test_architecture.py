"""The architecture page shows the house as it is: rooms, who calls whom, and files that exist."""

from __future__ import annotations

import re

import pytest
from harness.dbt import REPOSITORY

pytestmark = pytest.mark.row("F4")
PAGE = (REPOSITORY / "docs" / "architecture.md").read_text()
MACROS = REPOSITORY / "macros"
MACRO = re.compile(r"{%-?\s*(?:macro|test|materialization)\s+(\w+)")
CALL = re.compile(r"nightledger\.(\w+)\(")
PATH = re.compile(r"`((?:macros|models|python|functions|docs|deploy)/[\w./-]+)`")
HOLDERS = ("macros", "models", "python/src/nightledger", "integration_tests")


def calls() -> dict[str, set[str]]:
    """Return which rooms of `macros/` each of them calls."""
    texts = {path: path.read_text() for path in MACROS.rglob("*.sql")}
    rooms = {path: path.relative_to(MACROS).parts[0] for path in texts}
    home = {name: rooms[path] for path, text in texts.items() for name in MACRO.findall(text)}
    found: dict[str, set[str]] = {room: set() for room in rooms.values()}
    for path, text in texts.items():
        found[rooms[path]] |= {home[name] for name in CALL.findall(text) if name in home}
    return {room: called - {room} for room, called in found.items()}


def test_the_picture_names_the_rooms_there_are() -> None:
    rooms = [
        room.name
        for holder in HOLDERS
        for room in (REPOSITORY / holder).iterdir()
        if room.is_dir() and not room.name.startswith(("_", "."))
    ]
    assert [room for room in rooms if f"{room}/" not in PAGE] == []


def test_the_table_of_layers_is_who_calls_whom() -> None:
    rows = re.findall(r"^\| `(\w+)/` \| (.+) \|$", PAGE, re.MULTILINE)
    drawn = {room: set(re.findall(r"`(\w+)/`", called)) for room, called in rows}
    assert drawn == calls()


def test_every_file_and_folder_it_names_exists() -> None:
    named = PATH.findall(PAGE)
    assert len(named) > 20
    assert [name for name in named if not (REPOSITORY / name).exists()] == []


@pytest.mark.parametrize("walk", ["a test result", "an alert"])
def test_a_walk_is_ten_steps(walk: str) -> None:
    section = PAGE.partition(f"## The walk of {walk}\n")[2].partition("\n## ")[0]
    assert re.findall(r"^(\d+)\. ", section, re.MULTILINE) == [str(n) for n in range(1, 11)]
