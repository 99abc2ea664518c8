"""Generated files have the shapes that the publishers publish."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from news.feeds import PUBLISHERS, deliver
from pyarrow import parquet  # type: ignore[import-untyped] # it has no types

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("E8")
DAY = date(2026, 3, 2)


def test_a_day_is_three_small_files_in_the_published_shapes(tmp_path: Path) -> None:
    deliver(tmp_path, DAY)
    ebnerd, adressa, mind = (publisher.path(tmp_path, DAY) for publisher in PUBLISHERS)
    assert sum(path.stat().st_size for path in (ebnerd, adressa, mind)) < 100_000
    schema = parquet.read_schema(ebnerd)
    assert str(schema.field("article_ids_inview").type) == "list<element: int32>"
    assert str(schema.field("impression_time").type) == "timestamp[us]"
    event = json.loads(adressa.read_text().splitlines()[0])
    assert {"eventId", "time", "activeTime", "userId", "url", "sessionStart"} <= set(event)
    impression = mind.read_text().splitlines()[0].split("\t")
    assert impression[2] == "3/2/2026 12:00:00 AM"
    assert impression[4] == "N50000-1 N50001-0 N50002-0 N50003-0 N50004-0"


def test_a_day_generated_twice_is_the_same(tmp_path: Path) -> None:
    deliver(tmp_path / "one", DAY)
    deliver(tmp_path / "two", DAY)
    for publisher in PUBLISHERS:
        rows = [list(publisher.rows(tmp_path / folder, DAY)) for folder in ("one", "two")]
        assert rows[0] == rows[1]
        assert len(rows[0]) == 60


def test_a_publisher_that_delivered_nothing_has_no_rows(tmp_path: Path) -> None:
    deliver(tmp_path, DAY, without=("mind",))
    assert [bool(list(each.rows(tmp_path, DAY))) for each in PUBLISHERS] == [
        True,
        True,
        False,
    ]
