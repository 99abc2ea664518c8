"""One running GoogleSQL engine: the real parser, analyser and reference evaluator, as WebAssembly.

Requests and answers are protocol buffers copied in and out of the module's memory.
"""

from __future__ import annotations

import ctypes
import functools
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import tzdata
from harness.googlesql.errors import SqlError
from harness.googlesql.module_cache import CompiledModule, cache_directory, load_module
from wasmtime import Config, Engine, Linker, Store, Trap, WasiConfig, WasmtimeError
from zetasql.wasi import get_wasm_path

if TYPE_CHECKING:
    from google.protobuf.message import Message
    from wasmtime import Func, SharedMemory

    Answer = TypeVar("Answer", bound=Message)

_SIZE_BYTES = 4


class GoogleSql:
    """The engine. A crash inside the module is survived by a fresh start, counted in `starts`."""

    def __init__(self, directory: Path | None = None) -> None:
        config = Config()
        config.shared_memory = True
        self._engine = Engine(config)
        self.compiled: CompiledModule = load_module(
            self._engine, Path(get_wasm_path()), directory or cache_directory()
        )
        self.starts = 0
        self._start()

    def call(self, method: str, request: Message, answer: type[Answer]) -> Answer:
        """Send one request. Raises SqlError with the engine's words when the engine refuses it."""
        parsed: Answer = answer.FromString(self.send(method, request))
        return parsed

    def send(self, method: str, request: Message) -> bytes:
        """Send one request for an answer nobody reads. Raises SqlError."""
        try:
            return self._exchange(method, request.SerializeToString())
        except (Trap, WasmtimeError) as crash:
            self._start()
            reason = str(crash).strip().splitlines()[-1].strip()
            message = f"GoogleSQL itself stopped on this statement: {reason}"
            raise SqlError(message) from crash

    def _start(self) -> None:
        self.starts += 1
        store = Store(self._engine)
        wasi = WasiConfig()
        wasi.inherit_stderr()
        zones = Path(tzdata.__file__).parent / "zoneinfo"
        wasi.preopen_dir(str(zones), "/usr/share/zoneinfo")
        store.set_wasi(wasi)
        linker = Linker(self._engine)
        linker.define_wasi()
        exports = linker.instantiate(store, self.compiled.module).exports(store)
        self._store, self._exports = store, exports
        self._memory: SharedMemory = exports["memory"]  # type: ignore[assignment]
        self._function("_initialize")(store)

    def _exchange(self, method: str, request: bytes) -> bytes:
        source, size = self._allocate(len(request)), self._allocate(_SIZE_BYTES)
        ctypes.memmove(self._address(source), request, len(request))
        function = self._function(f"ZetaSqlLocalService_{method}")
        target = function(self._store, source, len(request), size)
        try:
            if not target:
                raise SqlError.from_engine(self._last_error())
            length = int.from_bytes(self._read(size, _SIZE_BYTES), "little")
            return self._read(target, length)
        finally:
            for pointer in (source, size, target):
                self._function("wasm_free")(self._store, pointer)

    def _last_error(self) -> str:
        size = self._function("wasm_get_last_error_size")(self._store)
        pointer = self._function("wasm_get_last_error")(self._store)
        return self._read(pointer, size).decode()

    def _function(self, name: str) -> Func:
        return self._exports[name]  # type: ignore[return-value]

    def _allocate(self, size: int) -> int:
        pointer: int = self._function("wasm_malloc")(self._store, size)
        return pointer

    def _read(self, pointer: int, size: int) -> bytes:
        return ctypes.string_at(self._address(pointer), size)

    def _address(self, pointer: int) -> int:
        return ctypes.addressof(self._memory.data_ptr().contents) + pointer


@functools.lru_cache(maxsize=1)
def shared_engine() -> GoogleSql:
    """Return the engine of this process, started on first use."""
    return GoogleSql()
