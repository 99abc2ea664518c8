"""What a command did not look at is not removed: random histories against the rule in plain words.

Any subset of results may be missing (Ctrl-C, an artifact of half a run, rows that were lost), a
command may be narrowed or a retry, and its plan may not be known.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from harness.googlesql.evaluator import Evaluator
from harness.judging import DATASET, PROJECT, at, contract_tables, definitions

HISTORIES = 300
COMMANDS = 6
TESTS = tuple("abcdef")
MIDNIGHT = dt.datetime(2026, 3, 1, tzinfo=dt.timezone.utc)
BAD = ("fail", "warn", "error")
KEYS = {"whole": "shop/prod/build", "narrowed": 'shop/prod/build {"select": ["x"]}'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: what it planned, what came back, and how its end went on record."""

    number: int
    kind: str
    planned: frozenset[str]
    results: dict[str, str]
    end: str
    """hook, ingest (counts what it found), lost (rows are missing) or none."""

    says_plan: bool

    @property
    def run_key(self) -> str:
        """What makes it comparable with others."""
        return KEYS.get(self.kind, "shop/prod/retry")

    @property
    def is_complete(self) -> bool:
        """Whether it ended with a result for everything it planned."""
        return self.end != "none" and self.results.keys() == self.planned


@dataclass(slots=True)
class History:
    """Commands of one environment over a project that changes between them."""

    name: str
    dice: random.Random
    commands: list[Command] = field(default_factory=list)

    def play(self) -> History:
        """Play some commands; return itself."""
        alive = set(self.dice.sample(TESTS, 4))
        for number in range(COMMANDS):
            self.commands.append(self._command(number, sorted(alive)))
            if self.dice.random() < 0.5:
                alive = set(self.dice.sample(TESTS, self.dice.randint(1, 5)))
        return self

    def _command(self, number: int, alive: list[str]) -> Command:
        dice = self.dice
        kind = dice.choice(["whole", "whole", "whole", "narrowed", "retry"])
        size = len(alive) if kind == "whole" else dice.randint(1, len(alive))
        planned = dice.sample(alive, size)
        end = dice.choice(["hook", "hook", "ingest", "lost", "none"])
        kept = dice.randint(0, size) if end in {"lost", "none"} or dice.random() < 0.4 else size
        statuses = [*BAD, "pass", "skipped"]
        return Command(
            number=number,
            kind=kind,
            planned=frozenset(planned),
            results={test: dice.choice(statuses) for test in planned[:kept]},
            end="ingest" if end == "hook" and kept < size else end,
            says_plan=dice.random() < 0.8,
        )

    def removals(self) -> set[tuple[str, int, str]]:
        """Return (environment, command, test) for every removal there is, by the rule in words."""
        found = set()
        bad: set[str] = set()
        known: dict[str, set[str]] = {}
        for one in self.commands:
            sees_all = one.kind == "whole" and one.is_complete and one.says_plan
            if sees_all:
                gone = (bad & known.get(one.run_key, set())) - one.results.keys()
                found |= {(self.name, one.number, test) for test in gone}
                bad -= gone
            for test, status in one.results.items():
                if status != "skipped":
                    known.setdefault(one.run_key, set()).add(test)
                    (bad.add if status in BAD else bad.discard)(test)
        return found

    def invocations(self) -> list[dict[str, Any]]:
        """Return the rows of dbt_invocations."""
        rows = []
        for one in self.commands:
            counts = {"lost": len(one.planned)}
            for event, minute in (("started", 0), ("finished", 50)):
                if event == "started" or one.end != "none":
                    row = self._fact(one, event, minute) | {
                        "event": event,
                        "command": "build",
                    }
                    rows.append(
                        row
                        | {
                            "is_whole": one.kind == "whole",
                            "planned_count": len(one.planned)
                            if one.says_plan and (event == "started" or one.end == "hook")
                            else None,
                            "result_count": counts.get(one.end, len(one.results))
                            if event == "finished"
                            else None,
                        }
                    )
        return rows

    def results(self) -> list[dict[str, Any]]:
        """Return the rows of dbt_test_results."""
        return [
            self._fact(one, test, 10 + place)
            | {
                "project_name": "shop",
                "unique_id": f"test.shop.{test}",
                "test_type": "singular",
                "test_name": test,
                "status": status,
                "is_critical": False,
            }
            for one in self.commands
            for place, (test, status) in enumerate(one.results.items())
        ]

    def _fact(self, one: Command, name: str, minute: int) -> dict[str, Any]:
        happened_at = MIDNIGHT + dt.timedelta(hours=one.number, minutes=minute)
        return {
            "row_id": f"{self.name} {one.number} {name}",
            "environment": self.name,
            "invocation_id": f"{self.name} {one.number}",
            "run_key": one.run_key,
            "occurred_at": happened_at,
            "recorded_at": happened_at,
        }


@pytest.mark.row("B4")
def test_only_what_a_whole_and_complete_command_has_no_more_is_removed() -> None:
    dice = random.Random(8)  # noqa: S311 - histories are to be the same each time
    histories = [History(f"h{number}", dice).play() for number in range(HISTORIES)]
    now = MIDNIGHT + dt.timedelta(days=2)
    answer = Evaluator(contract_tables()).evaluate(
        at(definitions()["observed_removals"].sql, now),
        {
            f"{PROJECT}.{DATASET}.dbt_invocations": [r for h in histories for r in h.invocations()],
            f"{PROJECT}.{DATASET}.dbt_test_results": [r for h in histories for r in h.results()],
        },
        now=now,
    )
    given = {
        (
            row["environment"],
            int(row["run_id"].split()[1]),
            row["subject_id"].rsplit(".", 1)[1],
        )
        for row in answer.rows
    }
    wanted = set().union(*(history.removals() for history in histories))
    assert len(wanted) > HISTORIES / 4, "histories with too few removals prove little"
    assert sorted(given - wanted) == [], "these were not removed"
    assert sorted(wanted - given) == [], "these were removed"
