"""Silences on dbt v2: the same row and the same refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .facts import in_order

if TYPE_CHECKING:
    from .conftest import Recording

pytestmark = pytest.mark.row("F6")
SILENCE = {
    "asset": "fct_*",
    "severity": "warn",
    "from": "2099-03-29T01:30+01:00",
    "until": "2099-03-29T06:00:00Z",
    "comment": "it's é",
    "by": "ada",
}


def call(**arguments: object) -> tuple[str, ...]:
    return ("run-operation", "nightledger.silence", "--args", json.dumps(arguments))


def test_a_silence_is_made_on_v2(v2: Recording) -> None:
    result, [script] = v2.workshop.record(*call(**SILENCE))
    assert "by ada: no alerts with severity warn and asset fct_* from" in result.succeeded().stdout
    names, _, rest = script.partition("insert into ")[2].partition("(")[2].partition(")")
    values = json.loads(rest.partition("json_query_array(r'")[2].partition("')) as fact")[0])
    row = in_order(dict(zip(names.split(", ")[3:], values[0], strict=False)))
    assert (row["event"], row["created_by"], row["comment"]) == (
        "created",
        "ada",
        "it's é",
    )
    assert (row["starts_at"], row["ends_at"]) == (
        "2099-03-29 00:30:00",
        "2099-03-29 06:00:00",
    )
    assert (row["asset"], row["severity"]) == ("fct_*", "warn")


def test_every_mistake_is_told_at_once_on_v2(v2: Recording) -> None:
    result, scripts = v2.workshop.record(*call(hours=31 * 24, until="2026-02-30T06:00Z"))
    assert result.returncode != 0
    assert scripts == []
    for mistake in (
        "it would silence everything",
        "hours, until: give one",
        "comment: say why",
    ):
        assert mistake in result.stdout
    result, scripts = v2.workshop.record(*call(asset="a", hours=31 * 24, by="ada", comment="c"))
    assert result.returncode != 0
    assert scripts == []
    assert "it is longer than 30 days" in result.stdout
