"""Real pipelines in a folder of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dlt
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dlt.common.destination import Destination
    from dlt.pipeline.pipeline import Pipeline


@pytest.fixture
def pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Destination[Any, Any] | None], Pipeline]:
    """Return a maker of pipelines; without a destination they load into files."""
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    monkeypatch.setenv("DLT_DATA_DIR", str(tmp_path / "data"))

    def make(destination: Destination[Any, Any] | None = None) -> Pipeline:
        files = dlt.destinations.filesystem(bucket_url=(tmp_path / "files").as_uri())
        return dlt.pipeline(
            "shop",
            destination=destination or files,
            dataset_name="raw",
            pipelines_dir=str(tmp_path / "pipelines"),
        )

    return make
