"""The pictures: what they show, and what they report."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest
from harness.pictures import card_page, card_picture, html_picture, need_browser
from nightledger.preview import chromium
from nightledger.preview.chromium import Chromium

if TYPE_CHECKING:
    from pathlib import Path

MENTION = {
    "type": "mention",
    "text": "<at>Ada</at>",
    "mentioned": {"id": "ada@example.com", "name": "Ada"},
}


@pytest.fixture(autouse=True)
def browser(request: pytest.FixtureRequest) -> None:
    """Skip without a browser, except the tests of just that."""
    if "monkeypatch" not in request.fixturenames:
        need_browser()


def text(content: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a block of text that wraps."""
    return {"type": "TextBlock", "text": content, "wrap": True, **more}


def message(*body: dict[str, Any]) -> dict[str, Any]:
    """Return a Teams message with one card."""
    card = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "msteams": {"width": "full", "entities": [MENTION]},
        "body": list(body),
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def shown(payload: dict[str, Any], folder: Path) -> str:
    """Return the HTML that a card becomes."""
    page = folder / "page.html"
    page.write_text(card_page(payload), encoding="utf-8")
    with Chromium.start() as browser:
        browser.open(page.as_uri())
        return str(browser.evaluate("document.getElementById('card').innerHTML"))


def size(picture: Path) -> tuple[int, int]:
    """Return width and height of a PNG, pixels."""
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    return width, height


def test_a_picture_is_as_high_as_its_card(tmp_path: Path) -> None:
    findings = [
        card_picture(message(*[text("✓ ✗ · 🔴")] * lines), tmp_path / f"{lines}.png")
        for lines in (1, 60)
    ]

    assert findings == [[], []]
    (width, low), (same, high) = (size(tmp_path / f"{lines}.png") for lines in (1, 60))
    assert width == same == 2 * 680
    assert low < 250
    assert high > 60 * 2 * 18


def test_what_is_wrong_with_a_card_is_reported(tmp_path: Path) -> None:
    payload = message(
        {"type": "TextBlok", "text": "misspelt"},
        text("no such weight", weight="Boldest"),
        {
            "type": "ActionSet",
            "actions": [{"type": "Action.OpenUrl", "title": "no address"}],
        },
    )

    findings = card_picture(payload, tmp_path / "card.png")

    assert findings == [
        'Unknown element type "TextBlok". Fallback will be used if present.',
        'Invalid value "Boldest" for property "weight".',
        'Property "url" must be set.',
    ]


def test_text_that_is_cut_off_is_reported(tmp_path: Path) -> None:
    too_wide = {"type": "TextBlock", "text": "wide " * 100}
    too_high = text("high " * 200, maxLines=2)
    fits = text("- a list\n- that **fits**")

    findings = card_picture(message(too_wide, fits, too_high), tmp_path / "card.png")

    assert [finding[:13] for finding in findings] == ["Cut off: wide", "Cut off: high"]


def test_text_is_shown_as_teams_shows_it(tmp_path: Path) -> None:
    html = shown(
        message(
            text("**bold** _italic_ snake_case \\*escaped\\* &lt;b&gt; <script>x</script>"),
            text("<at>Ada</at> <at>Eve</at> [run](https://example.com/run)"),
        ),
        tmp_path,
    )

    assert "<strong>bold</strong> <em>italic</em> snake_case *escaped* &lt;b&gt;" in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html
    assert '<span class="mention">Ada</span> &lt;at&gt;Eve&lt;/at&gt;' in html
    assert 'href="https://example.com/run"' in html


def test_a_mail_is_drawn_and_what_does_not_fit_is_reported(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"

    assert html_picture("<h1>✗ loans 🔴</h1>", good, width=500) == []
    findings = html_picture(f"<img src='cid:none'><p>{'x' * 500}</p>", bad, width=500)

    assert size(good)[0] == 1000
    assert [finding.split(" ")[0] for finding in findings] == ["Image", "Wider"]


@pytest.mark.parametrize("promise", ["CI", "NIGHTLEDGER_REQUIRE_BROWSER"])
def test_a_missing_browser_skips_unless_it_was_promised(
    monkeypatch: pytest.MonkeyPatch, promise: str
) -> None:
    monkeypatch.setattr(chromium, "PROGRAMS", ("no-such-browser",))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("NIGHTLEDGER_REQUIRE_BROWSER", raising=False)

    with pytest.raises(pytest.skip.Exception, match="missing: Chromium; `make browser`"):
        need_browser()
    monkeypatch.setenv(promise, "true" if promise == "CI" else "1")
    with pytest.raises(pytest.fail.Exception, match="missing: Chromium"):
        need_browser()
