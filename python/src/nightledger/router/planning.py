"""The router as one function: what is true minus what was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nightledger.router.desk import Desk
from nightledger.router.forgotten import forgotten
from nightledger.router.meaning import settle
from nightledger.router.plan import Plan
from nightledger.router.renaming import under_present_names
from nightledger.router.sending import send

if TYPE_CHECKING:
    from nightledger.router.plan import State
    from nightledger.router.routes import Rules


def plan(state: State, rules: Rules) -> Plan:
    """Decide what to send now, what is not told and why, what waits and until when.

    Pure: the same arguments give the same plan, with the same ids. A claim of each message is to
    be written down before it is sent. Every problem an endpoint should hear of is afterwards in a
    message, in a decision or held.
    """
    desk = Desk(state=under_present_names(state, rules), rules=rules)
    problems = (*state.problems, *forgotten(desk.state))
    for problem in sorted(problems, key=lambda one: one.fingerprint):
        settle(desk, problem)
    for endpoint in sorted(desk.news, key=str):
        send(desk, endpoint, desk.news[endpoint])
    moments = [*(held.until for held in desk.held), *desk.wakes]
    return Plan(
        messages=tuple(desk.messages),
        decisions=tuple(desk.decisions),
        held=tuple(desk.held),
        next_at=min(moments, default=None),
    )
