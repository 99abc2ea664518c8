"""Who hears what, and when: pure, without I/O and without a clock of its own."""

from nightledger.router.inbox import (
    GroupHistory,
    Inbox,
    Notification,
    OpenDelivery,
    ProblemHistory,
    ReceiverHistory,
)
from nightledger.router.plan import Decision, Held, Message, Plan

__all__ = [
    "Decision",
    "GroupHistory",
    "Held",
    "Inbox",
    "Message",
    "Notification",
    "OpenDelivery",
    "Plan",
    "ProblemHistory",
    "ReceiverHistory",
]
