"""The page that draws a Teams message: one HTML text that needs nothing else."""

from __future__ import annotations

import json
from typing import Any

from harness.pictures.needs import BROWSER, RENDERER

__all__ = ["card_page"]

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<style>{style}</style>
<main id="card"></main>
<script>{renderer}</script>
<script>const hostConfig = {host_config}; const payload = {payload};</script>
<script>{script}</script>
</html>
"""


def card_page(payload: dict[str, Any]) -> str:
    """Give a page that draws the cards of a Teams message as Teams' light theme does."""
    return PAGE.format(
        style=source("card.css"),
        renderer=RENDERER.read_text().replace("</script", "<\\/script"),
        host_config=source("host_config.json"),
        payload=json.dumps(payload).replace("<", "\\u003c"),
        script=source("card.js"),
    )


def source(name: str) -> str:
    """Give a file of the browser's folder."""
    return (BROWSER / name).read_text()
