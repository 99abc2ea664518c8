"""The route of alerts.yml."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from nightledger.config.durations import Duration  # noqa: TC001 - pydantic reads it
from nightledger.router import Matchers, Route
from nightledger.router.routes import GROUP_INTERVAL, REPEAT_INTERVAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.router import TimeInterval

GROUPINGS = ("run", "asset", "owner", "severity", "kind", "environment", "tags", "problem")
ALIASES = {"tag": "tags"}
ROOT = Route(receiver="", group_interval=GROUP_INTERVAL, repeat_interval=REPEAT_INTERVAL)
"""What a tree inherits that says nothing itself."""


def parse_texts(value: object) -> tuple[str, ...]:
    """Give one text or a list of texts as a tuple."""
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        message = f"{value!r} is neither a text nor a list of texts"
        raise ValueError(message)
    return tuple(items)


def parse_grouping(value: object) -> tuple[str, ...]:
    """Give what to group by; nothing for `all`, which is one group."""
    names = tuple(ALIASES.get(name, name) for name in parse_texts(value))
    unknown = [name for name in names if name not in (*GROUPINGS, "all")]
    if unknown:
        message = f"{unknown[0]!r} is none of {', '.join(GROUPINGS)}, all"
        raise ValueError(message)
    if "all" in names and len(names) > 1:
        message = "all makes one group of everything; leave the others out, or leave it out"
        raise ValueError(message)
    return tuple(dict.fromkeys(name for name in names if name not in {"all", "environment"}))


LIST: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
}
Texts = Annotated[tuple[str, ...], BeforeValidator(parse_texts), WithJsonSchema(LIST)]
Grouping = Annotated[tuple[str, ...], BeforeValidator(parse_grouping), WithJsonSchema(LIST)]


class MatcherSettings(BaseModel):
    """What a route takes: a value or a list of them, with `*`; all that are given must match."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Texts = Field(default=(), description="critical, error or warn.")
    urgency: Texts = Field(default=(), description="page or ticket.")
    owner: Texts = Field(default=(), description="Owner of the asset; the empty text: has none.")
    tag: Texts = Field(default=(), description="One of its tags.")
    asset: Texts = Field(default=(), description="Model, source or other asset.")
    kind: Texts = Field(default=(), description="Kind of the problem, for example test or run.")
    environment: Texts = Field(default=(), description="For example prod.")


class RouteSettings(BaseModel):
    """A branch of the routing tree. What it leaves out, except `active`, is its parent's."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    receiver: str | None = Field(default=None, description="Name of a receiver. The root has one.")
    matchers: MatcherSettings = Field(default=MatcherSettings(), description="What it takes.")
    group_by: Grouping | None = Field(
        default=None, description="What is the same within a message, or all. Default: run."
    )
    group_interval: Duration | None = Field(
        default=None, description="Time between two messages about a group. Default: 5m."
    )
    repeat_interval: Duration | None = Field(
        default=None, description="Time until the same is said again. Default: 4h."
    )
    active: Texts = Field(default=(), description="Names of time_intervals. Default: always.")
    continues: bool = Field(
        default=False, alias="continue", description="Try the next branches too."
    )
    routes: tuple[RouteSettings, ...] = Field(default=(), description="Branches, in order.")

    def route(self, intervals: Mapping[str, TimeInterval], parent: Route = ROOT) -> Route:
        """Give the same for the router, with everything inherited written out."""
        own = Route(
            receiver=self.receiver or parent.receiver,
            matchers=Matchers(**dict(self.matchers)),
            group_by=parent.group_by if self.group_by is None else self.group_by,
            group_interval=self.group_interval or parent.group_interval,
            repeat_interval=self.repeat_interval or parent.repeat_interval,
            active=tuple(intervals[name] for name in self.active),
            continues=self.continues,
        )
        branches = tuple(branch.route(intervals, own) for branch in self.routes)
        return replace(own, routes=branches)
