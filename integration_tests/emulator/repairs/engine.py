"""Start without the spatial extension: it is fetched over the network and kept in HOME."""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

from typing import Any

from .patching import wrap


def repair() -> None:
    """Leave GEOGRAPHY out; nothing else of the emulator needs the extension."""
    wrap("bqemulator.storage.engine:DuckDBEngine._load_spatial", lambda _: load_nothing)


def load_nothing(_engine: Any) -> None:
    """Stand in for the extension's loader."""
