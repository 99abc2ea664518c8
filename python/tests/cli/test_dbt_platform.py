"""`nightledger ingest --dbt-platform` against a server that answers as it is told."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from nightledger.cli import main
from nightledger.dbt_platform import DbtPlatformError, fetch_run
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.row("F7", "A11")
TOKEN = "dbtc_made-up-token-nobody-may-see"  # noqa: S105 - a made-up secret to look for
MANIFEST = json.dumps({"metadata": {"invocation_id": "i1"}}).encode()


class Platform(ThreadingHTTPServer):
    """Answers each artifact with a list of statuses, one after the other, then with its text."""

    def __init__(self, artifacts: dict[str, bytes], troubles: dict[str, list[int]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.artifacts, self.troubles = artifacts, troubles
        self.asked: list[tuple[str, str]] = []

    @property
    def page(self) -> str:
        """Return the address of a run's page."""
        return f"http://127.0.0.1:{self.server_port}/deploy/11/projects/22/runs/33"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Platform

    def do_GET(self) -> None:
        """Answer as told."""
        name = self.path.rpartition("/")[2]
        self.server.asked.append((self.path, self.headers["Authorization"]))
        troubles = self.server.troubles.get(name, [])
        status = troubles.pop(0) if troubles else 200
        text = self.server.artifacts.get(name)
        if status == 200 and text is None:
            status = 404
        self.send_response(200 if status < 100 else status)
        self.send_header("Content-Length", str(len(text or b"")))
        if status == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        if text and status == 200:
            self.wfile.write(text)
        elif text and status < 100:
            self.wfile.write(text[:status])

    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - the base class's
        """Say nothing."""


@contextmanager
def platform(
    artifacts: dict[str, bytes], troubles: dict[str, list[int]] | None = None
) -> Iterator[Platform]:
    server = Platform(artifacts, troubles or {})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return what was waited, without waiting."""
    pauses: list[float] = []
    monkeypatch.setattr("nightledger.dbt_platform.time.sleep", pauses.append)
    return pauses


def test_artifacts_a_run_has_are_fetched_with_the_token(tmp_path: Path) -> None:
    with platform({"manifest.json": MANIFEST, "run_results.json": b"{}"}) as server:
        assert fetch_run(server.page, TOKEN, tmp_path) == ["manifest.json", "run_results.json"]
    assert (tmp_path / "manifest.json").read_bytes() == MANIFEST
    assert server.asked[0] == (
        "/api/v2/accounts/11/runs/33/artifacts/manifest.json",
        f"Token {TOKEN}",
    )


def test_a_busy_platform_is_asked_again_when_it_says(tmp_path: Path, waited: list[float]) -> None:
    troubles = {"manifest.json": [429, 503, 5]}
    with platform({"manifest.json": MANIFEST}, troubles) as server:
        assert fetch_run(server.page, TOKEN, tmp_path) == ["manifest.json"]
    assert (tmp_path / "manifest.json").read_bytes() == MANIFEST
    assert waited == [7.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("artifacts", "troubles", "said"),
    [
        ({"manifest.json": MANIFEST}, [401], "Job Viewer"),
        ({"manifest.json": MANIFEST}, [403], "Job Viewer"),
        ({"manifest.json": MANIFEST}, [302], "HTTP 302"),
        ({"manifest.json": MANIFEST}, [500] * 9, "HTTP 500, 5 times"),
        ({"manifest.json": MANIFEST}, [5] * 9, "5 times"),
        ({}, [], "has no artifacts"),
    ],
)
def test_what_is_refused_says_what_to_do_and_no_token(
    artifacts: dict[str, bytes], troubles: list[int], said: str, tmp_path: Path
) -> None:
    with platform(artifacts, {"manifest.json": troubles}) as server:
        result = CliRunner(env={"DBT_PLATFORM_TOKEN": TOKEN}).invoke(
            main, ["ingest", "--dbt-platform", server.page]
        )
        assert result.exit_code == 1
        assert said in result.output
        assert TOKEN not in result.output
        server.troubles["manifest.json"] = [403]
        with pytest.raises(DbtPlatformError):
            fetch_run(server.page, TOKEN, tmp_path)


@pytest.mark.parametrize(
    "page",
    [
        "https://ab1.us1.dbt.com/deploy/1/projects/2/jobs/3",
        "https://token@ab1.us1.dbt.com/deploy/1/projects/2/runs/3",
        "file:///deploy/1/projects/2/runs/3",
        "3",
    ],
)
def test_what_is_no_page_of_a_run_is_asked_of_nobody(page: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="address of a run's page"):
        fetch_run(page, TOKEN, tmp_path)


def test_a_call_without_folder_or_token_is_told() -> None:
    assert "Give a FOLDER" in CliRunner().invoke(main, ["ingest"]).output
    call = ["ingest", "--dbt-platform", "https://x.test/deploy/1/projects/2/runs/3"]
    assert (
        "DBT_PLATFORM_TOKEN" in CliRunner(env={"DBT_PLATFORM_TOKEN": ""}).invoke(main, call).output
    )
