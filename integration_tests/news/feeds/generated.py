"""Files in the published shapes of EB-NeRD, Adressa and MIND. Generated: no reader is real.

Every value is a function of the day and the row, so that a day is the same on any machine.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped] # it has no types
from news.feeds.publishers import PUBLISHERS
from pyarrow import parquet

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

IMPRESSIONS = 60
"""Per publisher and day."""

ARTICLES = 12
MINUTES_APART = 24
EBNERD_SHAPE = pa.schema(
    [
        ("impression_id", pa.uint32()),
        ("article_id", pa.int32()),
        ("impression_time", pa.timestamp("us")),
        ("read_time", pa.float32()),
        ("scroll_percentage", pa.float32()),
        ("device_type", pa.int8()),
        ("article_ids_inview", pa.list_(pa.int32())),
        ("article_ids_clicked", pa.list_(pa.int32())),
        ("user_id", pa.uint32()),
        ("is_sso_user", pa.bool_()),
        ("gender", pa.int8()),
        ("postcode", pa.int8()),
        ("age", pa.int8()),
        ("is_subscriber", pa.bool_()),
        ("session_id", pa.uint32()),
        ("next_read_time", pa.float32()),
        ("next_scroll_percentage", pa.float32()),
    ]
)


def deliver(landing: Path, day: date, *, without: Collection[str] = ()) -> None:
    """Write the files of a day, but for the publishers named."""
    for publisher in PUBLISHERS:
        if publisher.name not in without:
            path = publisher.path(landing, day)
            path.parent.mkdir(parents=True, exist_ok=True)
            WRITERS[publisher.name](path, day)


def _ebnerd(path: Path, day: date) -> None:
    rows = [
        {
            "impression_id": _number(day, place),
            "article_id": None,  # the front page
            "impression_time": _at(day, place).replace(tzinfo=None),
            "read_time": 5.0 + place % 7,
            "scroll_percentage": None,
            "device_type": 1 + place % 3,
            "article_ids_inview": [9_700_000 + article for article in _shown(place)],
            "article_ids_clicked": [9_700_000 + _clicked(place)],
            "user_id": 10_000 + place % 17,
            "is_sso_user": place % 5 == 0,
            "gender": None,
            "postcode": None,
            "age": None,
            "is_subscriber": place % 4 == 0,
            "session_id": 500_000 + place,
            "next_read_time": 8.0,
            "next_scroll_percentage": 41.0,
        }
        for place in range(IMPRESSIONS)
    ]
    parquet.write_table(pa.Table.from_pylist(rows, schema=EBNERD_SHAPE), path)


def _adressa(path: Path, day: date) -> None:
    rows: list[dict[str, Any]] = [
        {
            "eventId": _number(day, place),
            "city": "trondheim",
            "country": "no",
            "region": "sor-trondelag",
            "deviceType": "Mobile" if place % 2 else "Desktop",
            "os": "Android",
            "sessionStart": place % 10 == 0,
            "sessionStop": place % 10 == 9,
            "time": int(_at(day, place).timestamp()),
            "activeTime": 10 + place % 50,
            "userId": f"cx:generated{place % 17}",
            "url": f"http://adressa.example/nyheter/{_clicked(place)}.ece",
            "id": hashlib.sha1(str(_clicked(place)).encode(), usedforsecurity=False).hexdigest(),
            "title": f"Generated article {_clicked(place)}",
            "category1": "nyheter",
            "publishtime": f"{day}T04:00:00.000Z",
            "profile": [{"item": "trondheim", "groups": [{"group": "city", "weight": 1.0}]}],
        }
        for place in range(IMPRESSIONS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _mind(path: Path, day: date) -> None:
    lines = (
        "\t".join(
            (
                str(_number(day, place)),
                f"U{80_000 + place % 17}",
                _american(_at(day, place)),
                " ".join(f"N{40_000 + article}" for article in _shown(place + 1)),
                " ".join(
                    f"N{50_000 + article}-{int(article == _clicked(place))}"
                    for article in _shown(place)
                ),
            )
        )
        for place in range(IMPRESSIONS)
    )
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


WRITERS = {"ebnerd": _ebnerd, "adressa": _adressa, "mind": _mind}


def _number(day: date, place: int) -> int:
    return day.toordinal() * 1_000 + place


def _at(day: date, place: int) -> datetime:
    midnight = datetime.combine(day, time(), tzinfo=timezone.utc)
    return midnight + timedelta(minutes=MINUTES_APART * place)


def _american(at: datetime) -> str:
    """Write a time as MIND does: 11/11/2019 9:05:58 AM."""
    return f"{at.month}/{at.day}/{at.year} {at.hour % 12 or 12}:{at:%M:%S %p}"


def _shown(place: int) -> list[int]:
    return [(place + step) % ARTICLES for step in range(5)]


def _clicked(place: int) -> int:
    return _shown(place)[place % 5]
