"""Starting and stopping the embedded BigQuery for real."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from emulator import EmbeddedBigQuery, EmulatorError
from nightledger.ledger import connect

if TYPE_CHECKING:
    from harness.target import Target

ENVIRONMENT = {**os.environ, "PYTHONPATH": ":".join(sys.path)}
GRACE_SECONDS = 20.0


def test_rows_in_a_data_folder_survive_a_restart(tmp_path: Path) -> None:
    with EmbeddedBigQuery.start(data_dir=tmp_path / "rows") as first:
        client = first.client()
        client.query("create schema d; create table d.t as select 1 as a, json '{}' as j").result()
        client.query("alter table d.t alter column a set options (description='kept')").result()
    with EmbeddedBigQuery.start(data_dir=tmp_path / "rows") as second:
        client = second.client()
        (row,) = client.query("select a from d.t").result()
        column = client.get_table("d.t").schema[0]

    assert row[0] == 1
    assert column.description == "kept"
    assert not psutil.pid_exists(second.process.pid)


def test_nothing_is_written_to_home_and_only_loopback_listens(bigquery: Target) -> None:
    if bigquery.emulator is None:
        pytest.skip("there is no process of ours on the real service")
    process = psutil.Process(bigquery.emulator.process.pid)
    listening = [c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN]

    assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert len(listening) >= 2
    assert not [
        file.path for file in process.open_files() if file.path.startswith(str(Path.home()))
    ]


def test_emulator_ends_and_tidies_up_when_its_parent_is_killed() -> None:
    program = (
        "from emulator import EmbeddedBigQuery\n"
        "emulator = EmbeddedBigQuery.start()\n"
        "print(emulator.process.pid, emulator.work_dir, flush=True)\n"
        "emulator.process.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], env=ENVIRONMENT, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        pid, work_dir = parent.stdout.readline().decode().split()
        child = psutil.Process(int(pid))
        parent.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + GRACE_SECONDS
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the emulator outlived its parent"
        time.sleep(0.05)
    assert not Path(work_dir).exists()


def test_served_in_the_foreground_it_says_how_to_connect_and_stops_on_interrupt() -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "emulator"],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdout is not None
        said = [served.stdout.readline() for _ in range(5)]
        url = re.search(r"BIGQUERY_EMULATOR_HOST=(\S+)", "".join(said))
        assert url, said
        client = connect("nightledger-local", endpoint=url[1])
        (row,) = client.query("select 1").result()
        served.send_signal(signal.SIGINT)
        rest = served.stdout.read()

    assert row[0] == 1
    assert served.returncode == 0
    assert "Stopped." in rest


def test_port_in_use_is_explained_with_the_emulators_own_words(
    bigquery: Target,
) -> None:
    if bigquery.emulator is None:
        pytest.skip("there is no port of ours on the real service")

    with pytest.raises(EmulatorError, match=rf"Port {bigquery.emulator.port} .*Choose another"):
        EmbeddedBigQuery.start(port=bigquery.emulator.port, start_seconds=30)
