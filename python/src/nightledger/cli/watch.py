"""`nightledger watch`: tick again and again, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from nightledger.cli.alerts_file import config_option
from nightledger.cli.connection import Connection, connection_options
from nightledger.cli.saying import say
from nightledger.cli.ticking import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path
    from types import FrameType

    from click import Context, Parameter

    from nightledger.cli.watching import Watching

FINISHING = b"\nFinishing this tick; once more breaks it off.\n"
STANDARD_ERROR = 2


def pause(_context: Context, _parameter: Parameter, text: str) -> timedelta:
    """Read a duration such as 60s: an option's callback."""
    from nightledger.config.durations import parse_duration  # noqa: PLC0415 - heavy

    try:
        return parse_duration(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option(
    "--every",
    metavar="LENGTH",
    callback=pause,
    default="60s",
    show_default=True,
    help="Pause between two ticks: 30s, 5m, 1h.",
)
@config_option
@connection_options
def watch(*, connection: Connection, every: timedelta, alerts_file: Path) -> None:
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
    with signals_to(watching):
        watching.run()
    say(f"Stopped after {counted(watching.tick_count, 'tick')}.")


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
