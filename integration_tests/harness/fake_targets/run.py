"""Starts the servers: in threads of this process, or in a process of their own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.fake_targets.book import Book
from harness.fake_targets.certificates import CERTIFICATES, HOST, Authority
from harness.fake_targets.client import AUTHORITY, MAILS, REQUESTS, Targets
from harness.fake_targets.http_server import HttpServer
from harness.fake_targets.mail_server import PLAIN, MailServers
from harness.fake_targets.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["FakeTargets"]

STOP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class FakeTargets:
    """Ways to run the servers; their record is kept in `folder`."""

    @staticmethod
    @contextmanager
    def start(folder: Path) -> Iterator[Targets]:
        """Serve in threads until the end of the block."""
        folder.mkdir(parents=True, exist_ok=True)
        book, authority = Book(), Authority()
        authority.write(folder / AUTHORITY)
        with ExitStack() as stack:
            requests, mails = Record(folder / REQUESTS), Record(folder / MAILS)
            stack.callback(requests.close)
            stack.callback(mails.close)
            http_ports = start_http(stack, book, requests, authority)
            servers = MailServers(book=book, record=mails, authority=authority)
            servers.start()
            stack.callback(servers.stop)
            closed = stack.enter_context(socket.socket())
            closed.bind((HOST, 0))  # taken, and nobody listens
            yield Targets(
                folder=folder,
                http_ports=http_ports,
                smtp_ports=servers.ports,
                closed_port=closed.getsockname()[1],
            )

    @staticmethod
    @contextmanager
    def spawn(folder: Path) -> Iterator[Targets]:
        """Serve in a process until the end of the block."""
        command = [sys.executable, "-m", "harness.fake_targets", "--state", str(folder)]
        path = os.pathsep.join(entry for entry in sys.path if entry)
        environment = os.environ | {"PYTHONPATH": path}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            try:
                assert process.stdout is not None
                yield Targets(folder=folder, **json.loads(process.stdout.readline()))
            finally:
                process.terminate()
                process.wait(STOP_SECONDS)


def start_http(
    stack: ExitStack, book: Book, record: Record, authority: Authority
) -> dict[str, int]:
    """Start a plain server and one per certificate; give their ports."""
    servers = {PLAIN: HttpServer(book, record)} | {
        name: HttpServer(book, record, context=authority.context(name), certificate=name)
        for name in CERTIFICATES
    }
    for server in servers.values():
        server.start()
    stack.callback(stop_all, list(servers.values()))
    return {name: server.server_port for name, server in servers.items()}


def stop_all(servers: list[HttpServer]) -> None:
    """Stop servers at the same time; each looks up only so often."""
    with ThreadPoolExecutor(len(servers)) as pool:
        list(pool.map(HttpServer.stop, servers))
