"""The page: one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import shlex
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nightledger import __version__
from nightledger.report import spelling
from nightledger.report.calendar import calendar_of
from nightledger.report.costs import bars_of
from nightledger.report.packing import packed
from nightledger.report.verdict import total, verdict_of

if TYPE_CHECKING:
    from datetime import datetime

    from jinja2 import Environment

    from nightledger.report.queries import Answers, Asked, Row

RUNS_SHOWN = 50
LONGEST_SHOWN = 10
SHORT_ID = 8
"""Signs of a problem's id that messages show."""
QUIET = {
    "ignored": "its rules say so",
    "silenced": "a silence holds",
    "inhibited": "its cause is told instead",
    "transient": "it may go away by itself",
}
"""Why an open problem is told to nobody, on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """When a page was made and about what."""

    at: datetime
    asked: Asked


def render(answers: Answers, made: Made) -> str:
    """Return the HTML of a report."""
    style, script = (asset(name) for name in ("report.css", "report.js"))
    problems = answers["open_problems"]
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            answers=answers,
            made=made,
            version=__version__,
            verdict=verdict_of(answers, made.at),
            costs=bars_of(answers["costs"], made.at.date()),
            calendar=calendar_of(answers, made.at.date()),
            problems=[row for row in problems if not is_quiet(row)],
            quiet=[row for row in problems if is_quiet(row)],
            left_out=(problems[0]["open_count"] - len(problems)) if problems else 0,
            runs=answers["runs"][:RUNS_SHOWN],
            longest=answers["last_run"][:LONGEST_SHOWN],
            data=packed(answers),
            style=style,
            script=script,
            policy=policy(style, script),
        )
    )


def is_quiet(problem: Row) -> bool:
    """Return whether nobody is to hear more of an open problem, on purpose."""
    return problem["alert"] in QUIET or problem["acknowledged_by"] is not None


def policy(style: str, script: str) -> str:
    """Return what the page may do: run its own script, wear its own style, and nothing else."""
    allowed = {"style-src": style, "script-src": script}
    parts = [f"{kind} 'sha256-{checksum(text)}'" for kind, text in allowed.items()]
    return "; ".join(["default-src 'none'", *parts, "base-uri 'none'", "form-action 'none'"])


def checksum(text: str) -> str:
    """Return the hash by which a browser knows a text of ours."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def commands(problem: Row) -> list[str]:
    """Return the commands that take a problem on, and that keep it quiet for a while."""
    subject = shlex.quote(spelling.shortened(problem["subject"]))
    return [
        f"nightledger ack {shlex.quote(problem['fingerprint'][:SHORT_ID])}",
        f"nightledger silence --subject {subject} --for 4h --comment '…'",
    ]


@lru_cache(maxsize=2)
def asset(name: str) -> str:
    """Return one of the page's own files."""
    return files("nightledger.report").joinpath("templates", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates; whatever they show is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - costs 50 ms

    made = Environment(
        loader=PackageLoader("nightledger.report"),
        autoescape=True,
        finalize=spelling.seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    helpers: dict[str, Any] = {
        "clock": spelling.clock,
        "commands": commands,
        "counted": spelling.counted,
        "dollars": spelling.dollars,
        "iso": spelling.iso,
        "lasting": spelling.lasting,
        "link": spelling.web_link,
        "percent": spelling.percent,
        "quiet_reasons": QUIET,
        "short": spelling.shortened,
        "strip_signs": spelling.strip_signs,
        "strip_words": spelling.strip_words,
        "total": total,
    }
    made.globals.update(helpers)
    return made
