"""What makes no sense among the expected runs stops dbt with all that is wrong."""

from __future__ import annotations

import json

import pytest
from harness.judging import definitions


@pytest.mark.row("B8")
def test_an_entry_of_expected_runs_that_makes_no_sense_stops_dbt_and_says_why() -> None:
    entries = [
        {"run": "nightly", "every_hours": 720},
        {"run": "nightly", "by": "25:00"},
        {"run": "nightly", "every_hours": 719},
    ]
    with pytest.raises(AssertionError) as caught:
        definitions(json.dumps({"expected_runs": entries}))
    said = str(caught.value)
    assert "entry 1 of expected_runs has every_hours: 720, and the views look back 720" in said
    assert "entry 2 of expected_runs has by: 25:00, which is no time such as '06:00'" in said
    assert "entry 3" not in said


@pytest.mark.row("B12")
def test_an_objective_that_makes_no_sense_stops_dbt_and_says_why() -> None:
    right = {"name": "loans", "sli": "check_success", "objective": 99.5}
    entries = [
        right,
        right | {"objective": 100},
        right | {"sli": "happiness"},
        right | {"window_days": 99},
        right | {"goal": 1},
        {"sli": "freshness"},
    ]
    with pytest.raises(AssertionError) as caught:
        definitions(json.dumps({"slos": entries}))
    said = str(caught.value)
    assert "entry 1 of slos" not in said
    assert "entry 2 of slos has an objective that is no percentage between 0 and 100" in said
    assert "entry 3 of slos has an sli that is none of run_success, check_success" in said
    assert "entry 4 of slos has window_days that are no whole number up to history_days, 30" in said
    assert "entry 5 of slos has goal; known are name, sli" in said
    assert "entry 6 of slos has no name" in said
