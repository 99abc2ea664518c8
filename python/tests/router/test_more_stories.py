"""Stories beside the golden ones: refusals of one message, and what is over at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from python.tests.router import rulebook as book
from python.tests.router.stories import story
from python.tests.router.world import Scenario, World

pytestmark = [pytest.mark.row("C4"), pytest.mark.row("C6")]

K, E = "critical", "error"

STORIES: dict[str, tuple[tuple[Scenario, int], str]] = {
    "finds one message wrong, takes the others": (
        story({"a": [(0, E)], "b": [(2, E)]}, outages=[("team", 0, 90, "refuses:a")], until=120),
        "1 mail opened[team could not be reached](a); 2 team opened(b)",
    ),
    "finds a message about three wrong because of one": (
        story(
            {"a": [(0, E)], "b": [(0, E)], "c": [(0, E)]},
            replace(book.THREE, root=book.route("team", group_by=())),
            outages=[("team", 0, 90, "refuses:b")],
            until=9,
        ),
        ("1 mail opened[team could not be reached](a,b,c); 1 team opened(a); 3 team opened(c)"),
    ),
    "an event is told once": (
        story({"p": [(0, K), (7, K)]}, book.TWO, events=frozenset("p"), until=300),
        ("0 pager opened(p); 0 team opened(p); 7 pager opened(p); 7 team opened(p)"),
    ),
    "an event while the receiver was away": (
        story(
            {"p": [(0, E)]},
            book.ALONE,
            events=frozenset("p"),
            outages=[("team", 0, 60, "503")],
            until=300,
        ),
        "65 team opened(p)",
    ),
    "an event in a silence": (
        story({"p": [(5, E)]}, events=frozenset("p"), silences=[(0, 9, "p")], until=60),
        "",
    ),
    "the fallback answers nothing either: the next one is told": (
        story(
            {"p": [(0, E)]},
            book.THREE,
            outages=[("team", 0, 300, "503"), ("mail", 0, 300, "lost")],
            until=120,
        ),
        "18 boss opened[team could not be reached](p)",
    ),
    "the fallback refuses the message too: the next one is told": (
        story(
            {"p": [(0, E)]},
            book.THREE,
            outages=[("team", 0, 300, "refuses:p"), ("mail", 0, 300, "refuses:p")],
            until=60,
        ),
        "2 boss opened[team could not be reached](p)",
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_every_message_of_the_story_arrives_and_no_other(name: str) -> None:
    (scenario, until), expected = STORIES[name]
    assert World(scenario=scenario).run(until).heard() == expected
