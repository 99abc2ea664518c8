"""The site in a browser: on a phone, on a desk, in light and dark."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from harness.dbt import REPOSITORY
from harness.pictures import need_browser
from nightledger import __version__
from nightledger.preview.chromium import Chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.row("F4")
PHONE, DESK, HEIGHT = 360, 1280, 900
WHERE = "https://git.example.com/data/nightledger"
SURPLUS = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
BROKEN_NAMES = """
[...document.querySelectorAll("td code")]
    .filter((code) => /^[\\w.]+$/.test(code.textContent) && code.getClientRects().length > 1)
    .map((code) => code.textContent)
"""
SCHEME = "document.body.dataset.mdColorScheme"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does, for pages that are opened as files."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    done = subprocess.run(
        [*command, "--site-dir", str(folder), "--no-directory-urls"],
        cwd=REPOSITORY,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    """Start one browser for all pages."""
    need_browser()
    with Chromium.start() as started:
        yield started


def opened(browser: Chromium, page: Path, *, width: int, scheme: str = "light") -> Chromium:
    """Open a page in a window of this width."""
    scheme_wanted = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.call("Emulation.setEmulatedMedia", features=scheme_wanted)
    size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    browser.call("Emulation.setDeviceMetricsOverride", **size)
    browser.open(page.as_uri())
    return browser


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways_and_no_name_is_broken(
    site: Path, browser: Chromium, width: int
) -> None:
    wrong = {}
    for page in sorted(site.rglob("*.html")):
        shown = opened(browser, page, width=width)
        found = shown.evaluate(SURPLUS), shown.evaluate(BROKEN_NAMES)
        if found[0] > 0 or found[1]:
            wrong[page.name] = found
    assert wrong == {}


@pytest.mark.parametrize(("preferred", "shown"), [("light", "default"), ("dark", "slate")])
def test_a_reader_gets_the_colours_the_machine_prefers(
    site: Path, browser: Chromium, preferred: str, shown: str
) -> None:
    page = opened(browser, site / "index.html", width=DESK, scheme=preferred)
    assert page.evaluate(SCHEME) == shown


def test_every_page_says_its_version_and_where_it_is_edited(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert f"v{__version__}" in text, page
        assert page.name == "404.html" or f"{WHERE}/edit/main/docs/" in text, page
