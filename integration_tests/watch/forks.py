"""A process that forks a tick for each line it reads: `python -m watch.forks ADDRESS DATASET FILE`.

Each tick is a process of its own with its own connections, and costs no start of Python. The
server says `<process id>` when a tick has begun and `<exit status>` when it has ended; until the
next line nobody else can get its process id, so that a signal never hits a stranger.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nightledger import config, watch
from nightledger.emulator import EmbeddedBigQuery  # noqa: F401 - imported once, before the forks
from nightledger.emulator.connect import client_for
from nightledger.emulator.process import DEFAULT_PROJECT
from nightledger.transports import smtp, teams, webhook  # noqa: F401 - as above

LOCATION = "US"


def main(address: str, dataset: str, alerts: Path) -> None:
    """Serve until standard input ends."""
    settings = config.load(alerts)
    settings.build_transports()
    process = None
    while sys.stdin.readline():
        if process:
            os.waitpid(process, 0)
        process = os.fork()
        if process == 0:
            client = client_for(address, DEFAULT_PROJECT, location=LOCATION)
            watch.tick(client, dataset, settings, host="cli", trigger="schedule")
            os._exit(0)
        print(process, flush=True)
        ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        print(ended.si_status if ended else 0, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
