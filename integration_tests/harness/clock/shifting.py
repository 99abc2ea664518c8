"""Compile the library that shifts the clock, and give programs the variables that load it."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from harness.dbt import REPOSITORY

SOURCE = Path(__file__).with_name("shifted.c")
LIBRARY = REPOSITORY / ".cache" / "shifted.so"
COMPILERS = ("cc", "gcc", "clang")


def find_compiler() -> str | None:
    """Return the path of a C compiler; None where there is none."""
    return next((path for name in COMPILERS if (path := shutil.which(name))), None)


def shifted_environment(at: datetime) -> dict[str, str]:
    """Return this process's variables, and those with which a program starts at `at`.

    Raises FileNotFoundError without a C compiler and subprocess.CalledProcessError when it fails.
    """
    seconds = round((at - datetime.now(timezone.utc)).total_seconds())
    loaded = " ".join(filter(None, (str(library()), os.environ.get("LD_PRELOAD"))))
    return {
        **os.environ,
        "LD_PRELOAD": loaded,
        "NIGHTLEDGER_SHIFT_SECONDS": str(seconds),
    }


def library() -> Path:
    """Return the compiled library, compiled anew when its source is newer."""
    if LIBRARY.exists() and LIBRARY.stat().st_mtime >= SOURCE.stat().st_mtime:
        return LIBRARY
    compiler = find_compiler()
    if compiler is None:
        message = f"A shifted clock takes a C compiler; there is none of {', '.join(COMPILERS)}."
        raise FileNotFoundError(message)
    LIBRARY.parent.mkdir(parents=True, exist_ok=True)
    scratch = LIBRARY.with_suffix(f".{os.getpid()}")
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(scratch), str(SOURCE)]
    subprocess.run(command, check=True)
    scratch.replace(LIBRARY)
    return LIBRARY
