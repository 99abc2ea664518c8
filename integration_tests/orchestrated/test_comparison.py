"""The comparison on which the tests of losses rest: it does see what is wrong."""

from __future__ import annotations

from collections import Counter

from orchestrated.recorded import FACTS_SQL, Recorded, compare
from orchestrated.truth import CHECKS, RUNS, STEPS, Fact, Facts, Truth

Tables = dict[str, list[Fact]]


def facts(tables: Tables) -> Facts:
    return {table: Counter(tables.get(table, [])) for table in FACTS_SQL}


def recorded(tables: Tables, doubled: Counter[Fact] | None = None) -> Recorded:
    found = facts(tables)
    run_ids = frozenset(fact[0] for fact in found[RUNS])
    return Recorded(facts=found, run_ids=run_ids, doubled=doubled or Counter())


STEP: Fact = ("run-1:7", "failed")
ENDED: Fact = ("run-1", "success")
BEGAN: Fact = ("run-2", "started")
TRUTH = Truth(facts=facts({STEPS: [STEP], RUNS: [ENDED]}), unfinished=frozenset({"run-2"}))
WHOLE: Tables = {STEPS: [STEP], RUNS: [ENDED, BEGAN]}


def test_a_record_of_everything_differs_in_nothing() -> None:
    versions = recorded(WHOLE | {RUNS: [("run-1", "started"), ENDED, BEGAN]})
    assert compare(versions, before=TRUTH, after=TRUTH).is_none


def test_what_is_not_on_record_is_lost() -> None:
    found = compare(recorded({}), before=TRUTH, after=TRUTH)
    assert sorted(found.lost) == [(RUNS, *ENDED), (RUNS, "run-2"), (STEPS, *STEP)]


def test_a_run_without_its_end_is_lost() -> None:
    versions = recorded(WHOLE | {RUNS: [("run-1", "started"), BEGAN]})
    assert compare(versions, before=TRUTH, after=TRUTH).lost == [(RUNS, *ENDED)]


def test_a_fact_in_two_rows_is_doubled() -> None:
    twice = recorded(WHOLE | {STEPS: [STEP, STEP]})
    assert compare(twice, before=TRUTH, after=TRUTH).doubled == [(STEPS, *STEP)]
    same_id = recorded(WHOLE, Counter({(STEPS, "id"): 2}))
    assert compare(same_id, before=TRUTH, after=TRUTH).doubled == [(STEPS, "id")]


def test_what_never_happened_is_invented() -> None:
    more = recorded(WHOLE | {CHECKS: [("run-1:9", "planned")]})
    assert compare(more, before=TRUTH, after=TRUTH).invented == [(CHECKS, "run-1:9", "planned")]
