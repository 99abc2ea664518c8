"""Random scenarios: facts, silences, outages, crashes, acknowledgements, edits of alerts.yml."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from nightledger.router import Matchers, Rules, Target
from python.tests.router import rulebook as book
from python.tests.router.truth import Fact, Truth
from python.tests.router.world import Scenario

HORIZON, CALM = 120, 200
FAST = book.repeats(15, 30, 45)
NAMES = ["team", "pager", "mail"]
TEAM = Target(formerly=("channel",))
PAGER = Target(is_keyed=True, capacity=2)
Draw = Any


def route(receiver: str, *arguments: str, **rest: Any) -> Any:  # noqa: ANN401 - fields
    return book.route(receiver, *arguments, repeat_interval=FAST, **rest)


PAGES = route("pager", book.CRITICAL, continues=True, group_by=("problem",))
USUAL = Rules(
    receivers={"team": TEAM, "pager": PAGER, "mail": book.PLAIN},
    root=route("team", routes=(PAGES, route("team"))),
    fallback="mail",
    limits=book.QUICK,
)
SMALLEST = Rules(receivers={"team": TEAM}, root=route("team"), fallback="team", limits=book.QUICK)
RENAMED = replace(
    USUAL,
    receivers={"channel": Target(formerly=("team",)), "pager": PAGER, "mail": book.PLAIN},
    root=route("channel", routes=(PAGES, route("channel"))),
)
HOURS = replace(
    USUAL,
    receivers={
        "team": Target(messages_per_hour=4, formerly=("channel",)),
        "pager": PAGER,
        "mail": Target(seconds_between=30),
        "boss": book.PLAIN,
    },
    root=route(
        "team",
        active=(book.hours(0, 40), book.hours(80, 1440)),
        routes=(
            route("pager", book.CRITICAL, continues=True, escalate_after=10, escalate_to="boss"),
            route("mail", owner="a", group_wait=3, group_by=()),
        ),
    ),
    over_before_told="once",
)
NOBODY = replace(
    USUAL,
    receivers={
        "team": Target(send_resolved=False, formerly=("channel",)),
        "mail": book.PLAIN,
        "none": Target(drops=True),
    },
    root=route(
        "team",
        routes=(route("none", book.WARN),),
        escalate_after=20,
        escalate_to="mail",
    ),
)
ONLY_MAIL = replace(USUAL, receivers={"mail": book.PLAIN}, root=route("mail"))
MUTED = replace(USUAL, root=replace(USUAL.root, mute=(book.hours(30, 55),), group_by=()))
OWNED = replace(USUAL, root=replace(USUAL.root, owner_receivers={"a": "mail"}, routes=()))
EXCEPT = Matchers(unless=Matchers(severity=(book.WARN,), owner=("a",)))
LEFT = replace(
    USUAL, root=route("team", routes=(replace(route("mail"), matchers=EXCEPT, continues=True),))
)
RULES = (USUAL, SMALLEST, RENAMED, HOURS, NOBODY, ONLY_MAIL, MUTED, OWNED, LEFT)
GAPS = st.sampled_from([1, 2, 3, 4, 9, 20, 40])
DELAYS = st.sampled_from([0, 0, 0, 0, 0, 7, 20])
OUTCOMES = st.sampled_from([None, None, book.CRITICAL, book.ERROR, book.WARN])
MINUTES = st.integers(0, HORIZON)


@st.composite
def scenarios(draw: Draw) -> Scenario:
    """Return a random scenario of 120 minutes; 200 calm ones are to follow."""
    names = [f"p{number}" for number in range(draw(st.integers(1, 4)))]
    facts = {name: draw(facts_of()) for name in names}
    truth = Truth(
        facts=facts,
        labels={name: draw(labels()) for name in names},
        silences=draw(st.lists(spans(names), max_size=2)),
        inhibitions=draw(st.lists(spans(names), max_size=2)),
        ignores=draw(st.lists(spans(names), max_size=1)),
        acks=draw(st.lists(st.tuples(MINUTES, st.sampled_from(names)), max_size=2)),
        about={names[0]: draw(st.sampled_from(NAMES))} if draw(st.integers(0, 5)) == 0 else {},
        events=frozenset(names[-1:]) if draw(st.integers(0, 3)) == 0 else frozenset(),
    )
    given = st.sampled_from(RULES)
    edits = draw(st.lists(st.tuples(st.integers(1, HORIZON), given), max_size=2))
    moments = sorted({min(fact[1], HORIZON) for some in facts.values() for fact in some})
    points = st.tuples(st.sampled_from(["before", "claimed", "sent", "slow"]), st.integers(0, 1))
    when = st.one_of(MINUTES, st.sampled_from(moments))
    off = st.tuples(MINUTES, st.integers(1, 30))
    return Scenario(
        truth=truth,
        rules=[(0, draw(given)), *sorted(edits, key=lambda edit: edit[0])],
        outages=draw(outages(names)),
        crashes=draw(st.dictionaries(when, points, max_size=4)),
        router_off=[
            (start, min(HORIZON, start + n)) for start, n in draw(st.lists(off, max_size=1))
        ],
    )


@st.composite
def facts_of(draw: Draw) -> list[Fact]:
    """Return what is seen of one problem, some of it recorded late."""
    facts, happened = dict[int, Fact](), draw(st.integers(0, 60))
    seen = st.lists(st.tuples(GAPS, DELAYS, OUTCOMES), min_size=1, max_size=8)
    for gap, late, severity in draw(seen):
        facts[happened] = (happened, happened + late, severity)
        happened = min(HORIZON, happened + gap)
    return list(facts.values())


def labels() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"run": st.sampled_from("rst"), "owner": st.sampled_from("ab")})


def spans(names: list[str]) -> st.SearchStrategy[tuple[int, int, str]]:
    """Return from, to, fingerprint."""
    times = st.tuples(MINUTES, st.integers(1, 60), st.sampled_from(names))
    return times.map(lambda one: (one[0], min(HORIZON, one[0] + one[1]), one[2]))


@st.composite
def outages(draw: Draw, names: list[str]) -> list[tuple[str, int, int, str]]:
    """Return who fails when and how; sometimes several at once, for long."""
    poisons = [f"{how}:{name}" for name in names for how in ("poison", "refuses")]
    modes = st.sampled_from(["503", "404", "400", "lost", "late", *poisons])
    one = st.tuples(st.sampled_from(NAMES), MINUTES, st.integers(1, 90), modes)
    found = [
        (name, start, min(HORIZON, start + minutes), mode)
        for name, start, minutes, mode in draw(st.lists(one, max_size=4))
    ]
    if draw(st.integers(0, 3)) == 0:
        start, groups = draw(st.integers(0, 30)), [NAMES[:2], NAMES[1:], NAMES[::2], NAMES]
        found += [(name, start, start + 90, draw(modes)) for name in draw(st.sampled_from(groups))]
    return found
