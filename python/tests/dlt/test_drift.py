"""What changed in the columns since earlier loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nightledger.dlt.drift import drift
from nightledger.dlt.history import EarlierLoad

if TYPE_CHECKING:
    from nightledger.dlt.load_facts import LoadFact

pytestmark = pytest.mark.row("D5")


def fact(*columns: str, changes: tuple[str, ...] = ()) -> LoadFact:
    return {
        "table_name": "orders",
        "columns": [f"{column} text" for column in columns],
        "schema_changes": list(changes),
    }


def earlier(*loads: str) -> dict[str, list[EarlierLoad]]:
    """Return earlier loads, newest first, each as the letters of its columns."""
    return {"orders": [EarlierLoad(rows=1, columns=frozenset(load)) for load in loads]}


@pytest.mark.parametrize(
    ("loads", "present", "missing"),
    [
        pytest.param([], "ab", "", id="first load"),
        pytest.param(["ab"], "ab", "", id="the same"),
        pytest.param(["ab"], "a", "b", id="stopped now"),
        pytest.param(["a", "a", "ab"], "a", "b", id="stopped some loads ago, and stays missing"),
        pytest.param(["ab", "a", "a"], "a", "b", id="came later, stopped now"),
        pytest.param(["ab", "a", "ab"], "a", "", id="came and went before: sparse"),
        pytest.param(["a", "a"], "ab", "", id="new, which is no miss"),
        pytest.param(["", "ab"], "a", "b", id="a load without rows between"),
        pytest.param(["ab"], "", "", id="no rows now: nobody can tell"),
        pytest.param(["", ""], "a", "", id="nobody knows the earlier columns"),
    ],
)
def test_a_column_is_missing_when_it_stopped_having_data(
    loads: list[str], present: str, missing: str
) -> None:
    found = drift([fact(*present)], earlier(*loads))
    assert found.missing == tuple(f"orders.{column}" for column in missing)


def test_added_columns_and_changed_types_are_told_apart() -> None:
    changed = fact("a", changes=("coupon text", "amount__v_text text"))
    found = drift([changed], {})
    assert found.added == ("orders.coupon text",)
    assert found.variants == ("orders.amount__v_text text",)
    assert (
        str(found) == "new: orders.coupon text; came with another type: orders.amount__v_text text"
    )


@pytest.mark.parametrize(
    ("loads", "is_drift"),
    [
        pytest.param([{"a"}], True, id="since this load"),
        pytest.param([{"a", "a__v_text"}, {"a"}], True, id="since the last load"),
        pytest.param([{"a", "a__v_text"}] * 2, False, id="as long as anyone remembers"),
        pytest.param([], False, id="nobody remembers"),
    ],
)
def test_another_type_stays_news_until_it_is_the_usual(
    loads: list[set[str]], *, is_drift: bool
) -> None:
    history = {"orders": [EarlierLoad(rows=1, columns=frozenset(load)) for load in loads]}
    found = drift([fact("a", "a__v_text")], history)
    assert found.variants == (("orders.a__v_text text",) if is_drift else ())


def test_a_type_that_is_right_again_is_no_drift() -> None:
    history = {"orders": [EarlierLoad(rows=1, columns=frozenset({"a", "a__v_text"}))]}
    assert not drift([fact("a")], history)


@pytest.mark.parametrize("ignored", ["b", "orders.b"])
def test_columns_that_may_come_and_go_are_no_drift(ignored: str) -> None:
    changed = fact("a", changes=("b__v_text text",))
    assert not drift([changed], earlier("ab"), [ignored])
    assert drift([changed], earlier("ab"), ["other.b", "a"])
