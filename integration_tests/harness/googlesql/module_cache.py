"""The compiled GoogleSQL module, kept once per machine.

Compiling the 28 MB WebAssembly file takes about 15 s on two cores; loading the result takes 0.1 s.
The compiled file carries a digest, so that a truncated or damaged one is noticed and made again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from wasmtime import Engine, Module, WasmtimeError

_REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledModule:
    """A module ready to run, and whether it was found in the cache."""

    module: Module
    from_cache: bool
    path: Path


def cache_directory() -> Path:
    """Return $NIGHTLEDGER_CACHE, else ~/.cache/nightledger, else the repository's .cache."""
    named = os.environ.get("NIGHTLEDGER_CACHE")
    candidates = [Path(named)] if named else [_home_cache(), _REPOSITORY / ".cache"]
    for candidate in candidates:
        try:
            candidate.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(candidate, os.W_OK):
            return candidate
    tried = ", ".join(str(candidate) for candidate in candidates)
    message = f"no writable cache directory (tried {tried}); set NIGHTLEDGER_CACHE to one"
    raise OSError(message)


def load_module(engine: Engine, wasm: Path, directory: Path) -> CompiledModule:
    """Load the compiled form of `wasm`; make it anew when it is missing or not sound."""
    path = directory / f"{wasm.stem}-{_key(wasm)}.cwasm"
    module = _read(engine, path)
    if module is not None:
        return CompiledModule(module=module, from_cache=True, path=path)
    return CompiledModule(module=_compile(engine, wasm, path), from_cache=False, path=path)


def _home_cache() -> Path:
    return Path("~").expanduser() / ".cache" / "nightledger"


def _key(wasm: Path) -> str:
    """Name what a compiled module depends on: the source file, the compiler, the machine."""
    parts = [str(wasm.stat().st_size), platform.machine()]
    parts += [f"{name}={importlib.metadata.version(name)}" for name in ("zetasql", "wasmtime")]
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]


def _read(engine: Engine, path: Path) -> Module | None:
    digest = path.with_suffix(".sha256")
    if not path.exists() or not digest.exists():
        return None
    if digest.read_text(encoding="ascii", errors="replace") != _digest(path.read_bytes()):
        _say(f"{path} is damaged; it will be made again")
        return None
    try:
        return Module.deserialize_file(engine, str(path))
    except WasmtimeError:
        # Compiled for another processor or another build of the runtime.
        return None


def _compile(engine: Engine, wasm: Path, path: Path) -> Module:
    _say("compiling the GoogleSQL analyser, once for this machine: about 20 s ...")
    started = time.monotonic()
    module = Module.from_file(engine, str(wasm))
    compiled = module.serialize()
    _replace(path, bytes(compiled))
    _replace(path.with_suffix(".sha256"), _digest(bytes(compiled)).encode())
    _say(f"compiled in {time.monotonic() - started:.0f} s and kept as {path}")
    return module


def _replace(path: Path, content: bytes) -> None:
    """Write all or nothing: two processes may start cold at the same moment."""
    temporary = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _say(text: str) -> None:
    sys.stderr.write(f"googlesql: {text}\n")
    sys.stderr.flush()
