"""An Adaptive Card 1.5 from the content of a message, in more or less detail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nightledger.transports.lines import more_of
from nightledger.transports.teams_text import escape, mentioned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nightledger.transports.content import Content, Link, ShownProblem
    from nightledger.transports.particulars import Fact
    from nightledger.transports.sample import Grid
    from nightledger.transports.teams_text import Mention

Element = dict[str, Any]
STYLES = {"critical": "attention", "error": "attention", "warn": "warning", "info": "accent"}
TITLE = {"size": "Large", "style": "heading"}
BUTTONS = 6
BUTTONS_A_ROW = 2
COLUMNS = 3


class Detail(NamedTuple):
    """How much a card shows.

    full: problems with all their facts. listed: those after them as a line. grids, strips: how
    many of the full ones show rows and a strip of their own. characters: longest value of a fact.
    """

    full: int
    listed: int
    grids: int
    strips: int
    characters: int


def card_of(content: Content, people: Sequence[Mention], detail: Detail) -> Element:
    """Return the card."""
    texts, entities = mentioned(people)
    full = content.problems[: detail.full]
    shown = [problem_element(content, problem, detail, place) for place, problem in enumerate(full)]
    body = [head(content, texts), *action_sets(content.links), *shown, *tail(content, detail)]
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": content.title,
        "msteams": {"width": "full", **({"entities": entities} if entities else {})},
        "body": body,
    }


def head(content: Content, mentions: list[str]) -> Element:
    """Return the coloured top: title, summary, notes, mentions."""
    items = [
        text(f"{content.mark} {escape(content.title)}", weight="Bolder", **TITLE),
        text(escape(content.summary), spacing="Small"),
        text(local_time(content), spacing="Small", isSubtle=True),
        *(text(escape(note), spacing="Small", isSubtle=True) for note in content.notes),
    ]
    if mentions:
        items.append(text("For " + ", ".join(mentions), spacing="Small"))
    return {
        "type": "Container",
        "style": style_of(content.severity, is_firing=content.is_firing),
        "bleed": True,
        "items": items,
    }


def style_of(severity: str, *, is_firing: bool) -> str:
    """Return the colour: green for good news, red for errors, amber for warnings."""
    return STYLES.get(severity, "emphasis") if is_firing else "good"


def problem_element(content: Content, problem: ShownProblem, detail: Detail, place: int) -> Element:
    """Return one problem in full."""
    items: list[Element] = []
    if content.count > 1:
        style = style_of(problem.notification.severity, is_firing=problem.notification.is_firing)
        top = [text(f"{problem.mark} {escape(problem.headline)}", weight="Bolder")]
        items.append({"type": "Container", "style": style, "items": top})
    facts = problem.facts(detail.characters)
    for strip in [fact for fact in facts if fact.is_strip and place < detail.strips]:
        items += [text(strip.title, weight="Bolder"), strip_of(strip.value)]
    items += [fact_of(fact) for fact in facts if not fact.is_strip]
    if problem.grid and place < detail.grids:
        items += [text("Some of the rows", weight="Bolder", size="Small"), *table(problem.grid)]
    items += action_sets(problem.links)
    return {"type": "Container", "separator": True, "spacing": "Medium", "items": items}


def strip_of(strip: str) -> Element:
    """Return the strip in a font whose marks are all as wide."""
    return text(escape(strip), fontType="Monospace", size="Large", spacing="None")


def fact_of(fact: Fact) -> Element:
    """Return a fact as a line that wraps: a FactSet cuts long names off on a phone."""
    return text(f"**{escape(fact.title)}:** {escape(fact.value)}", spacing="Small")


def table(grid: Grid) -> list[Element]:
    """Return offending rows as a table. The first row is the header, which is Teams' default."""
    grid = grid.narrowed(COLUMNS)
    rows = [[text(escape(name), weight="Bolder") for name in grid.columns]]
    rows += [[text(escape(value)) for value in row] for row in grid.rows]
    shown = {
        "type": "Table",
        "columns": [{"width": 1} for _ in grid.columns],
        "rows": [
            {"type": "TableRow", "cells": [{"type": "TableCell", "items": [item]} for item in row]}
            for row in rows
        ],
    }
    return [shown, text(grid.more, isSubtle=True)] if grid.more else [shown]


def tail(content: Content, detail: Detail) -> list[Element]:
    """Return the problems that are a line each, and how many more there are, with a link."""
    rest = content.problems[detail.full : detail.full + detail.listed]
    items = [text("- " + escape(problem.line), spacing="None") for problem in rest]
    omitted = omitted_by(content, detail)
    if omitted:
        more = more_of(omitted)
        if content.links:
            more += f": [{escape(content.links[0].title)}]({linked(content.links[0].url)})"
        items.append(text(more, spacing="Small", weight="Bolder"))
    return [{"type": "Container", "separator": True, "items": items}] if items else []


def omitted_by(content: Content, detail: Detail) -> int:
    """Return how many problems are neither shown nor listed."""
    return max(0, content.count - detail.full - detail.listed)


def action_sets(links: Sequence[Link]) -> list[Element]:
    """Return links as rows of two buttons: a third is cut off on a phone."""
    shown = [
        {"type": "Action.OpenUrl", "title": link.title, "url": link.url} for link in links[:BUTTONS]
    ]
    return [
        {"type": "ActionSet", "spacing": "Small", "actions": shown[start : start + BUTTONS_A_ROW]}
        for start in range(0, len(shown), BUTTONS_A_ROW)
    ]


def local_time(content: Content) -> str:
    """Return when the first problem began or ended, by the reader's clock."""
    verb, at = content.happened
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    return f"{verb} {{{{DATE({stamp}, SHORT)}}}} {{{{TIME({stamp})}}}} your time"


def linked(url: str) -> str:
    """Return a URL as markdown's parentheses take it."""
    return url.replace("(", "%28").replace(")", "%29")


def text(value: str, **settings: object) -> Element:
    """Return a text that wraps."""
    return {"type": "TextBlock", "text": value, "wrap": True, **settings}
