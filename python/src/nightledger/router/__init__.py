"""Who hears what, and when: pure, without I/O and without a clock of its own."""

from nightledger.router.inbox import (
    GroupHistory,
    Inbox,
    Notification,
    OpenDelivery,
    ProblemHistory,
    ReceiverHistory,
)
from nightledger.router.limits import Limits, Target
from nightledger.router.plan import Decision, Held, Message, Plan
from nightledger.router.planning import plan
from nightledger.router.routes import Matchers, Route, RouteTree
from nightledger.router.times import Span, TimeInterval

__all__ = [
    "Decision",
    "GroupHistory",
    "Held",
    "Inbox",
    "Limits",
    "Matchers",
    "Message",
    "Notification",
    "OpenDelivery",
    "Plan",
    "ProblemHistory",
    "ReceiverHistory",
    "Route",
    "RouteTree",
    "Span",
    "Target",
    "TimeInterval",
    "plan",
]
