"""A full disk and a folder nobody can write to: one plain line, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.row("F3")]

ALERTS = """
receivers: [{name: team, type: slack, url: {env: TEAM}}]
fallback: team
route: {receiver: team}
"""


def run(place: Path, *arguments: str, stdout: str = os.devnull) -> tuple[int, list[str]]:
    """Run the command line; give its exit code and the lines of its errors."""
    alerts = place / "alerts.yml"
    alerts.write_text(ALERTS)
    with open(stdout, "w") as output:  # noqa: PTH123 - a device
        done = subprocess.run(
            [sys.executable, "-m", "nightledger", *arguments],
            env={**os.environ, "NIGHTLEDGER_ALERTS": str(alerts), "PYTHONPATH": ":".join(sys.path)},
            stdout=output,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    return done.returncode, done.stderr.splitlines()


@pytest.mark.parametrize(
    "call", [("--help",), ("alerts", "route"), ("alerts", "preview", "--out", ".")]
)
def test_output_to_a_full_disk_is_one_line(tmp_path: Path, call: tuple[str, ...]) -> None:
    arguments = [str(tmp_path) if one == "." else one for one in call]
    assert run(tmp_path, *arguments, stdout="/dev/full") == (1, ["Error: No space left on device."])


@pytest.mark.parametrize("folder", ["/dev/null/x", "/proc/x"])
def test_a_folder_nobody_can_make_is_one_line(tmp_path: Path, folder: str) -> None:
    code, [line] = run(tmp_path, "alerts", "preview", "--out", folder)
    assert code == 1
    assert line.startswith("Error: /")


def test_a_file_the_disk_has_no_room_for_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    folder.mkdir()
    assert run(tmp_path, "alerts", "preview", "--out", str(folder)) == (0, [])
    one = min(folder.iterdir())
    one.unlink()
    one.symlink_to("/dev/full")
    code, lines = run(tmp_path, "alerts", "preview", "--out", str(folder))
    assert (code, lines) == (1, ["Error: No space left on device."])
