"""The ten steps, one after the other, and what is cleaned up whatever happens."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nightledger.doctor import facts, ground, whole
from nightledger.doctor.meanings import meaning_of
from nightledger.doctor.proof import Step, attempt, seconds_since, unforeseen
from nightledger.doctor.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nightledger.doctor.proof import Proof
    from nightledger.ledger import Scratch

    Trial = Callable[["Examination"], Iterator[Proof]]

CLEANED_UP = 10


@dataclass(slots=True, kw_only=True)
class Examination:
    """What is examined, and what was found. ledger: of the user, only asked what is allowed on it.

    fact_count: how many facts are made up to be measured.
    """

    scratch: Scratch
    ledger: str | None
    fact_count: int
    keeps: bool = False
    steps: list[Step] = field(default_factory=list)
    names: Pseudonyms = field(default_factory=Pseudonyms)
    is_made: bool = False
    was_interrupted: bool = False

    @property
    def refused(self) -> list[Proof]:
        """Everything that does not hold."""
        return [proof for step in self.steps for proof in step.refused]

    def why_not(self, number: int) -> str:
        """Return why a step cannot be tried; empty when it can."""
        if self.was_interrupted:
            return "interrupted"
        kinds = {meaning_of(each.refusal).kind for each in self.refused if each.refusal}
        if "credentials" in kinds:
            return "the credentials do not work"
        if number > MAKES_DATASET and not self.is_made:
            return "there is no dataset to try it in"
        return ""


MAKES_DATASET = 2
STEPS: tuple[tuple[str, str, Trial], ...] = (
    ("account", "jobs run, as whom and where; what the account may do", ground.account),
    ("tables", "every ledger table is made, and an upgrade alters one", ground.tables),
    ("definitions", "BigQuery takes every procedure and view", ground.definitions),
    ("dry runs", "every view and every statement of the wheel is planned", ground.dry_runs),
    ("partitions", "a statement over a day reads a day", facts.partitions),
    ("looks", "a look and every view run; how long, how dear, how near a limit", facts.looks),
    ("appends", "a fact is written once, also by many at once", whole.appends),
    ("scripts", "a failing write stops nothing, and says what failed", whole.scripts),
    ("an alert", "a failing test is told once, resolved once, and accounted for", whole.alert),
)


def examine(examination: Examination, tell: Callable[[Step], None]) -> None:
    """Take every step, going on after each refusal; remove the dataset, also after Ctrl-C.

    tell: hears of each step when it is over.
    """
    try:
        for number, (name, proves, trial) in enumerate(STEPS, start=1):
            step = Step(number=number, name=name, proves=proves)
            step.left_out = examination.why_not(number)
            examination.steps.append(step)
            if not step.left_out:
                take(examination, step, trial)
            tell(step)
    finally:
        step = Step(number=CLEANED_UP, name="cost", proves="what it cost, and that nothing is left")
        examination.steps.append(step)
        started = time.monotonic()
        if examination.keeps:
            step.left_out = f"{examination.scratch.name} is kept, its tables for a day"
        elif examination.is_made:
            step.proofs.append(attempt("remove the dataset", examination.scratch.remove))
        else:
            step.left_out = "there is nothing to remove"
        step.seconds = seconds_since(started)
        tell(step)


def take(examination: Examination, step: Step, trial: Trial) -> None:
    """Take one step; Ctrl-C ends it and what follows."""
    started = time.monotonic()
    try:
        step.proofs.extend(trial(examination))
    except KeyboardInterrupt:
        examination.was_interrupted = True
        step.left_out = "interrupted"
    except Exception as error:  # noqa: BLE001 - the steps that follow are taken all the same
        step.proofs.append(unforeseen("the step itself", error))
    step.seconds = seconds_since(started)
