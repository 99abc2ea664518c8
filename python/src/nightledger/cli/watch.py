"""`nightledger watch`: tick again and again, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from nightledger.cli.alerts_file import config_option
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.cli.ticking import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import timedelta
    from pathlib import Path
    from types import FrameType

    from click import Context, Parameter

    from nightledger.cli.watching import Watching

FINISHING = b"\nFinishing this tick; once more breaks it off.\n"
STANDARD_ERROR = 2
MOST_BYTES = 10 * 1024**3
"""A question about metrics that reads more is refused."""


def pause(_context: Context, _parameter: Parameter, text: str) -> timedelta:
    """Read a duration such as 60s: an option's callback."""
    from nightledger.config.durations import parse_duration  # noqa: PLC0415 - heavy

    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(short_help="Tick again and again, until Ctrl-C.")
@click.option(
    "--every",
    metavar="LENGTH",
    callback=pause,
    default="60s",
    show_default=True,
    help="Pause between two ticks: 30s, 5m, 1h.",
)
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    help="Serve metrics for Prometheus at /metrics of this port; 0 takes a free one.",
)
@click.option(
    "--metrics-host",
    default="127.0.0.1",
    show_default=True,
    help="Address to serve them at; 0.0.0.0 for other machines.",
)
@click.option(
    "--metrics-every",
    metavar="LENGTH",
    callback=pause,
    default="15m",
    show_default=True,
    help="How old the ledger's metrics may be; each time they are asked is billed.",
)
@config_option
@connection_options
def watch(  # noqa: PLR0913 - one argument per option
    *,
    connection: Connection,
    every: timedelta,
    alerts_file: Path,
    metrics_port: int | None,
    metrics_host: str,
    metrics_every: timedelta,
) -> None:
    """Tick again and again, until Ctrl-C or SIGTERM; the tick under way is finished.

    Reads alerts.yml again when it changes; one with mistakes is said, and the earlier one kept. A
    tick that fails is said, and the pause grows until one works again.
    """
    from nightledger.cli.watching import AlertsFile, Watching  # noqa: PLC0415 - heavy
    from nightledger.watch import Watcher  # noqa: PLC0415 - heavy

    dataset = connection.required_dataset()
    alerts = AlertsFile.read(alerts_file)
    watcher = Watcher(client=connection.client(dataset), dataset=dataset)
    watching = Watching(watcher=watcher, alerts=alerts, every=every)
    with serving(watching, metrics_host, metrics_port, metrics_every), signals_to(watching):
        watching.run()
    say(f"Stopped after {counted(watching.tick_count, 'tick')}.")


def serving(
    watching: Watching, host: str, port: int | None, every: timedelta
) -> AbstractContextManager[object]:
    """Serve the loop's metrics while it runs, where a port is given. Raises OSError."""
    if port is None:
        return nullcontext()
    return served_of(watching, host, port, every)


@contextmanager
def served_of(watching: Watching, host: str, port: int, every: timedelta) -> Iterator[None]:
    """Serve them, and say where."""
    from nightledger.cli.exporting import PATH, Exporter, served  # noqa: PLC0415 - heavy
    from nightledger.metrics import ask  # noqa: PLC0415 - heavy

    watcher = watching.watcher
    watching.exporter = Exporter(
        ask=lambda: ask(
            watcher.client, watcher.dataset, environment="", maximum_bytes_billed=MOST_BYTES
        ),
        every=every,
        say=watching.say,
    )
    with served(watching.exporter, host, port) as found:
        watching.say(f"Metrics are at http://{host}:{found}{PATH}.")
        yield


@contextmanager
def signals_to(watching: Watching) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM ask for the end, and a second one break off."""

    def end(_number: int, _frame: FrameType | None) -> None:
        if watching.stop.is_set():
            raise KeyboardInterrupt
        watching.stop.set()
        if watching.is_ticking:
            os.write(STANDARD_ERROR, FINISHING)  # anything more is unsafe in a signal's handler

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may listen to signals
        return
    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
