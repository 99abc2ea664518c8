"""Freshness in one line per rule, on Dagster's FreshnessPolicy."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dagster import (
    AssetsDefinition,
    AssetSelection,
    AssetSpec,
    BetaWarning,
    Definitions,
    FreshnessPolicy,
    apply_freshness_policy,
    map_asset_specs,
)

from nightledger.dagster.copies import changed
from nightledger.dagster.deadlines import cron
from nightledger.dagster.durations import duration
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dagster import AssetKey

__all__ = ["Freshness", "cron", "freshness"]

Limit = str | tuple[str, str] | FreshnessPolicy
Rule = tuple[str | AssetSelection, Limit]
SHORTEST = timedelta(minutes=1)
"""Dagster looks no closer."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Rules, first match first: which assets, and how old they may be. Call it on definitions."""

    rules: tuple[tuple[str | AssetSelection, FreshnessPolicy], ...]

    def __call__(self, defs: Definitions) -> Definitions:
        """Return the definitions with the policies. An asset that has one already keeps it.

        Raises ConfigError when a selection is no selection, or matches nothing in `defs`.
        """
        policies = self.policies(defs)
        return changed(defs, assets=[with_policies(one, policies) for one in defs.assets or []])

    def policies(self, defs: Definitions) -> dict[AssetKey, FreshnessPolicy]:
        """Return the policy of each asset that a rule matches."""
        defined = {key for one in defs.assets or [] for key in keys_of(one)}
        policies: dict[AssetKey, FreshnessPolicy] = {}
        for selection, policy in self.rules:
            for key in selected(defs, selection, defined):
                policies.setdefault(key, policy)
        return policies


def freshness(rules: Iterable[Rule]) -> Freshness:
    """Return rules for `observe(freshness=...)`, or to call on definitions.

    A rule is a selection, as Dagster writes it (`group:marts`, `tag:regulatory`, `key:orders+`),
    and a limit: `24 hours` since the last materialization, (`20 hours`, `24 hours`) to warn first,
    `cron("06:00 Europe/Berlin")`, or a FreshnessPolicy. The first rule that matches an asset
    counts. Raises ConfigError for a limit that is none.
    """
    return Freshness(tuple((selection, policy_of(limit)) for selection, limit in rules))


def policy_of(limit: Limit) -> FreshnessPolicy:
    """Return the policy a limit stands for."""
    if isinstance(limit, FreshnessPolicy):
        return limit
    warn, fail = limit if isinstance(limit, tuple) else (None, limit)
    fail_window, warn_window = duration(fail), duration(warn) if warn is not None else None
    if min(fail_window, warn_window or fail_window) < SHORTEST:
        message = f"{limit!r} is too short: Dagster looks at freshness to the minute."
        raise ConfigError(message)
    if warn_window is not None and warn_window >= fail_window:
        message = f"{limit!r} warns after it fails. Write the shorter time first."
        raise ConfigError(message)
    return FreshnessPolicy.time_window(fail_window=fail_window, warn_window=warn_window)


def selected(
    defs: Definitions, selection: str | AssetSelection, defined: set[AssetKey]
) -> set[AssetKey]:
    """Give the assets of `defs` that a selection matches. Raises ConfigError when there is none."""
    try:
        keys = set(asset_selection(selection).resolve(defs.resolve_asset_graph())) & defined
    except Exception as error:
        message = f"freshness: {str(selection)!r} is no selection of assets: {error}"
        raise ConfigError(message) from error
    if not keys:
        groups = sorted(
            {spec.group_name or "" for one in defs.assets or [] for spec in specs_of(one)}
        )
        message = (
            f"freshness: {str(selection)!r} matches no asset of these definitions. "
            f"Their groups: {', '.join(groups) or 'none'}."
        )
        raise ConfigError(message)
    return keys


def asset_selection(selection: str | AssetSelection) -> AssetSelection:
    """Return the selection a text stands for; external assets count too."""
    if isinstance(selection, AssetSelection):
        return selection
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)
        return AssetSelection.from_string(selection, include_sources=True)


def with_policies(one: Any, policies: dict[AssetKey, FreshnessPolicy]) -> Any:  # noqa: ANN401
    """Return an asset, or several defined together, with their policies; others as they are."""
    if not policies.keys() & set(keys_of(one)):
        return one

    def fresh(spec: AssetSpec) -> AssetSpec:
        policy = policies.get(spec.key)
        return apply_freshness_policy(spec, policy, overwrite_existing=False) if policy else spec

    return map_asset_specs(fresh, [one])[0]


def keys_of(one: Any) -> list[AssetKey]:  # noqa: ANN401 - Dagster has several kinds of assets
    """Return the keys an entry of `Definitions.assets` defines."""
    return [spec.key for spec in specs_of(one)]


def specs_of(one: Any) -> list[AssetSpec]:  # noqa: ANN401 - Dagster has several kinds of assets
    """Return the specs of an entry of `Definitions.assets`; Dagster's old kinds have none."""
    if isinstance(one, AssetSpec):
        return [one]
    return list(one.specs) if isinstance(one, AssetsDefinition) else []
