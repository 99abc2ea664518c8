"""The tables in a page."""

from __future__ import annotations

import base64
import gzip
import json
import re
from typing import Any


def unpacked(html: str) -> dict[str, Any]:
    """Return the tables of a page, as its script reads them."""
    [text] = re.findall(r'<script id="data"[^>]*>([^<]*)</script>', html)
    content: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(text)))
    return content
