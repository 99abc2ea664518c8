"""How many rows are right."""

from __future__ import annotations

import pytest
from nightledger.dlt.bands import Band, given_band, learned_bands, unknown_band

pytestmark = [pytest.mark.row("B9"), pytest.mark.row("D5")]

LEARNED = learned_bands(
    [
        ("dlt.shop.orders", 500.0, 1_500.0, "usually 500 to 1,500 rows (14 loads)"),
        ("dlt.shop.rates", 8.0, 92.0, "usually 8 to 92 rows (14 loads)"),
        ("dlt.shop.rates", 0.0, 3.0, "usually 0 to 3 rows at this time of the week (2 loads)"),
    ]
)


@pytest.mark.parametrize(
    ("rows", "is_right"), [(500, True), (1_500, True), (499, False), (1_501, False), (0, False)]
)
def test_what_was_learned_holds_between_its_ends(rows: int, *, is_right: bool) -> None:
    assert LEARNED["dlt.shop.orders"].holds(rows) is is_right


@pytest.mark.parametrize(("rows", "is_right"), [(0, True), (3, True), (4, False), (50, True)])
def test_what_is_usual_at_this_hour_of_the_week_is_right_too(rows: int, *, is_right: bool) -> None:
    assert LEARNED["dlt.shop.rates"].holds(rows) is is_right


@pytest.mark.parametrize("rows", [0, 1, 5_000])
def test_any_rows_are_right_while_nothing_is_known(rows: int) -> None:
    assert unknown_band().holds(rows)


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (given_band(5, 15), "5 to 15 rows"),
        (given_band(0, None), "at least 0 rows"),
        (given_band(None, 1_000), "at most 1,000 rows"),
        (unknown_band(), "any number of rows"),
        (LEARNED["dlt.shop.orders"], "500 to 1,500 rows"),
    ],
)
def test_a_band_says_itself(band: Band, words: str) -> None:
    assert str(band) == words


def test_a_band_says_what_it_is_made_of() -> None:
    assert LEARNED["dlt.shop.rates"].why == (
        "usually 8 to 92 rows (14 loads); usually 0 to 3 rows at this time of the week (2 loads)"
    )
