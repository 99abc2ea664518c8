"""docs/elementary.md, run: one teller, one channel, its page in it, and no personal data."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from elementary.beside import BLOCKS, CHANNEL, EDR, PACKAGES, PAGE, Consumer, make_consumer
from harness.fake_targets import FakeTargets
from nightledger import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from google.cloud.bigquery import Client
    from harness.fake_targets import Request
    from harness.target import Target

pytestmark = pytest.mark.row("C11")
IBAN = "DE89370400440532013000"
MOST_LINES = 30
ENCODED = re.compile(r"[A-Za-z0-9+/]{400,}={0,2}")


class Night(NamedTuple):
    """What a night left behind."""

    consumer: Consumer
    code: int
    said: str
    cards: list[Request]
    page: str
    elementary: str
    ledger: str


@pytest.fixture(scope="module")
def night(
    bigquery: Target, client: Client, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Night]:
    """Install both as the page says and run its night once."""
    if not (PACKAGES / "ready").exists() or not EDR.exists():
        pytest.skip("Elementary's dbt package or `edr` is not here: `make elementary` says why")
    folder = tmp_path_factory.mktemp("beside")
    dataset = f"nl_beside_{folder.name[-1]}"
    with FakeTargets.start(folder / "targets") as targets:
        consumer = make_consumer(folder, bigquery, dataset, targets.url(CHANNEL))
        once = consumer.run("Once")
        assert once.returncode == 0, once.stdout
        done = consumer.run("Every night")
        page = folder / "elementary.html"
        yield Night(
            consumer=consumer,
            code=done.returncode,
            said=done.stdout,
            cards=targets.http(CHANNEL).received(),
            page=decoded(page) if page.exists() else "",
            elementary=f"{dataset}_elementary",
            ledger=f"{dataset}_audit",
        )
    for name in (dataset, f"{dataset}_elementary", f"{dataset}_audit"):
        client.delete_dataset(name, delete_contents=True, not_found_ok=True)


def decoded(page: Path) -> str:
    """Return the page with what it has encoded spelt out."""
    html = page.read_text()
    parts = [base64.b64decode(found[0] + "==") for found in ENCODED.finditer(html)]
    return "\n".join([html, *(part.decode(errors="replace") for part in parts)])


def test_the_page_asks_for_thirty_lines_at_most_and_this_version() -> None:
    lines = [line for block in BLOCKS.values() for line in block.splitlines()]
    assert len(lines) <= MOST_LINES
    assert f"revision: v{__version__}" in PAGE


def test_one_card_tells_of_the_anomaly_and_one_brings_the_page(night: Night) -> None:
    assert (night.code, len(night.cards)) == (1, 2), night.said
    alert, report = night.cards
    assert "volume_anomalies" in alert.text
    assert "payments@shop.example" in alert.text
    assert "INFO: Elementary's report of the last 7 days" in report.text
    assert "https://storage.cloud.google.com/lender-reports/elementary.html" in report.text
    card = json.loads(report.text)["attachments"][0]["content"]
    assert '"title": "Failed tests", "value": "1"' in json.dumps(card)


def test_its_page_is_made_and_shows_the_users_models_only(night: Night) -> None:
    assert "volume_anomalies" in night.page
    assert "payments" in night.page
    assert "nightledger__" not in night.page


@pytest.mark.row("G2")
def test_no_personal_data_is_in_the_cards_the_page_or_its_tables(
    night: Night, client: Client
) -> None:
    assert IBAN not in night.page
    assert not [card for card in night.cards if IBAN in card.text]
    sql = (
        f"select to_json_string(r) as text from `{night.elementary}`.test_result_rows as r "
        f"union all select to_json_string(r) from `{night.elementary}`.elementary_test_results as r"
    )
    kept = [row.text for row in client.query(sql).result()]
    assert kept
    assert not [text for text in kept if IBAN in text]
    failed = (
        f"select count(*) as n from `{night.ledger}`.dbt_test_results "
        "where status in ('fail', 'warn') and column_name = 'iban'"
    )
    assert next(iter(client.query(failed).result())).n == 1


def test_nothing_of_ours_is_among_its_models(night: Night, client: Client) -> None:
    sql = f"select unique_id from `{night.elementary}`.dbt_models"
    models = [row.unique_id for row in client.query(sql).result()]
    assert models == ["model.shop.payments"]
