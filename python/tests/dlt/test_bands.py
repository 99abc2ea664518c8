"""How many rows are usual."""

from __future__ import annotations

import pytest
from nightledger.dlt.bands import Band, given_band, usual_band

pytestmark = [pytest.mark.row("B9"), pytest.mark.row("D5")]

STEADY = [50, 52, 48, 50, 51, 49, 50]


@pytest.mark.parametrize(
    ("rows", "is_usual"), [(50, True), (25, True), (100, True), (24, False), (5_000, False)]
)
def test_half_to_double_the_median_is_usual_for_a_steady_table(
    rows: int, *, is_usual: bool
) -> None:
    assert usual_band(STEADY).holds(rows) is is_usual


def test_a_table_that_scatters_has_a_wider_band() -> None:
    scattered = [100, 400, 150, 350, 200, 300, 250]
    band = usual_band(scattered)
    # the median is 250, the median deviation from it 100: four robust deviations are 593
    assert band.holds(843)
    assert not band.holds(844)
    assert band.least == 1


def test_one_outlier_widens_nothing() -> None:
    assert not usual_band([*STEADY, 5_000]).holds(5_000)


@pytest.mark.parametrize("rows", [1, 50, 5_000])
def test_without_enough_loads_any_rows_are_right(rows: int) -> None:
    assert usual_band([50] * 4).holds(rows)


@pytest.mark.parametrize(
    ("counts", "is_right"),
    [
        pytest.param([], True, id="nothing on record"),
        pytest.param([0, 0, 0], True, id="there never were rows"),
        pytest.param([50], False, id="one load, with rows"),
        pytest.param(STEADY, False, id="always rows"),
        pytest.param([0, 0, 0, 0, 0, *STEADY], False, id="an outage that goes on"),
        pytest.param([50, 0, 0, 0, *STEADY], False, id="an outage that is over"),
        pytest.param([50, 0, 0, 50, 50, 50, 50, 50, 0, 0, 50, 50], True, id="weekends"),
        pytest.param([0, 0, 3, 0, 0, 0, 2, 0], True, id="rare rows"),
    ],
)
def test_no_rows_are_right_where_they_are_usual(counts: list[int], *, is_right: bool) -> None:
    assert usual_band(counts).holds(0) is is_right


def test_an_outage_does_not_shift_what_is_usual() -> None:
    band = usual_band([0] * 8 + STEADY)
    assert (band.holds(50), band.holds(10)) == (True, False)


@pytest.mark.parametrize(
    ("band", "words"),
    [
        (given_band(5, 15), "5 to 15 rows"),
        (given_band(0, None), "at least 0 rows"),
        (given_band(None, 1_000), "at most 1,000 rows"),
        (given_band(None, None), "any number of rows"),
        (usual_band(STEADY), "25 to 100 rows"),
    ],
)
def test_a_band_says_itself(band: Band, words: str) -> None:
    assert str(band) == words


def test_a_band_says_what_it_is_made_of() -> None:
    assert usual_band(STEADY).why == (
        "usual by the last 7 loads: median 50, four robust standard deviations 6, at least half "
        "to double the median"
    )
    assert usual_band([1]).why.startswith("1 earlier loads with rows are on record, 5 are needed")
