"""The landing folder: `2026-11-20.json`, or `2026-11-20.<anything>.json`, announces a delivery."""

import json
import re
from datetime import date
from hashlib import sha256
from pathlib import Path

from lender.ingest import Variant

NOTE = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(\..+)?\.json")
"""Whoever writes a note gives it this name last, so that nobody reads half of one."""


def notes(folder: Path) -> list[Path]:
    """List the delivery notes, by name; other files are none of our business."""
    found = folder.iterdir() if folder.exists() else ()
    return sorted(path for path in found if NOTE.fullmatch(path.name))


def day_of(note: Path) -> str:
    """Read the business date in a note's name."""
    named = NOTE.fullmatch(note.name)
    if named is None:
        message = f"{note} is no delivery note: its name is not like 2026-11-20.json."
        raise ValueError(message)
    return named["day"]


def identity(note: Path) -> str:
    """Name a note for good: the same name with another content is another delivery."""
    return f"{note.name}:{sha256(note.read_bytes()).hexdigest()[:16]}"


def variant_of(folder: Path, day: date) -> Variant:
    """Say how a date was delivered: as its last note says, or well.

    Raises ValueError when the note cannot be read.
    """
    said = [note for note in notes(folder) if day_of(note) == day.isoformat()]
    if not said:
        return Variant.CLEAN
    try:
        return Variant(json.loads(said[-1].read_text())["variant"])
    except (ValueError, KeyError, TypeError) as error:
        known = ", ".join(variant.value for variant in Variant)
        message = f'{said[-1]} does not say {{"variant": one of {known}}}: {error!r}'
        raise ValueError(message) from error
