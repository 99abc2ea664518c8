"""Pictures of Teams cards and mails, drawn by the real renderers, for people and for tests.

    findings = card_picture(payload, tmp_path / "card.png")
    assert findings == []

`make browser` installs what it takes. A test calls `need_browser()` first: it skips with the reason
where that is missing, and fails there if CI=true or NIGHTLEDGER_REQUIRE_BROWSER=1.
"""

from harness.pictures.draw import card_page, card_picture
from harness.pictures.needs import missing, need_browser
from nightledger.preview.draw import html_picture

__all__ = ["card_page", "card_picture", "html_picture", "missing", "need_browser"]
