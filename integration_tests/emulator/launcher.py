"""Run bqemulator on loopback ports, repaired, offline, and no longer than its parent.

This file is started by path with the *emulator's* interpreter, which knows nothing of
Nightledger: it and the folder `repairs` beside it import nothing else of ours. It leaves
when it receives SIGTERM or SIGINT, or when its standard input closes: its parent is gone.
"""

# ruff: noqa: ANN401 - the emulator's objects have no types here
from __future__ import annotations

import argparse
import importlib
import json
import logging
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

STANDARD_INPUT = 0


def main() -> None:
    """Serve until told to stop; the ports appear in the ready file once both listen."""
    arguments = parse_arguments()
    for port in (arguments.port, arguments.grpc_port):
        require_free(port)
    logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it remarks on most of BigQuery
    os.environ.update(offline_settings(arguments.work_dir))
    chosen = settings(arguments)
    log = importlib.import_module("bqemulator.observability.logging_")
    log.configure_logging(level=chosen.log_level, fmt=chosen.log_format)
    importlib.import_module("repairs").apply_all()
    server = importlib.import_module("bqemulator.server")
    announce_when_ready(server.EmulatorServer, arguments.ready_file)
    threading.Thread(target=stop_with_parent, args=[arguments.work_dir], daemon=True).start()
    server.run_forever(chosen)


def parse_arguments() -> argparse.Namespace:
    """Port 0 lets the system choose, which is free of races."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--grpc-port", type=int, default=0)
    parser.add_argument("--project", required=True)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--work-dir", type=Path, required=True)
    parser.add_argument("--ready-file", type=Path, required=True)
    return parser.parse_args()


def require_free(port: int) -> None:
    """Leave with a plain sentence when somebody listens on `port` already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(f"Port {port} of 127.0.0.1: {error.strerror}. Choose another, or 0 for any.")


def offline_settings(work_dir: Path) -> dict[str, str]:
    """Keep uploads in our folder and ask no server for DuckDB's Avro extension."""
    return {
        "BQEMU_ENABLE_FORMAT_EXTENSIONS": "false",
        "BQEMU_UPLOAD_STAGING_DIR": str(work_dir / "uploads"),
    }


def settings(arguments: argparse.Namespace) -> Any:
    """Return bqemulator's own settings object; rows live in a file only with a data folder."""
    config = importlib.import_module("bqemulator.config")
    mode = config.PersistenceMode
    return config.Settings(
        rest_host="127.0.0.1",
        rest_port=arguments.port,
        grpc_host="127.0.0.1",
        grpc_port=arguments.grpc_port,
        default_project_id=arguments.project,
        data_dir=arguments.data_dir,
        persistence_mode=mode.PERSISTENT if arguments.data_dir else mode.EPHEMERAL,
        log_level=config.LogLevel.WARNING,
        log_format=config.LogFormat.CONSOLE,
    )


def announce_when_ready(server_class: Any, ready_file: Path) -> None:
    """Write the ports that were bound; the rename makes the file appear complete."""
    start = server_class.start

    async def start_and_announce(self: Any) -> None:
        await start(self)
        draft = ready_file.with_suffix(".draft")
        draft.write_text(json.dumps({"port": self.rest_port, "grpc_port": self.grpc_port}))
        draft.rename(ready_file)

    server_class.start = start_and_announce


def stop_with_parent(work_dir: Path) -> None:
    """Block until standard input closes; then tidy up in the parent's place and stop."""
    while os.read(STANDARD_INPUT, 1):
        pass
    shutil.rmtree(work_dir, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
