"""Draws a page to a PNG as high as its content and says what a reader would miss."""

from __future__ import annotations

import base64
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nightledger.preview.chromium import Chromium
from nightledger.preview.pages import card_page

if TYPE_CHECKING:
    from os import PathLike

#: About the width of a message in a Teams channel, pixels.
CARD_WIDTH = 680
#: About the width of a mail's pane on a laptop, pixels.
MAIL_WIDTH = 760
#: Pixels of the picture per pixel of the page.
SCALE = 2
#: Waits for fonts; then gives the height and what is wrong: the page's own findings, text that is
#: cut off, pictures that are not there, content wider than the page.
LOOK = """
document.fonts.ready.then(() => {
    const root = document.documentElement;
    const all = [...document.body.querySelectorAll("*")];
    const isCut = (element) =>
        element.clientWidth > 0 &&
        getComputedStyle(element).overflowX !== "visible" &&
        (element.scrollWidth > element.clientWidth + 1 ||
            element.scrollHeight > element.clientHeight + 8); // less than a line is a tall glyph
    const findings = [
        ...(window.findings ?? []),
        ...all.filter(isCut).map((e) => `Cut off: ${e.textContent.trim().slice(0, 80)}`),
        ...[...document.images]
            .filter((image) => !image.naturalWidth)
            .map((image) => `Image not shown: ${image.src.slice(0, 80)}`),
    ];
    const surplus = root.scrollWidth - window.innerWidth;
    if (surplus > 0) findings.push(`Wider than the page by ${surplus} pixels`);
    return { findings, height: Math.ceil(root.getBoundingClientRect().height) };
})
"""


def card_picture(
    payload: dict[str, Any],
    path: str | PathLike[str],
    *,
    renderer: Path,
    width: int = CARD_WIDTH,
) -> list[str]:
    """Draw a Teams message; give what the renderer reported and what is cut off: [] is good."""
    return html_picture(card_page(payload, renderer), path, width=width)


def html_picture(html: str, path: str | PathLike[str], *, width: int = MAIL_WIDTH) -> list[str]:
    """Draw a page, such as a mail's HTML part; give what a reader would miss: [] is good."""
    with TemporaryDirectory() as folder, Chromium.start() as browser:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        resize(browser, width, 1)
        browser.open(page.as_uri())
        seen = browser.evaluate(LOOK)
        resize(browser, width, seen["height"])
        picture = browser.call("Page.captureScreenshot", format="png")
        Path(path).write_bytes(base64.b64decode(picture["data"]))
    return list(seen["findings"])


def resize(browser: Chromium, width: int, height: int) -> None:
    """Return the page a size, pixels."""
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=SCALE,
        mobile=False,
    )
