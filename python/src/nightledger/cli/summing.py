"""What a dbt command's artifacts say, as a few lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nightledger.cli.saying import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nightledger.artifacts import Reading

MOST_SHOWN = 50
LONGEST_MESSAGE = 300
WORDS = {
    "fail": "failed",
    "error": "failed",
    "runtime error": "failed",
    "partial success": "failed",
    "warn": "warned",
    "skipped": "skipped",
    "pass": "passed",
    "success": "passed",
}
"""dbt's status in the words of the summary; any other is left out of the count."""

ORDER = ("failed", "warned", "skipped", "passed")
SIGNS = {"failed": "✗", "warned": "!", "passed": "✓"}
MARKS = re.compile(r"([\\`*_{}\[\]()#+!|~@<>&-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a test, a node or a source. word: one of ORDER."""

    what: str
    word: str
    is_critical: bool
    message: str
    owner: str

    @property
    def severity(self) -> str:
        """How bad it is, as alerts have it."""
        if self.word == "warned":
            return "warn"
        return "critical" if self.is_critical else "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All results of the commands, what they were called, and how many of each word."""

    commands: str
    bad: list[Result]
    counts: Counter[str]


def results_of(reading: Reading) -> Results:
    """Return what the facts say, the worst first."""
    found = [*tests(reading), *nodes(reading), *sources(reading)]
    bad = [result for result in found if result.word in ("failed", "warned")]
    order = ("critical", "error", "warn")
    return Results(
        commands=", ".join(
            dict.fromkeys(f"dbt {row['command']}" for row in reading.facts["dbt_invocations"])
        ),
        bad=sorted(bad, key=lambda result: (order.index(result.severity), result.what)),
        counts=Counter(result.word for result in found),
    )


def tests(reading: Reading) -> Iterator[Result]:
    """Return the results of tests."""
    for row in reading.facts.get("dbt_test_results", []):
        place = ".".join(part for part in (row["asset_name"], row["column_name"]) if part)
        yield from result_of(row, f"{row['test_name']} on {place}" if place else row["test_name"])


def nodes(reading: Reading) -> Iterator[Result]:
    """Return the results of models and their like."""
    for row in reading.facts.get("dbt_node_results", []):
        yield from result_of(row, f"{row['resource_type']} {row['name']}")


def sources(reading: Reading) -> Iterator[Result]:
    """Return the results of freshness checks."""
    for row in reading.facts.get("dbt_source_freshness", []):
        name = f"{row['source_name']}.{row['table_name']}"
        yield from result_of(row, f"freshness of {name}")


def result_of(row: dict[str, Any], what: str) -> Iterator[Result]:
    """Return a result whose status counts."""
    word = WORDS.get(row["status"])
    if word:
        yield Result(
            what=what,
            word=word,
            is_critical=bool(row.get("is_critical")),
            message=" ".join(str(row.get("message") or row.get("error") or "").split()),
            owner=row.get("owner") or "",
        )


def heading(results: Results) -> str:
    """Return the first line."""
    worst = next((word for word in ("failed", "warned") if results.counts[word]), "passed")
    counts = ", ".join(f"{results.counts[word]:,} {word}" for word in ORDER if results.counts[word])
    return f"{SIGNS[worst]} {results.commands}: {counts or 'nothing ran'}"


def as_markdown(results: Results) -> Iterator[str]:
    """Return a heading, and a table of what failed or warned."""
    yield f"### {escaped(heading(results))}"
    if not results.bad:
        return
    yield ""
    yield "| severity | what | message | owner |"
    yield "|---|---|---|---|"
    for result in results.bad[:MOST_SHOWN]:
        cells = (result.severity, result.what, shortened(result.message), result.owner)
        yield f"| {' | '.join(escaped(cell) for cell in cells)} |"
    yield from left_out(results, "\n")


def as_text(results: Results) -> Iterator[str]:
    """Return the same for a terminal."""
    yield plain(heading(results))
    for result in results.bad[:MOST_SHOWN]:
        owner = f" ({result.owner})" if result.owner else ""
        said = f": {shortened(result.message)}" if result.message else ""
        yield plain(f"  {result.severity:8} {result.what}{said}{owner}")
    yield from left_out(results, "  ")


def left_out(results: Results, before: str) -> Iterator[str]:
    """Say how many are not shown."""
    more = len(results.bad) - MOST_SHOWN
    if more > 0:
        yield f"{before}and {more:,} more"


def shortened(message: str) -> str:
    """Return the beginning of a message."""
    return message if len(message) <= LONGEST_MESSAGE else f"{message[: LONGEST_MESSAGE - 1]}…"


def plain(text: str) -> str:
    """Return one line that cannot speak to a terminal."""
    return " ".join(printable(text).splitlines())


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is: no link, no HTML, no mention."""
    return MARKS.sub(lambda sign: f"&#{ord(sign[0])};", plain(text))
