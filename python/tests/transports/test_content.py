"""What is said, in words: titles, times, what is left out, whatever the medium."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from nightledger.transports.content import describe
from nightledger.transports.plain import clean, web_url
from python.tests.transports.examples import DUE, OPENED, hostile, message, notification
from python.tests.transports.targets_of import transport_to

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
        (
            [{"severity": "error"}, {}, {}],
            (
                "CRITICAL: unique on customers.customer_id failed, and 2 more, 1 of them critical"
                " (prod)"
            ),
        ),
        (
            [{}, {}],
            "CRITICAL: unique on customers.customer_id failed, and 1 more critical (prod)",
        ),
        (
            [{"severity": "error"}, RESOLVED],
            "ERROR: unique on customers.customer_id failed, 1 resolved (prod)",
        ),
        ([RESOLVED, RESOLVED], "RESOLVED: 2 tests, in dbt build (prod)"),
        (
            [{"reason": "repeated"}, {"reason": "repeated", "severity": "error"}],
            "STILL CRITICAL: unique on customers.customer_id, for 3 days, and 1 more (prod)",
        ),
        (
            [{"kind": "node", "subject_name": "model a", "severity": "error"}, {}],
            "CRITICAL: unique on customers.customer_id failed, and 1 more (prod)",
        ),
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
        "Hits",
        "Caused",
        "Changed",
        "Run",
        "Take it on",
        "Silence it",
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
        exposure_count=0,
        consequence_count=0,
        consequences=(),
        changes=(),
        last_green_at=None,
        run_name=None,
    )
    (problem,) = describe(message(bare)).problems
    titles = [fact.title for fact in problem.facts(500)]
    assert titles == ["Take it on"]
    assert [fact.title for fact in problem.all_facts(500)] == [
        "Failing since",
        "Owner",
        "Take it on",
    ]


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
def test_what_the_headline_or_the_summary_says_is_no_fact_beside_it() -> None:
    short = {"asset_name": "customers", "owner": "risk"}
    content = describe(message(notification(**short)))
    titles = {fact.title for fact in content.problems[0].facts(500)}
    assert not titles & {"Asset", "Test", "Failing since", "Owner"}
    assert "customers.customer_id" in content.title
    assert "Failing since 2026-03-10 05:00 UTC (3 days ago)" in content.summary
    assert content.summary.endswith("Owner: risk.")
    other = notification(fingerprint="f2", subject_name="old_customers_2", **short)
    for problem in describe(message(notification(**short), other)).problems:
        told = {fact.title for fact in problem.facts(500)}
        assert told >= {"Failing since", "Owner"}
        assert ("Asset" in told) == ("old" in problem.headline)


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("asset", "command"),
    [
        ("fct_loans", "nightledger silence --asset fct_loans --for 4h --comment WHY"),
        ("a;rm -rf /", None),
        ("--force", None),
        ("$(id)", None),
        (None, None),
    ],
)
def test_a_message_ends_with_a_command_that_a_shell_takes_for_just_that(
    asset: str | None, command: str | None
) -> None:
    for changes in ({}, RESOLVED):
        told = notification(asset_name=asset, **changes)
        facts = dict(fact[:2] for fact in describe(message(told)).problems[0].facts(500))
        assert facts.get("Silence it") == (None if changes else command)


@pytest.mark.row("C9")
@pytest.mark.parametrize(("changes", "begins"), [({}, "Since"), (RESOLVED, "Good since")])
def test_the_reader_sees_the_moment_by_a_clock_of_their_own(
    changes: dict[str, Any], begins: str
) -> None:
    zone = timezone(timedelta(hours=2))
    told_twice = notification(fingerprint="f2", **(changes or {"opened_at": OPENED + timedelta(1)}))
    at = {name: getattr(notification(**changes), name) for name in ("opened_at", "resolved_at")}
    shifted = {name: moment and moment.astimezone(zone) for name, moment in at.items()}
    told = message(told_twice, notification(**(changes | shifted)))
    hour = "08" if changes else "05"
    stamp = f"2026-03-10T{hour}:00:00Z"
    teams = transport_to("teams", "").render(told).body.decode()
    assert f"{begins} {{{{DATE({stamp}, SHORT)}}}} {{{{TIME({stamp})}}}} your time" in teams
    seconds = int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp())
    slack = transport_to("slack", "").render(told).body.decode()
    assert f"<!date^{seconds}^{{date_num}} {{time}}|2026-03-10 {hour}:00 UTC> your time" in slack


@pytest.mark.row("C9")
def test_a_run_is_called_without_its_variables_and_once_is_not_counted() -> None:
    name = 'dbt build --vars {"key": "value"}'
    (problem,) = describe(message(notification(run_name=name, occurrence_count=1))).problems
    facts = {fact.title: fact.value for fact in problem.all_facts(500)}
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


OVER: dict[str, Any] = RESOLVED | {"reason": "over"}


@pytest.mark.row("C12")
@pytest.mark.parametrize(
    ("changes", "title", "summary"),
    [
        (
            OVER,
            (
                "OVER: unique on customers.customer_id was bad from 2026-03-10 05:00 to 08:00 UTC"
                " (prod)"
            ),
            "It is over, after 3 hours. You were not told while it lasted.",
        ),
        (
            OVER | {"resolved_at": OPENED + timedelta(days=1)},
            (
                "OVER: unique on customers.customer_id was bad from 2026-03-10 05:00 to"
                " 2026-03-11 05:00 UTC (prod)"
            ),
            "It is over, after 1 day. You were not told while it lasted.",
        ),
        (
            RESOLVED,
            "RESOLVED: unique on customers.customer_id (prod)",
            "Good again since 2026-03-10 08:00 UTC. It failed for 3 hours.",
        ),
        (
            {
                "note": "again",
                "downstream": (),
                "downstream_count": 0,
                "exposures": (),
                "exposure_count": 0,
            },
            "AGAIN CRITICAL: unique on customers.customer_id failed (prod)",
            (
                "Failing since 2026-03-10 05:00 UTC (3 days ago), seen 4 times."
                " It was good since you last heard of it. Owner: risk."
            ),
        ),
    ],
)
def test_what_is_over_or_back_is_called_so(
    changes: dict[str, Any], title: str, summary: str
) -> None:
    content = describe(message(notification(**changes)))
    assert (content.title, content.summary) == (title, summary)


@pytest.mark.row("C12")
def test_several_that_are_over_were_not_told_while_they_lasted() -> None:
    both = [notification(fingerprint=f"f{n}", **OVER) for n in range(2)]
    content = describe(message(*both))
    assert content.title == "OVER: 2 tests, in dbt build (prod)"
    assert content.summary == (
        "All of it is over. You were not told while it lasted. Owners: risk."
    )


@pytest.mark.row("C12")
def test_what_is_good_again_says_what_fixed_it_and_not_what_broke_it() -> None:
    fixes = tuple(f"commit {number}" for number in range(7))
    over = notification(**RESOLVED, fixed_by=fixes)
    content = describe(message(over, notification(fingerprint="f2", **RESOLVED, fixed_by=fixes)))
    (problem, _) = content.problems
    facts = {fact.title: fact.value for fact in problem.facts(500)}
    assert facts["Fixed by"] == "commit 0; commit 1; commit 2; commit 3; commit 4; 2 more"
    assert "Changed" not in facts
    assert "fixed by: commit 0" in problem.line
    firing = describe(message(notification(fixed_by=fixes))).problems[0].facts(500)
    assert "Fixed by" not in [fact.title for fact in firing]


@pytest.mark.row("C12")
def test_a_message_says_as_of_when_it_is_true() -> None:
    told = replace(message(possible_repeat=True), as_of=DUE)
    assert describe(told).notes == (
        "As of 2026-03-13 07:00 UTC.",
        "You may have had this already: the first attempt got no answer.",
    )


@pytest.mark.row("C12")
def test_of_several_problems_those_that_may_be_repeats_are_marked() -> None:
    doubtful = notification(possible_repeat=True)
    content = describe(message(doubtful, notification(fingerprint="f2"), possible_repeat=True))
    marked = [problem.line.partition(" · ")[0] for problem in content.problems]
    assert marked == [
        "CRITICAL: unique on customers.customer_id failed (possible repeat)",
        "CRITICAL: unique on customers.customer_id failed",
    ]
    assert content.notes == ("You may have had what is marked already: an attempt got no answer.",)
    alone = describe(message(doubtful, possible_repeat=True))
    assert alone.title == "CRITICAL: unique on customers.customer_id failed (prod)"
    assert alone.notes == ("You may have had this already: the first attempt got no answer.",)


@pytest.mark.row("C9")
def test_every_severity_has_a_mark_of_its_own() -> None:
    told = [message(notification(severity=word)) for word in ("critical", "error", "warn")]
    told.append(message(notification(**RESOLVED)))
    marks = [describe(one).mark for one in told]
    assert len(set(marks)) == 4
    for mark, one in zip(marks, told, strict=True):
        for kind in ("teams", "slack"):
            assert mark in transport_to(kind, "").render(one).body.decode()


def test_links_all_problems_share_are_the_messages_and_others_stay_with_their_problem() -> None:
    other = notification(fingerprint="f2", runbook_url="https://wiki.example.com/other")
    content = describe(message(notification(), other))
    assert [link.title for link in content.links] == ["Open the run", "dbt artifacts"]
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
        ("https://runbooks.lender.example@evil.test/", False),
        ("https://ada:x@evil.test/", False),
        ("https://a.example.com/@x", True),
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
