"""A message of the router as transports show it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nightledger.transports.message import Message, Notification
from nightledger.watch.moments import moment
from nightledger.words import NEWS, rank

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from nightledger import router

NOT_REACHED = " could not be reached"


def shown(message: router.Planned) -> Message:
    """Return everything a transport may show of a message."""
    absent = (line.note for line in message.lines if line.note.endswith(NOT_REACHED))
    return Message(
        message_id=f"{message.endpoint.receiver}/{message.endpoint.recipient or ''}"
        f"/{message.sequence}",
        receiver=message.endpoint.receiver,
        environment=message.environment,
        group_key=message.group_key,
        labels=dict(message.labels),
        reason=worst_word(message),
        notifications=tuple(notification(line, message.as_of) for line in message.lines),
        as_of=message.as_of,
        possible_repeat=any(line.possible_repeat for line in message.lines),
        handed_over_from=tuple(dict.fromkeys(one.removesuffix(NOT_REACHED) for one in absent)),
    )


def worst_word(message: router.Planned) -> str:
    """Return the word that counts most: what is bad before what is over."""
    bad = [line.word for line in message.lines if line.state != "good"]
    words = bad or [line.word for line in message.lines]
    return min(words, key=lambda word: rank(NEWS, word))


def notification(line: router.Line, as_of: datetime) -> Notification:
    """Return what a line says of its problem, with the evidence kept when it last changed."""
    problem, known = line.problem, line.problem.evidence
    downstream, run = mapping(known.get("downstream")), mapping(known.get("run"))
    consequences = texts(known.get("consequences"))
    green_at = known.get("last_green_at")
    return Notification(
        notification_id=f"{problem.episode_id}/{line.word}/{as_of.isoformat()}",
        fingerprint=problem.fingerprint,
        reason=line.word,
        note=line.note or None,
        possible_repeat=line.possible_repeat,
        due_at=as_of,
        environment=problem.environment,
        kind=problem.kind,
        subject_name=problem.subject,
        severity=problem.severity,
        urgency=problem.urgency,
        is_firing=line.state != "good",
        opened_at=problem.opened_at,
        last_seen_at=problem.last_seen_at,
        resolved_at=problem.resolved_at,
        last_green_at=moment(green_at) if green_at else None,
        asset_name=problem.asset_name,
        check_name=problem.check_name,
        column_name=problem.column_name,
        owner=problem.owner,
        tags=problem.tags,
        occurrence_count=problem.occurrence_count,
        change_count=problem.change_count,
        error_class=problem.error_class,
        message=problem.message,
        failure_count=problem.failure_count,
        offending_values=known.get("offending_values"),
        facts=tuple(str(known.get("facts") or "").splitlines()),
        sample=documents(known.get("sample")),
        strip=known.get("strip"),
        downstream=texts(downstream.get("assets")),
        downstream_count=int(downstream.get("count") or 0),
        exposures=tuple(map(exposure_text, documents(downstream.get("exposures")))),
        exposure_count=int(downstream.get("exposure_count") or 0),
        consequences=consequences,
        consequence_count=int(known.get("consequence_count") or len(consequences)),
        changes=said(known.get("changes")),
        fixed_by=said(known.get("fixed_by")),
        run_id=problem.run_id,
        run_name=run.get("name"),
        run_url=run.get("url"),
        artifacts_url=run.get("artifacts_url"),
        runbook_url=problem.runbook_url,
    )


def said(changes: object) -> tuple[str, ...]:
    """Return what changes say, the most telling first."""
    return tuple(str(change["says"]) for change in documents(changes))


def texts(value: object) -> tuple[str, ...]:
    """Return a list of texts; nothing for anything else."""
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def mapping(value: object) -> dict[str, Any]:
    """Return an object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def documents(value: object) -> tuple[dict[str, Any], ...]:
    """Return a list of objects; a JSON column may come as text. Nothing for anything else."""
    found = json.loads(value) if isinstance(value, str) else value
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def exposure_text(exposure: Mapping[str, Any]) -> str:
    """Return `name (owner)`."""
    owner = exposure.get("owner")
    return f"{exposure['name']} ({owner})" if owner else str(exposure["name"])
