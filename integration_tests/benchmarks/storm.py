"""One tick in a process of its own; prints its seconds and the most memory it had, as JSON.

python storm.py PROJECT DATASET, alerts.yml on standard input, BENCH_ENDPOINT as BigQuery.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time

from nightledger.config import loads
from nightledger.ledger import connect
from nightledger.watch import tick


def main() -> None:
    """Tick once."""
    project, dataset = sys.argv[1:]
    client = connect(project, endpoint=os.environ["BENCH_ENDPOINT"])
    config = loads(sys.stdin.read())
    started = time.monotonic()
    report = tick(client, dataset, config, host="cli", trigger="person")
    seconds = time.monotonic() - started
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    measured = {
        "seconds": seconds,
        "mebibytes": kibibytes / 1024,
        "problems": report.problem_count,
        "accepted": report.accepted_count,
    }
    sys.stdout.write(json.dumps(measured))


if __name__ == "__main__":
    main()
