"""What is said, in words: titles, times, what is left out, whatever the medium."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from nightledger.transports.content import describe
from nightledger.transports.plain import clean, web_url
from python.tests.transports.examples import DUE, OPENED, hostile, message, notification

RESOLVED: dict[str, Any] = {
    "reason": "resolved",
    "is_firing": False,
    "resolved_at": OPENED + timedelta(hours=3),
}


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "CRITICAL: unique on customers.customer_id failed (prod)"),
        ({"severity": "error"}, "ERROR: unique on customers.customer_id failed (prod)"),
        ({"severity": "warn"}, "WARNING: unique on customers.customer_id warned (prod)"),
        (
            {"kind": "node", "subject_name": "model loans"},
            "CRITICAL: model loans failed (prod)",
        ),
        (
            {"kind": "freshness", "subject_name": "freshness of raw.payments"},
            "CRITICAL: freshness of raw.payments is late (prod)",
        ),
        (
            {"kind": "receiver", "subject_name": "receiver teams"},
            "CRITICAL: receiver teams cannot be reached (prod)",
        ),
        ({"kind": "notice", "subject_name": "Report is up"}, "CRITICAL: Report is up (prod)"),
        ({"reason": "escalated"}, "NOW CRITICAL: unique on customers.customer_id failed (prod)"),
        (
            {"reason": "repeated"},
            "STILL CRITICAL: unique on customers.customer_id, for 3 days (prod)",
        ),
        (
            {"note": "silence ended"},
            "SILENCE OVER, STILL CRITICAL: unique on customers.customer_id, for 3 days (prod)",
        ),
        (
            {"reason": "flapping", "change_count": 6},
            "FLAPPING: unique on customers.customer_id changed between good and bad 6 times (prod)",
        ),
        (
            {"reason": "settled", "is_firing": False},
            "SETTLED: unique on customers.customer_id is good again, no longer flapping (prod)",
        ),
        (
            {"reason": "settled"},
            "SETTLED: unique on customers.customer_id is still failing, no longer flapping (prod)",
        ),
        (RESOLVED, "RESOLVED: unique on customers.customer_id (prod)"),
    ],
)
def test_the_title_of_one_problem(changes: dict[str, Any], title: str) -> None:
    assert describe(message(notification(**changes))).title == title


@pytest.mark.row("C4")
@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ([{}, {}, {"severity": "error"}], "3 tests failed, 2 critical, in dbt build (prod)"),
        ([{}, {}], "2 tests failed, all critical, in dbt build (prod)"),
        ([{"severity": "error"}, RESOLVED], "1 test failed, 1 resolved, in dbt build (prod)"),
        ([RESOLVED, RESOLVED], "RESOLVED: 2 tests, in dbt build (prod)"),
        (
            [{"reason": "repeated"}, {"reason": "repeated", "severity": "error"}],
            "STILL FAILING: 2 tests, 1 critical, in dbt build (prod)",
        ),
        (
            [{"kind": "node", "subject_name": "model a", "severity": "error"}, {}],
            "2 problems, 1 critical, in dbt build (prod)",
        ),
        ([{"run_id": "other"}, {}], "2 tests failed, all critical (prod)"),
    ],
)
def test_the_title_of_several_problems(changes: list[dict[str, Any]], title: str) -> None:
    problems = [
        notification(**({"fingerprint": f"f{number}"} | change))
        for number, change in enumerate(changes)
    ]
    assert describe(message(*problems)).title == title


@pytest.mark.row("C9")
def test_facts_come_in_the_stated_order_and_missing_ones_are_left_out() -> None:
    (problem,) = describe(message()).problems
    assert [fact.title for fact in problem.facts(500)] == [
        "Last 9 days",
        "Asset",
        "Test",
        "Offending value",
        "Failing rows",
        "Failing since",
        "Owner",
        "Hits",
        "Caused",
        "Changed",
        "Run",
    ]
    bare = notification(
        asset_name=None,
        check_name=None,
        offending_values=None,
        message="\x00",
        failure_count=None,
        strip=None,
        owner=None,
        downstream=(),
        downstream_count=0,
        exposures=(),
        consequence_count=0,
        consequences=(),
        changes=(),
        last_green_at=None,
        run_name=None,
    )
    (problem,) = describe(message(bare)).problems
    titles = [fact.title for fact in problem.facts(500)]
    assert titles == ["Failing since", "Owner"]


@pytest.mark.row("C9")
def test_once_it_is_good_again_only_what_was_wrong_and_when_is_said() -> None:
    over = notification(reason="resolved", is_firing=False, resolved_at=DUE, message="an error")
    (problem,) = describe(message(over)).problems
    assert [fact.title for fact in problem.facts(500)] == [
        "Last 9 days",
        "Asset",
        "Test",
        "Offending value",
        "Failed",
        "Owner",
        "Run",
    ]


@pytest.mark.row("C9")
def test_a_run_is_called_without_its_variables_and_once_is_not_counted() -> None:
    name = 'dbt build --vars {"key": "value"}'
    (problem,) = describe(message(notification(run_name=name, occurrence_count=1))).problems
    facts = {fact.title: fact.value for fact in problem.facts(500)}
    assert facts["Run"] == "dbt build"
    assert facts["Failing since"] == "2026-03-10 05:00 UTC (3 days ago)"


@pytest.mark.row("C9")
def test_rows_under_names_that_dbt_made_up_are_not_shown_beside_the_offending_values() -> None:
    rows = ({"n_records": 2, "unique_field": "C0323"},)
    (problem,) = describe(message(notification(sample=rows))).problems
    assert problem.grid is None


def test_a_message_tells_of_repeats_and_of_why_it_came_here() -> None:
    told = message(possible_repeat=True, handed_over_from=("teams-risk",))
    assert describe(told).notes == (
        "You may have had this already: the first attempt got no answer.",
        "It comes to you because teams-risk could not be reached.",
    )


def test_links_all_problems_share_are_the_messages_and_others_stay_with_their_problem() -> None:
    other = notification(fingerprint="f2", runbook_url="https://wiki.example.com/other")
    content = describe(message(notification(), other))
    assert [link.title for link in content.links] == ["Open the run", "dbt artefacts"]
    assert [[link.title for link in problem.links] for problem in content.problems] == [
        ["Runbook"],
        ["Runbook"],
    ]


def test_a_message_about_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no notifications"):
        describe(replace(message(), notifications=()))


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://a.example.com/x?y=1", True),
        ("http://a.example.com", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("file:///etc/passwd", False),
        ("https://[::1", False),
        ("https://a.example.com/" + "x" * 1000, False),
        ("https://a.example.com/\ud800 \n<", True),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, is_safe: bool) -> None:  # noqa: FBT001
    found = web_url(url)
    assert bool(found) == is_safe
    assert found is None or (found.isascii() and not set(' \n<">') & set(found))


@pytest.mark.row("G3")
def test_a_secret_in_a_message_of_dbt_is_not_said() -> None:
    text = "could not connect, password=hunter2222 " + "x" * 1_000_000
    assert "hunter2222" not in clean(text, 200)
    assert len(clean(text, 200)) == 200


def test_hostile_texts_are_one_clean_line() -> None:
    content = describe(hostile())
    lines = [content.title, content.summary]
    lines += [fact.value for problem in content.problems for fact in problem.facts(500)]
    assert all(line.isprintable() or "\ufffd" in line for line in lines)
    assert all(len(line) <= 1000 for line in lines)
    assert not set("\n\r\x00\x1b\u202e\u2066\ud800") & set("".join(lines))


def test_a_problem_without_what_the_dashboard_names_has_no_link_to_it() -> None:
    template = "https://dashboards.test/{environment}/{asset_name}"
    with_asset, without = notification(), notification(asset_name=None)
    titles = [
        [link.title for link in describe(message(one), template).links]
        for one in (with_asset, without)
    ]
    assert ["Dashboard" in each for each in titles] == [True, False]
