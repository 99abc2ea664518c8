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
