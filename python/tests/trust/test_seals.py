"""Seals, their chain and what is told of a difference: no BigQuery."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nightledger.contract import TABLES
from nightledger.errors import ConfigError
from nightledger.trust import Anchor, publish, read_anchors
from nightledger.trust.comparing import anchor_faults, chain_faults, compare, is_expired
from nightledger.trust.periods import SETTLED_AFTER, next_periods
from nightledger.trust.seals import NOTHING, Content, Period, Seal, chained, seal_of_row

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.row("G1")
TABLE = TABLES["dbt_test_results"]
DAY = date(2026, 3, 9)
END = datetime(2026, 3, 10, tzinfo=timezone.utc)
Rows = dict[str, str]
"""What a row holds, by its id."""


def content(rows: Rows) -> Content:
    """Return the content of rows, made as the statement makes it."""
    buckets: dict[str, list[str]] = {}
    for row_id, text in rows.items():
        digest = hashlib.sha256(f"{row_id} {text}".encode()).hexdigest()
        buckets.setdefault(row_id[:2], []).append(digest)
    lines = [
        f"{bucket} {len(rows)} {hashlib.sha256(''.join(sorted(rows)).encode()).hexdigest()}"
        for bucket, rows in sorted(buckets.items())
    ]
    return Content(row_count=len(rows), buckets="\n".join(lines) or None)


def period(day: date = DAY) -> Period:
    return Period(
        table_name=TABLE.name, day=day, version=1, covers_until=END, columns=("row_id", "message")
    )


def seals(count: int) -> list[Seal]:
    contents = [(period(DAY + timedelta(days=n)), content({f"{n}a": "x"})) for n in range(count)]
    return chained(contents)


rows_of_a_day = st.dictionaries(
    st.text("0123456789abcdef", min_size=32, max_size=32), st.text(max_size=3), max_size=12
)


@given(before=rows_of_a_day, now=rows_of_a_day)
def test_the_same_rows_are_no_difference_and_any_others_are(before: Rows, now: Rows) -> None:
    found = compare(period(), content(before), content(now))
    assert (found is None) == (before == now)


@given(rows=rows_of_a_day.filter(bool), data=st.data())
def test_a_single_change_is_called_by_its_name(rows: Rows, data: st.DataObject) -> None:
    row_id = data.draw(st.sampled_from(sorted(rows)))
    cases = {
        "rows 1 deleted": {key: text for key, text in rows.items() if key != row_id},
        "rows changed in 1 of": rows | {row_id: f"{rows[row_id]}!"},
        "rows 1 added": rows | {f"{row_id[:2]}{'x' * 30}": "forged"},
    }
    for what, now in cases.items():
        found = compare(period(), content(rows), content(now))
        assert found
        assert found.what.startswith(what)
        assert (found.table_name, found.day, found.bucket) == (TABLE.name, DAY, row_id[:2])


@given(data=st.data())
def test_every_change_of_a_seal_breaks_the_chain(data: st.DataObject) -> None:
    chain = seals(4)
    assert not list(chain_faults(chain))
    place = data.draw(st.integers(0, 3))
    other: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"content": content({"ff": "forged"})},
                {"content": replace(chain[place].content, row_count=9)},
                {"number": 7},
                {"previous_seal_hash": "0" * 64},
                {"seal_hash": "0" * 64},
                {"algorithm": "md5"},
                *(
                    {"period": replace(chain[place].period, **change)}
                    for change in (
                        {"table_name": "looks"},
                        {"day": DAY - timedelta(days=9)},
                        {"version": 2},
                        {"covers_until": END - timedelta(seconds=1)},
                        {"columns": ("row_id",)},
                    )
                ),
            ]
        )
    )
    chain[place] = replace(chain[place], **other)
    assert list(chain_faults(chain))


@pytest.mark.parametrize("place", range(3))
def test_a_seal_that_is_deleted_leaves_a_gap(place: int) -> None:
    chain = seals(4)
    del chain[place]
    assert len(list(chain_faults(chain))) == 1


def test_two_commands_that_seal_at_once_make_two_branches_that_both_hold() -> None:
    trunk = seals(2)
    left = chained([(period(), content({"aa": "x"}))], after=trunk[-1])
    right = chained([(period(), content({"bb": "y"}))], after=trunk[-1])
    assert not list(chain_faults([*trunk, *left, *right]))


def test_a_chain_made_anew_is_not_the_one_that_was_published() -> None:
    chain = seals(3)
    anchor = Anchor(number=3, seal_hash=chain[-1].seal_hash)
    forged = chained([(each.period, content({"aa": "forged"})) for each in chain])
    assert not list(chain_faults(forged))
    assert not list(anchor_faults(chain, [anchor]))
    assert len(list(anchor_faults(forged, [anchor]))) == 1
    assert len(list(anchor_faults(chain[:2], [anchor]))) == 1


def test_a_seal_comes_back_from_its_row_as_it_was() -> None:
    [seal] = seals(1)
    row = seal.row(END)
    assert seal_of_row(row) == seal
    assert set(row) == {column.name for column in TABLES["ledger_seals"].columns} - {
        "row_id",
        "recorded_at",
        "recorded_by",
    }


@given(
    moments=st.lists(st.tuples(st.integers(0, 20_000), st.booleans()), min_size=1, max_size=8).map(
        sorted
    ),
    first_minutes=st.integers(0, 5_000),
)
def test_the_days_that_are_sealed_leave_no_gap_and_each_version_covers_more(
    moments: list[tuple[int, bool]], first_minutes: int
) -> None:
    start = END
    covered: list[Period] = []
    for minutes, with_today in moments:
        now = start + timedelta(minutes=5_100 + minutes)
        covered += next_periods(
            TABLE,
            last=covered[-1] if covered else None,
            first_row_at=start + timedelta(minutes=first_minutes),
            now=now,
            with_today=with_today,
        )
        for each in covered:
            assert each.starts_at < each.covers_until <= now - SETTLED_AFTER
            assert each.covers_until <= each.starts_at + timedelta(days=1)
    for before, after in pairwise(covered):
        if after.day == before.day:
            assert after.version == before.version + 1
            assert after.covers_until > before.covers_until
        else:
            assert before.covers_until == after.starts_at
            assert after.version == 1


def test_only_a_whole_day_that_is_past_retention_is_called_removed_by_it() -> None:
    [seal] = seals(1)
    late, early = END + timedelta(days=31), END + timedelta(days=29)
    assert is_expired(seal, NOTHING, 30, late)
    assert not is_expired(seal, NOTHING, 30, early)
    assert not is_expired(seal, NOTHING, None, late)
    assert not is_expired(seal, content({"aa": "still here"}), 30, late)


def test_published_roots_are_read_back(tmp_path: Path) -> None:
    chain = seals(2)
    for seal in chain:
        publish(tmp_path / "roots", seal, END)
    assert read_anchors(tmp_path / "roots") == [
        Anchor(number=seal.number, seal_hash=seal.seal_hash) for seal in chain
    ]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", "{}", '{"number": true, "seal_hash": "a"}', "no", "\xff", "[" * 100_000],
)
def test_a_file_that_holds_no_roots_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roots"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(ConfigError, match="root"):
        read_anchors(path)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_anchors(tmp_path / "none")
    with pytest.raises(ConfigError, match="cannot be written"):
        publish(tmp_path / "no" / "folder", seals(1)[0], END)
