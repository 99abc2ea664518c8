"""The route of alerts.yml."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from nightledger.config.durations import (  # noqa: TC001 - pydantic reads them
    Duration,
    Pause,
    Repeats,
)
from nightledger.config.mistaken import closest, shown
from nightledger.router import Matchers, Route
from nightledger.words import KINDS, SEVERITIES, URGENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nightledger.router import TimeInterval

GROUPINGS = ("run", "asset", "owner", "severity", "kind", "environment", "tags", "problem")
ALIASES = {"tag": "tags"}
WORDS = {"severity": SEVERITIES, "urgency": URGENCIES, "kind": KINDS}
"""All there is of keys whose values are known."""

ROOT = Route(receiver="")
"""What a tree inherits that says nothing itself."""


def parse_texts(value: object) -> tuple[str, ...]:
    """Return one text or a list of texts as a tuple."""
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str) for item in items):
        message = f"{shown(value)} is neither a text nor a list of texts"
        raise ValueError(message)
    return tuple(items)


def one_of(words: tuple[str, ...]) -> BeforeValidator:
    """Return what takes texts and refuses those that could match none of the words."""

    def check(value: object) -> tuple[str, ...]:
        texts = parse_texts(value)
        for text in texts:
            if not any(fnmatchcase(word, text) for word in words):
                message = f"{shown(text)} can never match; {closest(text, words)}"
                raise ValueError(message)
        return texts

    return BeforeValidator(check)


def parse_grouping(value: object) -> tuple[str, ...]:
    """Return what to group by; nothing for `all`, which is one group."""
    names = tuple(ALIASES.get(name, name) for name in parse_texts(value))
    unknown = [name for name in names if name not in (*GROUPINGS, "all")]
    if unknown:
        message = f"{shown(unknown[0])} is none of {', '.join(GROUPINGS)}, all"
        raise ValueError(message)
    if "all" in names and len(names) > 1:
        message = "all makes one group of everything; leave the others out, or leave it out"
        raise ValueError(message)
    return tuple(dict.fromkeys(name for name in names if name not in {"all", "environment"}))


LIST: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
}
Texts = Annotated[tuple[str, ...], BeforeValidator(parse_texts), WithJsonSchema(LIST)]
Severities = Annotated[tuple[str, ...], one_of(SEVERITIES), WithJsonSchema(LIST)]
Urgencies = Annotated[tuple[str, ...], one_of(URGENCIES), WithJsonSchema(LIST)]
Kinds = Annotated[tuple[str, ...], one_of(KINDS), WithJsonSchema(LIST)]
Grouping = Annotated[tuple[str, ...], BeforeValidator(parse_grouping), WithJsonSchema(LIST)]


class ExceptionSettings(BaseModel):
    """What a route leaves to others: a value or a list of them, with `*`; one match is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Severities = Field(default=(), description="critical, error or warn.")
    urgency: Urgencies = Field(default=(), description="page or ticket.")
    owner: Texts = Field(default=(), description="Owner of the asset; the empty text: has none.")
    tag: Texts = Field(default=(), description="One of its tags.")
    asset: Texts = Field(default=(), description="Model, source or other asset.")
    kind: Kinds = Field(default=(), description="Kind of the problem, for example test or run.")
    check: Texts = Field(default=(), description="Name of the test or check.")
    error_class: Texts = Field(default=(), description="Class of the error, for example auth.")
    environment: Texts = Field(default=(), description="For example prod.")


class MatcherSettings(ExceptionSettings):
    """What a route takes: a value or a list of them, with `*`; all that are given must match."""

    unless: ExceptionSettings | None = Field(
        default=None, alias="not", description="And none of these matches."
    )

    @model_validator(mode="after")
    def _leave_something(self) -> MatcherSettings:
        for key, globs in self.unless or ():
            own = getattr(self, key) or ("*",)
            wanted = [word for word in WORDS.get(key, ()) if takes(own, word)]
            is_all = all(takes(globs, word) for word in wanted) if wanted else "*" in globs
            if is_all and key != "tag":
                message = f"not.{key}: it leaves nothing that could match"
                raise ValueError(message)
        return self

    @property
    def matchers(self) -> Matchers:
        """The same for the router."""
        own = {key: globs for key, globs in self if key != "unless"}
        return Matchers(**own, unless=Matchers(**dict(self.unless)) if self.unless else None)


def takes(globs: tuple[str, ...], word: str) -> bool:
    """Return whether one of the globs fits a word."""
    return any(fnmatchcase(word, glob) for glob in globs)


class RouteSettings(BaseModel):
    """A branch of the routing tree. What it leaves out is its parent's, but `active` and `mute`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    receiver: str | None = Field(default=None, description="Name of a receiver. The root has one.")
    to: Literal["owner"] | None = Field(
        default=None,
        description="owner: the owner's receiver of owner_receivers is told, receiver if none is.",
    )
    matchers: MatcherSettings = Field(default=MatcherSettings(), description="What it takes.")
    group_by: Grouping | None = Field(
        default=None, description="What is the same within a message, or all. Default: run."
    )
    group_wait: Pause | None = Field(
        default=None, description="How long news waits for more of its group. Default: 0s."
    )
    group_interval: Duration | None = Field(
        default=None, description="Time between two messages about a group. Default: 5m."
    )
    repeat_interval: Repeats | None = Field(
        default=None,
        description="A problem that lasts is told again so long after it was accepted: one "
        "duration, or one for each severity, or never. Default: critical 4h, error 1d, warn 3d.",
    )
    active: Texts = Field(default=(), description="Names of time_intervals. Default: always.")
    mute: Texts = Field(default=(), description="Names of time_intervals. Default: never.")
    escalate_after: Duration | None = Field(
        default=None, description="When nobody acknowledged by then, escalate_to is told too."
    )
    escalate_to: str | None = Field(default=None, description="Name of a receiver.")
    continues: bool = Field(
        default=False, alias="continue", description="Try the next branches too."
    )
    routes: tuple[RouteSettings, ...] = Field(default=(), description="Branches, in order.")

    def route(
        self,
        intervals: Mapping[str, TimeInterval],
        owners: Mapping[str, str],
        parent: Route = ROOT,
    ) -> Route:
        """Return the same for the router, with everything inherited written out.

        owners: receivers by owner.
        """
        inherited = {} if self.receiver else parent.owner_receivers
        own = Route(
            receiver=self.receiver or parent.receiver,
            matchers=self.matchers.matchers,
            group_by=parent.group_by if self.group_by is None else self.group_by,
            group_wait=parent.group_wait if self.group_wait is None else self.group_wait,
            group_interval=self.group_interval or parent.group_interval,
            repeat_interval={**parent.repeat_interval, **(self.repeat_interval or {})},
            active=tuple(intervals[name] for name in self.active),
            mute=tuple(intervals[name] for name in self.mute),
            escalate_after=self.escalate_after or parent.escalate_after,
            escalate_to=self.escalate_to or parent.escalate_to,
            owner_receivers=owners if self.to else inherited,
            continues=self.continues,
        )
        branches = tuple(branch.route(intervals, owners, own) for branch in self.routes)
        return replace(own, routes=branches)
