"""How long a new instance imports before it can look: python -m function.cold_import.

Measured in an environment installed from the function's folder alone: the suites' own holds
libraries that BigQuery's client imports when it finds them. Prints medians of fresh processes and
the ratio to what any function on BigQuery imports. They take turns, so that a busy machine slows
both.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from function.deployment import Deployed, deploy

TIMES = 5
BASE = "import functions_framework, google.cloud.bigquery"
OURS = "import main"


def seconds(deployed: Deployed, statement: str) -> float:
    """Time one statement in a fresh process, the start of Python included."""
    python = deployed.environment / "bin" / "python"
    started = time.perf_counter()
    subprocess.run([python, "-c", statement], cwd=deployed.folder, check=True)
    return time.perf_counter() - started


def measure(deployed: Deployed) -> dict[str, float]:
    """Return the medians in seconds, by statement; the first turn only warms the disk."""
    turns = [
        {statement: seconds(deployed, statement) for statement in (BASE, OURS)}
        for _ in range(TIMES + 1)
    ]
    return {name: statistics.median(turn[name] for turn in turns[1:]) for name in (BASE, OURS)}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        medians = measure(deploy(Path(scratch)))
    for statement, median in medians.items():
        print(f"{median:6.3f} s  {statement}")
    print(f"{medians[OURS] / medians[BASE]:6.2f}    ratio")
