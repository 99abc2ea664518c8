"""What the shim adds to loading a code location: the same project with and without its line."""

from __future__ import annotations

import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING

from adoption.stock import QUICKSTART, Stock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REPEATS = 7
PROGRAM = """
import sys, time
sys.path.insert(0, sys.argv[1])
import dagster
started = time.perf_counter()
import definitions
definitions.defs.get_repository_def()
print(time.perf_counter() - started)
"""


def measure_imports(folder: Path, say: Callable[[str], None]) -> dict[str, float]:
    """Load the stock project in fresh processes, plain and observed in turn; give the medians.

    Dagster itself is imported before the clock starts: it takes seconds, and comes either way.
    """
    plain = stock(folder / "plain")
    observed = stock(folder / "observed")
    observed.adopt("The project")
    times = [(load(plain.folder), load(observed.folder)) for _ in range(REPEATS)]
    without, with_it = (median(each) for each in zip(*times, strict=True))
    whole = median(whole_load(plain.folder) for _ in range(3))
    say(
        f"loading a code location: {without:.3f} s, observed {with_it:.3f} s: "
        f"{with_it - without:.3f} s more, {(whole + with_it - without) / whole:.2f} times the whole"
    )
    return {"import_added_seconds": with_it - without}


def stock(folder: Path) -> Stock:
    """Write the stock project."""
    folder.mkdir(parents=True)
    return Stock(folder=folder, project="bench", dataset="bench").write(QUICKSTART)


def load(folder: Path) -> float:
    """Return the seconds it takes to load a project, Dagster being there."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def whole_load(folder: Path) -> float:
    """Return the seconds it takes with Dagster."""
    program = PROGRAM.replace("import dagster\n", "")
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
