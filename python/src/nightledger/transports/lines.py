"""A message as lines of plain text: mail, Apprise, and what other media fall back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.transports.sample import aligned

if TYPE_CHECKING:
    from nightledger.transports.content import Content, ShownProblem


def plain_lines(content: Content, full: int, listed: int, limit: int) -> list[str]:
    """Return the message without its title.

    full: problems shown with all their facts. listed: those after them shown as a line.
    limit: longest value of a fact, in characters.
    """
    lines = [content.summary, *content.notes]
    for problem in content.problems[:full]:
        lines += ["", *problem_lines(content, problem, limit)]
    rest = content.problems[full : full + listed]
    if rest:
        lines += ["", "Also:", *(f"- {problem.line}" for problem in rest)]
    omitted = content.count - full - len(rest)
    if omitted > 0:
        lines += ["", more_of(omitted)]
    if content.links:
        lines += ["", *(f"{link.title}: {link.url}" for link in content.links)]
    return lines


def problem_lines(content: Content, problem: ShownProblem, limit: int) -> list[str]:
    """Return one problem in full."""
    lines = [problem.headline] if content.count > 1 else []
    lines += [f"{fact.title}: {fact.value}" for fact in problem.facts(limit)]
    if problem.grid:
        lines += ["Some of the rows:", *(f"    {line}" for line in aligned(problem.grid))]
    return lines + [f"{link.title}: {link.url}" for link in problem.links]


def more_of(omitted: int) -> str:
    """Return how many problems a message only counts."""
    return f"and {omitted:,} more"
