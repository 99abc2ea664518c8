"""The first sentence of the page says whether the night went well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightledger.report.spelling import counted, lasting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from nightledger.report.queries import Answers, Row

SIGNS = {"good": "✓", "warn": "!", "bad": "✗", "unknown": "·"}
RESTLESS = {
    "dead": "Alerts may be late: the router has not worked for {age}.",
    "failing": "Alerts may be late: the router has failed for {age}.",
    "deliveries fail": "Alerts may not arrive: receivers refuse what the router sends.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NightVerdict:
    """What a night was. tone: good, warn, bad or unknown."""

    tone: str
    sentence: str
    remarks: tuple[str, ...]

    @property
    def sign(self) -> str:
        """The sign beside the sentence."""
        return SIGNS[self.tone]


def verdict_of(answers: Answers, made_at: datetime) -> NightVerdict:
    """Return the verdict on the last 24 hours, and on what is open now."""
    night, router = answers["night"][0], answers["router"][0]
    counts = answers["open_problems"][0] if answers["open_problems"] else {}
    missing = total(answers["missing_runs"])
    tone = tone_of(counts, missing, night)
    if tone == "good" and (router["state"] in RESTLESS or is_imperfect(answers)):
        tone = "warn"
    return NightVerdict(
        tone=tone,
        sentence=sentence(counts, missing, night),
        remarks=tuple(remarks(answers, counts, made_at)),
    )


def total(rows: list[Row]) -> int:
    """Return how many rows there are in all, also those that were not asked for."""
    return int(rows[0]["total_count"]) if rows else 0


def tone_of(counts: Row, missing: int, night: Row) -> str:
    """Return how bad it is."""
    severe = counts.get("critical_count", 0) + counts.get("error_count", 0)
    if severe or counts.get("unjudged_count") or missing:
        return "bad"
    if not night["run_count"]:
        return "warn" if counts else "unknown"
    return "warn" if counts or night["broken_off_count"] else "good"


def sentence(counts: Row, missing: int, night: Row) -> str:
    """Return the verdict in words."""
    if counts.get("unjudged_count"):
        return "Nobody can say: facts on record have not been judged."
    if counts or missing:
        return f"{opening(counts, missing)}: {' and '.join(open_parts(counts, missing))}."
    if not night["run_count"]:
        return "Nothing ran in the last 24 hours, and nothing is open."
    runs = counted(night["run_count"], "run")
    if night["failed_count"]:
        return (
            f"The night ended well: {night['failed_count']:,} of {runs} failed, "
            "and nothing is open any more."
        )
    passed = counted(night["test_ok_count"], "test")
    return f"The night went well: {runs}, {passed} passed, nothing is open."


def opening(counts: Row, missing: int) -> str:
    """Return how the sentence begins when something is open."""
    severe = counts.get("critical_count", 0) + counts.get("error_count", 0)
    return "The night did not go well" if severe or missing else "The night went well, but"


def open_parts(counts: Row, missing: int) -> Iterator[str]:
    """Return what is open, in words."""
    if counts:
        count = counts["open_count"]
        critical = counts["critical_count"]
        severe = critical or counts["error_count"]
        noun, many = ("problem is", "problems are") if severe else ("warning is", "warnings are")
        worst = f", {critical:,} of them critical" if critical and count > 1 else ""
        only = "critical " if critical and count == 1 else ""
        yield f"{count:,} {only}{noun if count == 1 else many} open{worst}"
    if missing:
        yield counted(missing, "run is missing", "runs are missing")


def is_imperfect(answers: Answers) -> bool:
    """Return whether the record itself has a flaw."""
    return bool(answers["integrity"]) or bool(answers["alert_balance"][0]["unbalanced_count"])


def remarks(answers: Answers, counts: Row, made_at: datetime) -> Iterator[str]:
    """Return what a reader has to know beside the verdict."""
    router = answers["router"][0]
    state = router["state"]
    last = router["last_good_tick_at"]
    age = (made_at - last).total_seconds() if last else None
    if counts:
        untold = counts["untold_count"]
        yield (
            f"{counted(untold, 'of them has', 'of them have')} been told to nobody yet."
            if untold
            else "Everybody who should know was told."
        )
    if state in RESTLESS:
        yield RESTLESS[state].format(age=lasting(age) if last else "as long as is known")
    elif state == "never ran":
        yield "No router has run here, so nobody is alerted."
    else:
        yield f"Alerts are delivered; the router was well {lasting(age)} ago."
    flaws = [f"{row['finding_count']:,} {row['finding']}" for row in answers["integrity"]]
    unbalanced = answers["alert_balance"][0]["unbalanced_count"]
    if unbalanced:
        flaws.append(f"{counted(unbalanced, 'day')} of alerts that do not add up")
    yield f"The record has flaws: {', '.join(flaws)}." if flaws else "The record is complete."
