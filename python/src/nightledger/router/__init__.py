"""Who hears what, and when: pure, without I/O and without a clock of its own."""

from nightledger.router.limits import Limits, Target
from nightledger.router.plan import Decision, Held, Line, Plan, Planned, State
from nightledger.router.planning import plan
from nightledger.router.problem import Problem
from nightledger.router.routes import Matchers, Route, Rules
from nightledger.router.times import Span, TimeInterval
from nightledger.router.told import Endpoint, Health, Told

__all__ = [
    "Decision",
    "Endpoint",
    "Health",
    "Held",
    "Limits",
    "Line",
    "Matchers",
    "Plan",
    "Planned",
    "Problem",
    "Route",
    "Rules",
    "Span",
    "State",
    "Target",
    "TimeInterval",
    "Told",
    "plan",
]
