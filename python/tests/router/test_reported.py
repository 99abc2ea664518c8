"""What reviewers and users of other systems reported: each with what should be heard instead."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nightledger.router import Target
from python.tests.router import rulebook as book
from python.tests.router.stories import story
from python.tests.router.world import World

pytestmark = [pytest.mark.row("C4"), pytest.mark.row("C6")]

K, E, W = "critical", "error", "warn"
ONLY_PAGER = book.rules(
    book.route("pager"), receivers={"pager": Target(is_keyed=True), "mail": book.PLAIN}
)


def heard(*arguments: object, **rest: object) -> str:
    scenario, until = story(*arguments, **rest)  # type: ignore[arg-type]
    return World(scenario=scenario).run(until).heard()


def test_resolved_is_never_followed_by_what_it_resolved() -> None:
    """Review F1, J: the pager is away for 17 minutes, the problem is over after ten."""
    away = [("pager", 0, 17, "503")]
    said = heard({"p": [(0, K), (10, None)]}, ONLY_PAGER, outages=away, until=120)
    assert said == "8 mail opened[pager could not be reached](p); 10 mail resolved(p)"


def test_a_kill_between_claim_and_outcome_is_followed_by_the_end_alone() -> None:
    """Review F1, K: the process dies after it sent; the problem is over before the lease ends."""
    said = heard({"p": [(0, K), (2, None)]}, ONLY_PAGER, crashes={0: ("sent", 0)}, until=60)
    assert said == "0 pager opened(p); 10 pager resolved?(p)"


def test_what_began_and_ended_in_the_night_is_not_told_as_new_in_the_morning() -> None:
    """Review F1, H: office hours."""
    facts = {"p": [(120, E), (180, None)]}
    assert heard(facts, book.OFFICE, until=500) == ""
    once = replace(book.OFFICE, over_before_told="once")
    assert heard(facts, once, until=500) == "420 team over(p)"


def test_who_was_woken_hears_the_end_although_it_eased_before() -> None:
    """Review F2, C: fail, warn, pass; the route to the pager takes critical ones only."""
    said = heard({"p": [(0, K), (60, W), (120, None)]}, book.TWO, until=200)
    assert said == (
        "0 pager opened(p); 0 team opened(p); 120 pager resolved(p); 120 team resolved(p)"
    )


def test_the_fallback_hears_the_end_of_what_it_was_told() -> None:
    """Review F2, D: the team is down for an hour."""
    facts = {"p": [(0, E), (180, None)]}
    said = heard(facts, outages=[("team", 0, 60, "503")], until=240)
    assert "180 mail resolved(p)" in said


def test_who_lost_the_route_hears_the_end() -> None:
    """Review F2, E: the route is edited between the beginning and the end."""
    moved = replace(book.ONE, root=book.route("mail"))
    said = heard({"p": [(0, E), (30, None)]}, (0, book.ONE), (10, moved), until=60)
    assert said == ("0 team opened(p); 10 mail opened(p); 30 mail resolved(p); 30 team resolved(p)")


def test_a_critical_problem_is_repeated_every_four_hours_not_eight() -> None:
    """Review F3: told at minute 1, so due at 241, 481, ..."""
    said = heard({"p": [(1, K)]}, book.ONE, until=965)
    assert said == (
        "1 team opened(p); 241 team repeated(p); 481 team repeated(p); "
        "721 team repeated(p); 961 team repeated(p)"
    )


def test_a_single_receiver_that_comes_back_is_told_what_is_still_wrong() -> None:
    """Review F4, B: away for three hours, far longer than anybody would try one message."""
    facts = {"p": [(0, E)], "q": [(70, E)]}
    said = heard(facts, book.ALONE, outages=[("team", 0, 180, "503")], until=400)
    assert said == "185 team opened(p,q)"


def test_a_healthy_third_receiver_is_asked_when_the_fallback_refuses() -> None:
    """Review F4, B3."""
    away = [("team", 0, 300, "503"), ("mail", 0, 300, "404")]
    said = heard({"p": [(0, E)]}, book.THREE, outages=away, until=120)
    assert said == "17 boss opened[team could not be reached](p)"


def test_a_problem_held_for_longer_than_views_remember_is_told_when_it_may_be() -> None:
    """Review F4, smaller: a route that is muted for days."""
    closed = replace(book.ONE, root=book.route("team", active=(book.hours(600, 660),)))
    said = heard({"p": [(700, W)]}, closed, until=2100)
    assert said == "2040 team opened(p)"


MAILS = book.rules(
    book.route("mail"), receivers={"mail": Target(recipients=("a@x.test", "b@x.test"))}
)


def test_each_mail_address_has_its_own_memory() -> None:
    """One address takes the message, the process dies before the other is asked."""
    scenario, until = story(
        {"p": [(0, E), (30, None)]}, MAILS, crashes={0: ("claimed", 1)}, until=60
    )
    world = World(scenario=scenario).run(until)
    arrived = [
        (minute, message.endpoint.recipient, message.sequence, line.word, line.possible_repeat)
        for minute, message in world.inbox["mail"]
        for line in message.lines
    ]
    assert arrived == [
        (0, "a@x.test", 1, "opened", False),
        (10, "b@x.test", 2, "opened", True),
        (30, "a@x.test", 2, "resolved", False),
        (30, "b@x.test", 3, "resolved", False),
    ]
