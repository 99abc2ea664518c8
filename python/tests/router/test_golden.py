"""Small stories, each with every message that arrives: minute, receiver, word(problems).

`?` marks a possible repeat. Repeats are at 4 h, 1 d and 3 d, group_interval is 5 minutes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from python.tests.router import rulebook as book
from python.tests.router.stories import story
from python.tests.router.world import Scenario, World

pytestmark = [pytest.mark.row("C4"), pytest.mark.row("C6")]

K, E, W = "critical", "error", "warn"


GOLDEN: dict[str, tuple[tuple[Scenario, int], str]] = {
    "opened, resolved": (
        story({"p": [(0, E), (30, None)]}, until=60),
        "0 team opened(p); 30 team resolved(p)",
    ),
    "repeats at last accepted + 4 h": (
        story({"p": [(0, K)]}, book.TWO, until=500),
        (
            "0 pager opened(p); "
            "0 team opened(p); "
            "240 pager repeated(p); "
            "240 team repeated(p); "
            "480 pager repeated(p); "
            "480 team repeated(p)"
        ),
    ),
    "over while the pager was away (never)": (
        story({"p": [(0, K), (10, None)]}, book.TWO, outages=[("pager", 0, 17, "503")], until=60),
        "0 team opened(p); 10 team resolved(p)",
    ),
    "over while the pager was away (once)": (
        story(
            {"p": [(0, K), (10, None)]},
            replace(book.TWO, over_before_told="once"),
            outages=[("pager", 0, 17, "503")],
            until=60,
        ),
        "0 team opened(p); 10 team resolved(p); 25 pager over(p)",
    ),
    "crash after the send, over before the lease": (
        story({"p": [(0, K), (2, None)]}, book.TWO, crashes={0: ("sent", 0)}, until=40),
        "0 pager opened(p); 1 team opened(p); 2 team resolved(p); 10 pager resolved?(p)",
    ),
    "crash before the send, twice": (
        story({"p": [(0, E)]}, crashes={0: ("claimed", 0), 10: ("claimed", 0)}, until=60),
        "20 team opened?(p)",
    ),
    "severity eases, worsens, ends": (
        story({"p": [(0, K), (10, W), (15, K), (20, None)]}, book.TWO, until=60),
        "0 pager opened(p); 0 team opened(p); 20 pager resolved(p); 20 team resolved(p)",
    ),
    "fallback told while the team was away": (
        story({"p": [(0, E), (180, None)]}, outages=[("team", 0, 60, "503")], until=240),
        (
            "16 mail opened[team could not be reached](p); "
            "65 team opened(p); "
            "180 mail resolved(p); "
            "180 team resolved(p)"
        ),
    ),
    "fallback dead too: any healthy one": (
        story(
            {"p": [(0, E)]},
            book.THREE,
            outages=[("team", 0, 300, "503"), ("mail", 0, 300, "404")],
            until=100,
        ),
        "17 boss opened[team could not be reached](p)",
    ),
    "the only receiver away for 3 h: once, not replayed": (
        story(
            {"a": [(0, E)], "b": [(70, E), (75, None)], "c": [(80, W)]},
            book.ALONE,
            outages=[("team", 0, 180, "503")],
            until=240,
        ),
        "185 team opened(a,c)",
    ),
    "told, then away over its end and a new episode": (
        story(
            {"p": [(0, E), (80, None), (160, E)]},
            book.ALONE,
            outages=[("team", 70, 170, "503")],
            until=240,
        ),
        "0 team opened(p); 175 team opened[again](p)",
    ),
    "answers nothing, delivers all": (
        story({"p": [(0, E), (120, None)]}, outages=[("team", 0, 60, "late")], until=240),
        (
            "0 team opened(p); "
            "1 team opened?(p); "
            "2 mail opened[team could not be reached](p); "
            "120 mail resolved(p); "
            "120 team resolved?(p)"
        ),
    ),
    "refuses one problem, takes the others": (
        story({"a": [(0, E)], "b": [(2, E)]}, outages=[("team", 0, 90, "poison:a")], until=120),
        (
            "1 mail opened[team could not be reached](a); "
            "2 mail opened[team could not be reached](b); "
            "3 team opened(b)"
        ),
    ),
    "office hours: over in the night, open in the morning": (
        story(
            {"a": [(120, E), (180, None)], "b": [(130, E)], "c": [(200, W)]}, book.OFFICE, until=500
        ),
        "420 team opened(b,c)",
    ),
    "silenced from the start": (
        story({"p": [(10, E), (50, None)]}, silences=[(0, 40, "p")], until=80),
        "40 team opened[silence ended](p); 50 team resolved(p)",
    ),
    "silenced in the middle, ends in it": (
        story({"p": [(0, E), (20, None)]}, silences=[(10, 40, "p")], until=80),
        "0 team opened(p); 20 team resolved(p)",
    ),
    "the cause comes late": (
        story(
            {"test": [(0, E), (40, None)], "model": [(3, E), (38, None)]},
            inhibitions=[(3, 38, "test")],
            until=80,
        ),
        (
            "0 team opened(test); "
            "3 team opened(model); "
            "38 team resolved(model); "
            "40 team resolved(test)"
        ),
    ),
    "flapping every minute for an hour": (
        story({"p": [(i, None if i % 2 else E) for i in range(60)]}, until=200),
        "0 team opened(p); 5 team flapping(p); 119 team settled_good(p)",
    ),
    "receiver renamed (formerly)": (
        story({"p": [(0, E), (20, None)]}, (0, book.ONE), (5, book.RENAMED), until=60),
        "0 team opened(p); 20 team resolved(p)",
    ),
    "receiver deleted": (
        story({"p": [(0, E), (20, None)]}, (0, book.ONE), (5, book.GONE), until=60),
        "0 team opened(p); 5 mail opened(p); 20 mail resolved(p)",
    ),
    "a new receiver for ten open problems": (
        story({f"p{i}": [(i, E)] for i in range(10)}, (0, book.ONE), (60, book.MORE), until=80),
        (
            "0 team opened(p0); "
            "1 team opened(p1); "
            "2 team opened(p2); "
            "3 team opened(p3); "
            "4 team opened(p4); "
            "5 team opened(p5); "
            "6 team opened(p6); "
            "7 team opened(p7); "
            "8 team opened(p8); "
            "9 team opened(p9); "
            "60 boss opened(10)"
        ),
    ),
    "nobody acknowledges": (
        story({"p": [(0, K), (100, None)]}, book.PAGE, until=140),
        (
            "0 team opened(p); "
            "30 boss opened[nobody acknowledged](p); "
            "100 boss resolved(p); "
            "100 team resolved(p)"
        ),
    ),
    "acknowledged, then worse": (
        story({"p": [(0, E), (50, K), (330, None)]}, book.PAGE, acks=[(20, "p")], until=340),
        (
            "0 team opened(p); "
            "50 team escalated(p); "
            "80 boss opened[nobody acknowledged](p); "
            "290 team repeated(p); "
            "320 boss repeated[nobody acknowledged](p); "
            "330 boss resolved(p); "
            "330 team resolved(p)"
        ),
    ),
    "send_resolved: false, and again": (
        story({"p": [(0, E), (20, None), (90, E)]}, book.QUIET, until=120),
        "0 team opened(p); 90 team opened[again](p)",
    ),
    "type: none, then worse": (
        story({"p": [(0, W), (9, E), (20, None)]}, book.DROPPING, until=40),
        "9 team opened(p); 20 team resolved(p)",
    ),
    "group_wait: what follows from a later cause is never told": (
        story(
            {"test": [(0, E), (20, None)], "model": [(2, E), (18, None)]},
            book.WAITING,
            inhibitions=[(2, 18, "test")],
            until=40,
        ),
        "5 team opened(model); 18 team resolved(model)",
    ),
    "news that a receiver fails": (
        story(
            {"p": [(3, E), (30, None)]},
            about={"p": "team"},
            outages=[("team", 0, 25, "503")],
            until=60,
        ),
        "3 mail opened(p); 30 mail resolved(p)",
    ),
    "a late fact splits an episode that was told": (
        story({"p": [(0, 0, E), (100, 100, E), (70, 110, None), (131, 131, None)]}, until=160),
        "0 team opened(p); 110 team opened[again](p); 131 team resolved(p)",
    ),
    "the router was off": (
        story(
            {"a": [(0, E), (9, None)], "b": [(5, E)], "c": [(7, W)]}, router_off=[(0, 30)], until=40
        ),
        "30 team opened(b,c)",
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_every_message_of_the_story_arrives_and_no_other(name: str) -> None:
    (scenario, until), expected = GOLDEN[name]
    assert World(scenario=scenario).run(until).heard() == expected
