"""Messages as they look on a phone and on a laptop: nothing is lost, everything can be read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from harness.pictures import card_page, need_browser
from harness.pictures.needs import AXE
from nightledger.preview.chromium import Chromium
from nightledger.preview.draw import LOOK, resize
from nightledger.preview.samples import samples
from nightledger.transports.smtp import Smtp
from nightledger.transports.teams import Teams

if TYPE_CHECKING:
    from pathlib import Path

    from nightledger.transports.message import Message

WIDTHS = (360, 680)
SMALLEST_PIXELS = 12
SMALL_TEXT = f"""
[...document.querySelectorAll("body *")]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => !["SCRIPT", "STYLE", "TITLE"].includes(e.tagName))
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < {SMALLEST_PIXELS})
    .map((e) => e.textContent)
"""
CONTRAST = """
axe.run(document, {runOnly: ["color-contrast"]}).then((found) =>
    found.violations.flatMap((v) => v.nodes.map((n) => n.html + n.failureSummary)))
"""


@pytest.fixture(autouse=True)
def browser() -> None:
    """Skip without a browser."""
    need_browser()


def messages() -> dict[str, Message]:
    """Return the sample messages, and one whose names are as long as people make them."""
    found = samples("team", datetime(2026, 3, 10, 5, 12, tzinfo=timezone.utc))
    (critical,) = found["critical"].notifications
    asset, column = "fct_loan_applications_enriched", "applicant_declared_monthly_net_income_eur"
    test = "dbt_expectations_expect_column_values_to_be_between"
    long = replace(
        critical,
        subject_name=f"{test} on {asset}.{column}",
        asset_name=asset,
        column_name=column,
        check_name=test,
        offending_values=f"{column}=-1200.5",
        sample=(dict.fromkeys((column, test, asset, "status", "loan_id"), "L004711"),),
    )
    return found | {"long": replace(found["critical"], notifications=(long,))}


def page_of(kind: str, message: Message) -> str:
    """Return the page that shows a message."""
    if kind == "teams":
        return card_page(json.loads(Teams(url=lambda: "").render(message).body))
    smtp = Smtp(host="m", port=587, tls="starttls", sender="n@example.com", to=("a@example.com",))
    mail = message_from_bytes(smtp.render(message).body, policy=policy.default)
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.row("C9")
@pytest.mark.parametrize("kind", ["teams", "mail"])
def test_a_message_can_be_read_on_a_phone_and_on_a_laptop(kind: str, tmp_path: Path) -> None:
    with Chromium.start() as browser:
        for name, message in messages().items():
            page = tmp_path / f"{name}.html"
            page.write_text(page_of(kind, message), encoding="utf-8")
            for width in WIDTHS:
                resize(browser, width, 1)
                browser.open(page.as_uri())
                assert browser.evaluate(LOOK)["findings"] == [], (name, width)
                assert browser.evaluate(SMALL_TEXT) == [], (name, width)
                browser.evaluate(AXE.read_text(encoding="utf-8") + ";0")
                assert browser.evaluate(CONTRAST) == [], (name, width)
