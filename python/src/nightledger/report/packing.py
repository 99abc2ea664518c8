"""The tables of the page's last tab, small: by column, each text once, compressed."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING, Any

from nightledger.report.spelling import shortened
from nightledger.report.verdict import total

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from nightledger.report.queries import Answers, Row

CHECK_COLUMNS = ("asset_name", "check_name", "column_name", "strip", "verdict", "owner", "kind")
ASSET_COLUMNS = ("asset_name", "health", "what_is_wrong", "owner", "freshness_state", "environment")
ASSET_NUMBERS = (
    "last_row_count",
    "usual_row_count",
    "last_duration_seconds",
    "usual_duration_seconds",
)
LONGEST_NAME = 200
STEPS = 99
"""Points of a sparkline are drawn between 0 and this."""


def packed(answers: Answers) -> str:
    """Return the tables as gzipped JSON in base64, which no text in them can leave."""
    content = json.dumps(tables(answers), separators=(",", ":"), ensure_ascii=False)
    squeezed = gzip.compress(content.encode("utf-8", errors="replace"), 9, mtime=0)
    return base64.b64encode(squeezed).decode()


def tables(answers: Answers) -> dict[str, Any]:
    """Return the tables: a text column is its words and, for each row, which of them."""
    checks, assets = answers["checks"], answers["assets"]
    place = {asset_key(row): number for number, row in enumerate(assets)}
    return {
        "checks": {name: words(row[name] for row in checks) for name in CHECK_COLUMNS}
        | {"last": [minutes(row["last_seen_at"]) for row in checks]},
        "assets": {name: words(row[name] for row in assets) for name in ASSET_COLUMNS}
        | {name: [row[name] for row in assets] for name in ASSET_NUMBERS}
        | {"refreshed": [minutes(row["last_refreshed_at"]) for row in assets]},
        "edges": edges(answers["edges"], place, assets),
        "sparks": sparks(answers["row_counts"], place),
        "last": bars(answers["last_run"]),
        "left": {name: total(answers[name]) - len(answers[name]) for name in ("checks", "assets")},
    }


def asset_key(row: Row) -> tuple[str, str]:
    """Return what names an asset."""
    return row["environment"], row["asset_id"]


def words(values: Iterable[object]) -> dict[str, list[Any]]:
    """Return a text column: its words, and each row's place among them."""
    texts = [shortened(value, LONGEST_NAME) for value in values]
    known = {text: number for number, text in enumerate(sorted(set(texts)))}
    return {"d": list(known), "i": [known[text] for text in texts]}


def minutes(at: datetime | None) -> int | None:
    """Return a time in minutes of the Unix clock."""
    return int(at.timestamp() // 60) if at else None


def edges(
    found: list[Row], place: dict[tuple[str, str], int], assets: list[Row]
) -> dict[str, list[Any]]:
    """Return names of everything in the graph, the assets first, and who reads whom."""
    names = [shortened(row["asset_name"], LONGEST_NAME) for row in assets]
    known = dict(place)
    ends: list[tuple[int, int]] = []
    for row in found:
        pair = []
        for end in ("parent_id", "child_id"):
            key = (row["environment"], row[end])
            if key not in known:
                known[key] = len(names)
                name = row["child_name"] if end == "child_id" else None
                names.append(shortened(name or row[end].rpartition(".")[2], LONGEST_NAME))
            pair.append(known[key])
        ends.append((pair[0], pair[1]))
    return {"names": names, "from": [end[0] for end in ends], "to": [end[1] for end in ends]}


def sparks(found: list[Row], place: dict[tuple[str, str], int]) -> dict[int, list[Any]]:
    """Return by asset the least and most rows, and its refreshes between them, oldest first."""
    counts: dict[int, list[int]] = {}
    for row in found:
        number = place.get(asset_key(row))
        if number is not None:
            counts.setdefault(number, []).insert(0, row["row_count"])
    drawn: dict[int, list[Any]] = {}
    for number, series in counts.items():
        if len(series) > 1:
            low, high = min(series), max(series)
            span = high - low or 1
            drawn[number] = [low, high, [round(STEPS * (count - low) / span) for count in series]]
    return drawn


def bars(found: list[Row]) -> dict[str, Any]:
    """Return the results of one run: start and length in tenths of a second, name, status."""
    rows = sorted(found, key=lambda row: row["started_at"])
    first = rows[0]["started_at"] if rows else None
    return {
        "name": [shortened(row["name"], LONGEST_NAME) for row in rows],
        "kind": words(row["kind"] for row in rows),
        "status": words(row["status"] for row in rows),
        "start": [round((row["started_at"] - first).total_seconds() * 10) for row in rows],
        "length": [round(row["execution_seconds"] * 10) for row in rows],
    }
