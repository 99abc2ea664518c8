"""The environments of the version matrix, and what dbt v2 needs to find DuckDB."""

from __future__ import annotations

import sysconfig
from pathlib import Path

import pytest
from harness.dbt import REPOSITORY, dbt_command

V1_ON_DUCKDB = "dbt-v1-duckdb"
V2 = "dbt-v2"


def need(*environments: str) -> None:
    """Skip the test unless these environments were built."""
    for name in environments:
        if not dbt_command(name).exists():
            pytest.skip(f"no environment .venvs/{name}: `make matrix` builds it")


def duckdb_for_v2(folder: Path) -> dict[str, str]:
    """Let dbt v2 load DuckDB from the Python wheel; give the variables it needs for that.

    v2 looks for a library called libduckdb.so before it would download its own. The wheel's
    extension module is that library; only the symbols of Python itself are missing from it.
    """
    packages = next((REPOSITORY / ".venvs" / V2 / "lib").glob("python3*")) / "site-packages"
    library = folder / "libduckdb.so"
    library.symlink_to(next(packages.glob("_duckdb*.so")))
    python = Path(sysconfig.get_config_var("LIBDIR")) / sysconfig.get_config_var("INSTSONAME")
    return {"LD_LIBRARY_PATH": str(folder), "LD_PRELOAD": str(python)}
