"""What `nightledger watch --metrics-port` serves."""

from __future__ import annotations

from datetime import timedelta

import pytest
import requests
from harness.prometheus import parsed
from nightledger.cli.exporting import Exporter, served
from nightledger.errors import TransientLedgerError
from nightledger.metrics import Metric, Sample, as_text

pytestmark = pytest.mark.row("F11")
NEVER, ALWAYS = timedelta(days=1), timedelta(0)
HOSTILE = 'a "quoted" \\ back\nslash \ud800 { } , = é'


class Ledger:
    """A ledger that says how often it was asked, or cannot be asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_down = False
        self.said: list[str] = []

    def ask(self) -> list[Metric]:
        """Return how often it was asked. Raises TransientLedgerError while it is down."""
        self.asked += 1
        if self.is_down:
            message = "BigQuery did not answer, token ghp_0123456789abcdefghijABCDEFGHIJ"
            raise TransientLedgerError(message)
        return [Metric(name="asked", help="Times.", samples=(Sample(value=self.asked),))]

    def exporter(self, every: timedelta) -> Exporter:
        """Return an exporter that asks it."""
        return Exporter(ask=self.ask, every=every, say=self.said.append)


def values(text: str) -> dict[str, float]:
    """Return the values of metrics without labels."""
    return {one.name: one.value for one in parsed(text) if one.name}


def test_a_scrape_gets_the_loop_and_the_ledger_and_asks_it_no_oftener_than_said() -> None:
    ledger = Ledger()
    exporter = ledger.exporter(NEVER)
    exporter.ticked(is_good=True)
    exporter.ticked(is_good=False)
    with served(exporter, "127.0.0.1", 0) as port:
        place = f"http://127.0.0.1:{port}"
        answers = [requests.get(f"{place}/metrics", timeout=10) for _ in range(3)]
        elsewhere = requests.get(place, timeout=10)
    assert all(answer.headers["Content-Type"].startswith("text/plain;") for answer in answers)
    found = values(answers[-1].text)
    assert found["nightledger_asked"] == ledger.asked == 1
    assert found["nightledger_watch_ticks_total"] == 2
    assert found["nightledger_watch_failed_ticks_total"] == 1
    assert found["nightledger_watch_last_tick_timestamp_seconds"] > 0
    assert found["nightledger_ledger_readable"] == 1
    assert elsewhere.status_code == 404


def test_while_the_ledger_cannot_be_asked_nothing_old_is_served_and_it_is_tried_again() -> None:
    ledger = Ledger()
    exporter = ledger.exporter(ALWAYS)
    assert values(exporter.text())["nightledger_asked"] == 1
    ledger.is_down = True
    found = values(exporter.text())
    assert "nightledger_asked" not in found
    assert found["nightledger_ledger_readable"] == 0
    assert "BigQuery did not answer" in ledger.said[0]
    assert "ghp_" not in ledger.said[0]
    ledger.is_down = False
    assert values(exporter.text())["nightledger_ledger_readable"] == 1


def test_any_text_is_a_label_and_a_secret_is_none() -> None:
    secret = "ghp_0123456789abcdefghijABCDEFGHIJ"  # noqa: S105 - a made-up shape
    samples = tuple(Sample(value=1, labels={"name": text}) for text in (HOSTILE, secret))
    text = as_text([Metric(name="x", help='A "help" \\ of\ntwo lines.', samples=samples)])
    hostile, hidden = parsed(text)
    assert hostile.labels["name"] == HOSTILE.replace("\ud800", "\\ud800")
    assert "\n" in hostile.help
    assert secret not in str(hidden)
