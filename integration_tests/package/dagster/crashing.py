"""A job whose step is killed in its own process, as the machine does that has no memory left."""

from __future__ import annotations

import os
import signal

import dagster as dg


@dg.op
def greedy() -> None:
    """End as a process does that takes too much."""
    os.kill(os.getpid(), signal.SIGKILL)


@dg.job(executor_def=dg.multiprocess_executor)
def nightly() -> None:
    """Run it in a process of its own, which is Dagster's default."""
    greedy()
