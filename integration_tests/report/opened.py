"""A report in a browser, and what is wrong with it there."""

from __future__ import annotations

import base64
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.pictures.needs import AXE
from nightledger.preview.chromium import Chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEIGHT = 900
DRAWN = """
new Promise((done) => {
    const look = () => window.isDrawn || !location.hash.startsWith("#debug")
        ? requestAnimationFrame(() => done(true)) : setTimeout(look, 20);
    look();
})
"""
VIOLATIONS = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
    .then((found) => found.violations.flatMap((violation) => violation.nodes.map((node) =>
        `${violation.id}: ${node.target} ${node.any.map((one) => one.message)}`)))
"""
SURPLUS = "document.documentElement.scrollWidth - window.innerWidth"
LOADED = "performance.getEntriesByType('resource').map((entry) => entry.name)"
SHOWN = "[...document.querySelectorAll('section')].filter((s) => s.offsetHeight).map((s) => s.id)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page in a browser."""

    browser: Chromium
    file: Path

    def go(self, place: str) -> None:
        """Open a place of the page anew, as by a link somebody sent."""
        self.browser.open("about:blank")
        self.browser.open(self.file.as_uri() + place)
        self.wait()

    def wait(self) -> None:
        """Wait until what was asked for is drawn."""
        self.ask(DRAWN)

    def ask(self, expression: str) -> Any:  # noqa: ANN401 - whatever the script gives
        """Run a script in the page."""
        return self.browser.evaluate(expression)

    def violations(self) -> list[str]:
        """Return what keeps somebody from reading it, by axe-core."""
        self.ask(f"{AXE.read_text()};0")
        return list(self.ask(VIOLATIONS))

    def printed_pages(self) -> int:
        """Return how many sheets it takes."""
        drawn = self.browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(drawn["data"])))


@contextmanager
def opened(
    html: str, folder: Path, *, width: int = 1280, scheme: str = "light", script: bool = True
) -> Iterator[Opened]:
    """Open a report in a window of this width; scheme: light or dark."""
    file = folder / "report.html"
    file.write_text(html, encoding="utf-8", errors="replace")
    with Chromium.start() as browser:
        browser.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        browser.call("Emulation.setScriptExecutionDisabled", value=not script)
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )
        browser.open(file.as_uri())
        yield Opened(browser=browser, file=file)
