"""Forks ticks when told to: `python -m watch.forks ADDRESS DATASET FILE`.

Each tick is a process of its own with its own connections, and costs no start of Python. A line
says how many ticks are to run at once; the answer is a line with their process ids when they have
begun, and one with their exit statuses when all have ended. Until the next line nobody else can
get these ids, so that a signal never hits a stranger. The last line is the most memory that one of
them has used, in KiB.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from emulator.process import DEFAULT_PROJECT
from nightledger import config, watch
from nightledger.errors import NightledgerError
from nightledger.ledger import connect
from nightledger.transports import smtp, teams, webhook  # noqa: F401 - once, before the forks

LOCATION = "US"
FAMILIES = ("notices", "dbt")


def main(address: str, dataset: str, alerts: Path) -> None:
    """Serve until standard input ends."""
    settings = config.load(alerts)
    processes: list[int] = []
    for line in sys.stdin:
        collect(processes)
        processes = [fork(address, dataset, settings) for _ in range(int(line))]
        print(*processes, flush=True)
        print(*(status_of(process) for process in processes), flush=True)
    collect(processes)
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, flush=True)


def fork(address: str, dataset: str, settings: config.Config) -> int:
    """Start a tick; return its process id."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        client = connect(DEFAULT_PROJECT, location=LOCATION, endpoint=address)
        watch.tick(client, dataset, settings, host="cli", trigger="schedule", families=FAMILIES)
        status = 0
    except NightledgerError as error:
        print(error, file=sys.stderr)
    finally:
        os._exit(status)


def collect(processes: list[int]) -> None:
    """Let go of processes that have ended."""
    for process in processes:
        os.waitpid(process, 0)


def status_of(process: int) -> int:
    """Wait for the end of a process, and leave it to be collected; return status or signal."""
    ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
    return ended.si_status if ended else 0


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
