"""The page that draws a Teams message: one HTML text that needs nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
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


def card_page(payload: dict[str, Any], renderer: Path) -> str:
    """Return a page that draws the cards of a Teams message as Teams' light theme does.

    renderer: adaptivecards.min.js of the npm package adaptivecards.
    """
    return PAGE.format(
        style=source("card.css"),
        renderer=renderer.read_text(encoding="utf-8").replace("</script", "<\\/script"),
        host_config=source("host_config.json"),
        payload=json.dumps(payload).replace("<", "\\u003c"),
        script=source("card.js"),
    )


def source(name: str) -> str:
    """Return a file of this folder."""
    return (FOLDER / name).read_text(encoding="utf-8")
