"""What the router decides, rule by rule."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from nightledger.router import (
    GroupHistory,
    Inbox,
    Plan,
    ProblemHistory,
    ReceiverHistory,
    Target,
)
from python.tests.router.world import (
    LIMITS,
    NOW,
    decide,
    delivery,
    minutes,
    notification,
    route,
    tree,
)

if TYPE_CHECKING:
    from nightledger.router import Notification, OpenDelivery, RouteTree

pytestmark = [pytest.mark.row("C2")]

GROUP = '{"environment": "prod", "run": "run1"}'


def inbox(*notifications: Notification, **values: tuple[object, ...]) -> Inbox:
    return Inbox(now=NOW, notifications=notifications, **values)  # type: ignore[arg-type]


def routed(one: Notification, routes: RouteTree) -> tuple[str, ...]:
    (decision,) = [row for row in decide(inbox(one), routes).decisions if row.event == "routed"]
    return decision.receivers


def again(open_delivery: OpenDelivery, **values: tuple[object, ...]) -> Plan:
    told = [notification(key, receivers=("team",)) for key in open_delivery.notification_ids]
    return decide(inbox(*told, open_deliveries=(open_delivery,), **values))


def events(made: Plan) -> list[tuple[str, str | None, tuple[str, ...]]]:
    return [(row.event, row.receiver, row.receivers) for row in made.decisions]


# --- which receivers


@pytest.mark.parametrize(
    ("severity", "receiver"), [("critical", "pager"), ("error", "slow"), ("warn", "team")]
)
def test_each_severity_takes_its_route_and_what_no_branch_wants_stays_with_the_root(
    severity: str, receiver: str
) -> None:
    routes = tree(route("pager", severity=("critical",)), route("slow", severity=("error",)))
    assert routed(notification(severity=severity), routes) == (receiver,)


def test_the_first_match_wins() -> None:
    routes = tree(route("pager", owner=("risk",)), route("slow", owner=("risk",)))
    assert routed(notification(owner="risk"), routes) == ("pager",)


def test_continue_goes_on_to_the_next_match() -> None:
    routes = tree(route("pager", owner=("risk",), continues=True), route("slow", owner=("risk",)))
    assert routed(notification(owner="risk"), routes) == ("pager", "slow")


@pytest.mark.parametrize(
    "matchers",
    [
        {"asset": ("lo*s",)},
        {"tag": ("pii", "gdpr")},
        {"kind": ("te*",)},
        {"environment": ("prod",)},
        {"urgency": ("page",)},
        {"owner": ("",)},
        {"asset": ("loans",), "severity": ("critical", "error")},
    ],
)
def test_a_route_takes_what_all_its_matchers_want(matchers: dict[str, Any]) -> None:
    routes = tree(route("pager", **matchers))
    assert routed(notification(tags=("x", "gdpr")), routes) == ("pager",)


@pytest.mark.parametrize(
    "matchers",
    [{"asset": ("loan",)}, {"tag": ("g.pr",)}, {"severity": ("warn",)}, {"owner": ("r",)}],
)
def test_a_route_leaves_what_one_matcher_does_not_want(
    matchers: dict[str, Any],
) -> None:
    routes = tree(route("pager", kind=("test",), **matchers))
    assert routed(notification(tags=("gdpr",)), routes) == ("team",)


def test_what_was_routed_keeps_its_receivers_when_the_tree_has_changed() -> None:
    made = decide(inbox(notification(receivers=("slow",))), tree(route("pager")))
    assert [one.receiver for one in made.messages] == ["slow"]
    assert made.decisions == ()


def test_a_receiver_that_is_gone_from_the_configuration_is_replaced_by_the_fallback() -> None:
    made = decide(inbox(notification(receivers=("gone",))))
    assert events(made) == [("handed_over", "gone", ()), ("routed", None, ("mail",))]
    assert [(one.receiver, one.handed_over_from) for one in made.messages] == [("mail", ("gone",))]


@pytest.mark.parametrize(("about", "receiver"), [("team", "mail"), ("pager", "team")])
def test_that_a_receiver_fails_is_not_told_to_that_receiver(about: str, receiver: str) -> None:
    assert routed(notification(kind="receiver", asset_name=about), tree()) == (receiver,)


def test_that_the_fallback_fails_is_told_to_another() -> None:
    one = notification(kind="receiver", asset_name="mail")
    assert routed(one, tree(receiver="mail")) == ("team",)


# --- open deliveries


def test_a_young_claim_is_in_flight_and_left_alone() -> None:
    made = again(delivery("n1", state="claimed"))
    assert made.messages == ()
    assert made.decisions == ()
    assert [one.until for one in made.held] == [NOW - minutes(1) + LIMITS.lease]


def test_a_claim_older_than_the_lease_is_sent_again_as_a_possible_repeat() -> None:
    made = again(delivery("n1", state="claimed", last_event_at=NOW - minutes(10)))
    (message,) = made.messages
    assert (message.message_id, message.attempt, message.possible_repeat) == ("m1", 2, True)
    assert message.labels == {"environment": "prod", "run": "run1"}


def test_an_attempt_without_answer_is_repeated_once_and_then_handed_over() -> None:
    (message,) = again(delivery("n1", state="unknown", unknown_count=1)).messages
    assert (message.receiver, message.possible_repeat) == ("team", True)
    made = again(delivery("n1", state="unknown", unknown_count=2, attempt=2))
    assert events(made)[0] == ("handed_over", "team", ())
    assert made.decisions[0].message_id == "m1"
    assert [one.receiver for one in made.messages] == ["mail"]


def test_a_target_that_drops_repeats_is_asked_until_it_answers() -> None:
    one = delivery("n1", receiver="pager", state="unknown", unknown_count=5, attempt=5)
    made = decide(inbox(notification(receivers=("pager",)), open_deliveries=(one,)))
    assert [(one.receiver, one.attempt) for one in made.messages] == [("pager", 6)]


def test_nothing_is_tried_again_before_its_time() -> None:
    assert again(delivery("n1", retry_at=NOW + minutes(1))).messages == ()
    (message,) = again(delivery("n1", retry_at=NOW)).messages
    assert (message.message_id, message.attempt, message.possible_repeat) == ("m1", 2, False)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "permanent"},
        {"attempt": LIMITS.max_attempts},
        {"first_claimed_at": NOW - LIMITS.retry_for - minutes(1)},
        {"retry_at": NOW + timedelta(days=1)},
    ],
    ids=["refused", "attempts used up", "time used up", "asked to wait for a day"],
)
def test_what_a_receiver_will_not_take_is_handed_over_to_the_fallback(
    values: dict[str, Any],
) -> None:
    made = again(delivery("n1", **values))
    assert events(made) == [("handed_over", "team", ()), ("routed", None, ("mail",))]
    assert "team: " in (made.decisions[0].cause or "")
    assert [(one.receiver, one.handed_over_from) for one in made.messages] == [("mail", ("team",))]


def test_what_the_fallback_will_not_take_is_quarantined() -> None:
    one = delivery("n1", receiver="mail", recipient="a@lender.test", state="permanent")
    made = decide(inbox(notification(receivers=("mail",)), open_deliveries=(one,)))
    assert events(made) == [("quarantined", "mail", ())]
    assert made.decisions[0].recipient == "a@lender.test"
    assert made.messages == ()


def test_only_the_mail_addresses_that_did_not_answer_are_asked_again() -> None:
    deliveries = tuple(
        delivery("n1", receiver="mail", recipient=address) for address in ("a@l.test", "b@l.test")
    )
    told = notification(receivers=("mail",), settled_receivers=())
    (message,) = decide(inbox(told, open_deliveries=deliveries)).messages
    assert message.recipients == ("a@l.test", "b@l.test")


def test_a_delivery_whose_notifications_were_silenced_meanwhile_is_suppressed() -> None:
    made = decide(inbox(open_deliveries=(delivery("n1"),)))
    assert events(made) == [("suppressed", "team", ())]


# --- groups


def test_one_run_is_one_message_with_the_worst_first() -> None:
    made = decide(inbox(notification("a", severity="warn"), notification("b")))
    (message,) = made.messages
    assert [one.notification_id for one in message.notifications] == ["b", "a"]
    assert (message.reason, message.group_key) == ("opened", GROUP)


def test_two_environments_are_never_in_one_message() -> None:
    made = decide(inbox(notification("a"), notification("b", environment="dev")), tree(group_by=()))
    assert [one.environment for one in made.messages] == ["prod", "dev"]


@pytest.mark.parametrize("name", ["run", "asset", "owner", "severity", "kind", "tags", "problem"])
def test_what_differs_in_the_label_grouped_by_is_in_different_messages(name: str) -> None:
    others: dict[str, dict[str, Any]] = {
        "run": {"run_id": "run2"},
        "asset": {"asset_name": "customers"},
        "owner": {"owner": "risk"},
        "severity": {"severity": "warn"},
        "kind": {"kind": "run"},
        "tags": {"tags": ("pii",)},
        "problem": {},
    }
    waiting = inbox(notification("a"), notification("b", **others[name]))
    assert len(decide(waiting, tree(group_by=(name,))).messages) == 2
    assert len(decide(waiting, tree(group_by=())).messages) == 1


def test_a_group_that_was_sent_lately_is_held_and_then_says_new_in_group() -> None:
    one = notification(receivers=("team",))
    told = (GroupHistory(receiver="team", group_key=GROUP, last_sent_at=NOW - minutes(4)),)
    made = decide(inbox(one, groups=told))
    assert (made.messages, made.held[0].until) == ((), NOW + minutes(1))
    told = (replace(told[0], last_sent_at=NOW - minutes(5)),)
    assert [one.reason for one in decide(inbox(one, groups=told)).messages] == ["new_in_group"]


def test_a_group_waits_for_its_earlier_message() -> None:
    told = (notification("n1", receivers=("team",)), notification("n2", receivers=("team",)))
    waits = delivery("n1", retry_at=NOW + minutes(2))
    made = decide(inbox(*told, open_deliveries=(waits,)))
    assert made.messages == ()
    assert {one.notification_ids for one in made.held} == {("n1",), ("n2",)}


@pytest.mark.parametrize(("ago", "event"), [(239, "suppressed"), (240, None)])
def test_a_repeat_within_the_repeat_interval_is_suppressed(ago: int, event: str | None) -> None:
    one = notification(reason="repeated", receivers=("team",))
    heard = ProblemHistory(
        receiver="team", fingerprint=one.fingerprint, last_sent_at=NOW - minutes(ago)
    )
    made = decide(inbox(one, problems=(heard,)))
    assert [row.event for row in made.decisions] == ([event] if event else [])
    assert len(made.messages) == (0 if event else 1)


def test_several_notifications_about_one_problem_travel_together() -> None:
    opened = notification("a", fingerprint="p", due_at=NOW - minutes(9))
    over = notification("b", fingerprint="p", reason="resolved", is_firing=False)
    (message,) = decide(inbox(opened, over)).messages
    assert {one.notification_id for one in message.notifications} == {"a", "b"}
    assert message.reason == "resolved"


def test_a_problem_nobody_heard_of_yet_is_opened_also_when_a_repeat_is_due() -> None:
    opened = notification("a", fingerprint="p", due_at=NOW - minutes(9))
    again_due = notification("b", fingerprint="p", reason="repeated")
    assert [one.reason for one in decide(inbox(opened, again_due)).messages] == ["opened"]


# --- rates


def groups(count: int) -> list[Notification]:
    return [
        notification(f"n{number:05}", run_id=f"run{number}", receivers=("slow",))
        for number in range(count)
    ]


def test_above_the_rate_the_rest_of_the_groups_travels_in_one_message() -> None:
    made = decide(inbox(*groups(50)), slow=Target(messages_per_hour=10))
    assert len(made.messages) == 10
    assert sum(len(one.notifications) for one in made.messages) == 50
    assert made.messages[-1].labels == {"environment": "prod", "merged": "yes"}


def test_a_tick_sends_no_more_than_it_has_the_seconds_for() -> None:
    assert len(decide(inbox(*groups(50)), slow=Target(seconds_between=2)).messages) == 15


def test_a_used_up_hour_holds_everything_and_drops_nothing() -> None:
    history = (ReceiverHistory(receiver="slow", sent_last_hour=100),)
    made = decide(inbox(*groups(3), receivers=history))
    assert (made.messages, made.decisions) == ((), ())
    assert sum(len(one.notification_ids) for one in made.held) == 3


def test_pages_go_by_themselves_before_tickets() -> None:
    ticket = notification("a", run_id="x", urgency="ticket", severity="warn", receivers=("slow",))
    waiting = [ticket, replace(ticket, notification_id="b", run_id="y"), groups(1)[0]]
    made = decide(inbox(*waiting), slow=Target(messages_per_hour=2))
    assert [len(one.notifications) for one in made.messages] == [1, 2]
    assert made.messages[0].notifications[0].urgency == "page"


def test_a_receiver_that_asked_to_be_left_alone_hears_nothing_before() -> None:
    until = NOW + minutes(20)
    history = (ReceiverHistory(receiver="slow", sent_last_hour=1, retry_at=until),)
    made = decide(inbox(*groups(2), receivers=history))
    assert (made.messages, [one.until for one in made.held]) == ((), [until])


def test_a_receiver_that_wants_nothing_for_a_day_is_replaced_by_the_fallback() -> None:
    until = NOW + timedelta(days=1)
    history = (ReceiverHistory(receiver="slow", sent_last_hour=1, retry_at=until),)
    made = decide(inbox(*groups(1), receivers=history))
    assert [one.receiver for one in made.messages] == ["mail"]


# --- the whole


def test_the_same_inbox_gives_the_same_plan_in_any_order() -> None:
    told = groups(40)
    assert decide(inbox(*told)) == decide(inbox(*reversed(told)))


def test_two_receivers_get_two_messages_with_ids_of_their_own() -> None:
    routes = tree(route("pager", continues=True), route("slow"))
    first, second = decide(inbox(notification()), routes).messages
    assert first.message_id != second.message_id


def test_what_finds_no_room_is_held_also_in_the_other_environments() -> None:
    told = [replace(one, environment=name) for name in ("a", "b", "c") for one in groups(1)]
    told = [replace(one, notification_id=one.environment) for one in told]
    made = decide(inbox(*told), slow=Target(messages_per_hour=1))
    assert [len(one.notifications) for one in made.messages] == [1]
    assert sum(len(one.notification_ids) for one in made.held) == 2


def test_a_storm_of_ten_thousand_notifications_is_planned_in_three_seconds() -> None:
    told = [
        notification(f"n{number:05}", run_id=f"run{number % 700}", asset_name=f"a{number}")
        for number in range(10_000)
    ]
    routes = tree(*(route("slow", asset=(f"*z{number}",)) for number in range(10)))
    start = time.process_time()
    made = decide(inbox(*told), routes, team=Target(seconds_between=1, messages_per_hour=100))
    assert time.process_time() - start < 3
    assert sum(len(one.notifications) for one in made.messages) == 10_000
