"""The compiled engine is kept, checked and made again when it is damaged, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from harness.googlesql.engine import GoogleSql, shared_engine
from harness.googlesql.module_cache import cache_directory, load_module
from wasmtime import Engine, wat2wasm

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def wasm(tmp_path: Path) -> Path:
    """Return a module which compiles in no time."""
    path = tmp_path / "small.wasm"
    path.write_bytes(wat2wasm("(module)"))
    return path


def test_a_cold_start_is_announced(
    wasm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not load_module(Engine(), wasm, tmp_path).from_cache
    said = capsys.readouterr().err
    assert "compiling the GoogleSQL analyser, once for this machine: about 20 s" in said
    assert f"kept as {tmp_path}" in said


def test_the_second_start_uses_the_cache_and_is_silent(
    wasm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_module(Engine(), wasm, tmp_path)
    capsys.readouterr()
    assert load_module(Engine(), wasm, tmp_path).from_cache
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("damage", ["truncated", "changed", "emptied", "digest lost"])
def test_a_damaged_cache_is_made_again(wasm: Path, tmp_path: Path, damage: str) -> None:
    path = load_module(Engine(), wasm, tmp_path).path
    content = path.read_bytes()
    if damage == "digest lost":
        path.with_suffix(".sha256").unlink()
    half = len(content) // 2
    path.write_bytes(
        {
            "truncated": content[:half],
            "changed": content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :],
            "emptied": b"",
            "digest lost": content,
        }[damage]
    )
    assert not load_module(Engine(), wasm, tmp_path).from_cache
    assert load_module(Engine(), wasm, tmp_path).from_cache


def test_the_cache_may_be_put_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIGHTLEDGER_CACHE", str(tmp_path / "here"))
    assert cache_directory() == tmp_path / "here"


def test_a_second_engine_on_this_machine_starts_from_the_cache() -> None:
    shared_engine()
    assert GoogleSql().compiled.from_cache
