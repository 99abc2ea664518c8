"""The loop of `nightledger watch`: what it reads again, and how long it waits."""

from __future__ import annotations

import io
import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, cast

import pytest
from click.testing import CliRunner
from nightledger.cli import main
from nightledger.cli.watching import AlertsFile, Watching
from nightledger.errors import PermanentLedgerError, TransientLedgerError
from nightledger.watch import Watcher
from rich.console import Console

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("C8")
ALERTS = """
receivers: [{name: chat, type: slack, url: {env: SLACK_URL}}]
fallback: chat
route: {receiver: chat}
"""


@pytest.fixture
def alerts(tmp_path: Path) -> AlertsFile:
    """Return an alerts.yml that was read once."""
    path = tmp_path / "alerts.yml"
    path.write_text(ALERTS)
    return AlertsFile.read(path)


class Failing(Watcher):
    """A watcher whose ticks fail, one after the other, with these errors."""

    def __init__(self, *errors: Exception) -> None:
        super().__init__(client=cast("Any", None), dataset="audit")
        self.errors = list(errors)

    def tick(self, *_positional: object, **_named: object) -> NoReturn:
        """Raise the next error."""
        raise self.errors.pop(0)


def watching(alerts: AlertsFile, *errors: Exception, **more: Any) -> Watching:  # noqa: ANN401 - any field of it
    """Return a loop that never reaches BigQuery."""
    fields: dict[str, Any] = {"watcher": Failing(*errors), "every": timedelta(minutes=1)}
    return Watching(alerts=alerts, **(fields | more))


def test_a_changed_file_counts_from_the_next_tick_on(alerts: AlertsFile) -> None:
    assert alerts.reread() is None
    alerts.path.write_text(ALERTS.replace("chat", "talk"))
    assert "changed" in str(alerts.reread())
    assert alerts.config.fallback == "talk"
    assert alerts.reread() is None


@pytest.mark.parametrize("text", ["route: 1", "a: [", None])
def test_a_broken_file_is_told_once_and_the_earlier_one_kept(
    alerts: AlertsFile, text: str | None
) -> None:
    if text is None:
        alerts.path.unlink()
    else:
        alerts.path.write_text(text)
    assert "the earlier one counts" in str(alerts.reread())
    assert alerts.reread() is None
    assert alerts.config.fallback == "chat"
    alerts.path.write_text(ALERTS)
    assert "counts from now on" in str(alerts.reread())


def test_the_pause_grows_with_each_failure_up_to_ten_minutes(alerts: AlertsFile) -> None:
    pauses = [watching(alerts, failure_count=count).pause() for count in (0, 1, 2, 3, 4, 5, 99)]
    assert [pause.total_seconds() for pause in pauses] == [60, 60, 120, 240, 480, 600, 600]
    rare = watching(alerts, every=timedelta(hours=1), failure_count=9)
    assert rare.pause() == timedelta(hours=1)


def test_only_the_first_tick_may_end_the_watch(
    alerts: AlertsFile, capsys: pytest.CaptureFixture[str]
) -> None:
    busy, gone = TransientLedgerError("busy"), PermanentLedgerError("gone, token=hunter2hunter2")
    loop = watching(alerts, busy, gone)
    assert loop.look() == "the tick failed, the next one is in 60 s"
    assert loop.look() == "the tick failed, the next one is in 120 s"
    said = capsys.readouterr().out
    assert ("busy" in said, "gone" in said, "hunter2" in said) == (True, True, False)
    with pytest.raises(PermanentLedgerError):
        watching(alerts, gone).look()


def test_a_mistake_of_ours_is_said_with_its_place_and_ends_no_watch_that_works(
    alerts: AlertsFile, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = watching(alerts, TransientLedgerError("busy"), KeyError("token=hunter2hunter2"))
    loop.look()
    assert loop.look() == "the tick failed, the next one is in 120 s"
    said = capsys.readouterr().out
    assert ("KeyError" in said, __file__ in said, "hunter2" in said) == (True, True, False)
    with pytest.raises(KeyError):
        watching(alerts, KeyError("at the start")).look()


def test_a_terminal_shows_how_it_stands(alerts: AlertsFile) -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=100)
    loop = watching(alerts, TransientLedgerError("busy"), console=terminal)
    threading.Timer(0.5, loop.stop.set).start()
    loop.run()
    assert "looking" in screen.getvalue()
    assert re.search(r"UTC: the tick failed, the next one is in 60 s\n", screen.getvalue())


def test_a_pause_that_is_none_is_refused() -> None:
    result = CliRunner().invoke(main, ["watch", "--every", "often"])
    assert result.exit_code == 2
    assert "'often' is no duration" in result.stderr
