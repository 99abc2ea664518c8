"""Runs the fake targets as a process: `python -m harness.fake_targets --state DIR`.

Prints its ports as one JSON line and serves until it is told to end.
"""

from __future__ import annotations

import argparse
import json
import signal
from pathlib import Path

from harness.fake_targets.run import FakeTargets

ENDS = {signal.SIGTERM, signal.SIGINT}


def main() -> None:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(description="Play Teams, Slack, PagerDuty and a mail server.")
    parser.add_argument("--state", type=Path, required=True, help="folder of the record")
    # Blocked before a thread starts, so that every thread leaves the signal to sigwait.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    with FakeTargets.start(parser.parse_args().state) as targets:
        ports = {
            "http_ports": targets.http_ports,
            "smtp_ports": targets.smtp_ports,
            "closed_port": targets.closed_port,
        }
        print(json.dumps(ports), flush=True)
        signal.sigwait(ENDS)


if __name__ == "__main__":
    main()
