"""What a dbt test is worth: `critical` by its tags, and whether dbt itself will act on that.

When a test of severity `error` fails, dbt skips what is downstream, whatever Dagster makes of the
result afterwards. So dbt's severity decides; the tag only has to agree with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from nightledger.artifacts.project import Project, config_of, tags_of
from nightledger.dagster.severity_yaml import what_to_paste
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Word = Literal["critical", "error", "warn"]

CRITICAL: Final = "critical"
METADATA_KEY = "nightledger/severity"
"""Where the word stands in a check's metadata; the audit sensor reads it from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A test whose tag and whose severity in dbt say different things."""

    test: Mapping[str, Any]
    is_critical: bool

    @property
    def name(self) -> str:
        """The test's name, as Dagster shows it."""
        return str(self.test["name"])


def check_severities(
    manifest: Mapping[str, Any] | str | Path, *, exceptions: Iterable[str] = ()
) -> None:
    """Make sure that exactly the critical tests have the severity `error` in dbt.

    manifest: dbt's manifest, or the path of manifest.json. exceptions: names or unique ids of tests
    that may differ; `*` stands for anything. Raises ConfigError with the YAML that puts it right.
    """
    found = mismatches(manifest, exceptions=exceptions)
    if found:
        raise ConfigError(explain(found))


def mismatches(
    manifest: Mapping[str, Any] | str | Path, *, exceptions: Iterable[str] = ()
) -> list[Mismatch]:
    """Return the tests whose tag and severity differ, in the order of their ids."""
    project, patterns = Project(manifest=manifest_of(manifest)), tuple(exceptions)
    tests = [node for _, node in sorted(project.manifest["nodes"].items()) if is_test(node)]
    judged = ((test, is_critical(project, test)) for test in tests)
    return [
        Mismatch(test=test, is_critical=critical)
        for test, critical in judged
        if critical != (dbt_severity(test) == "error") and not is_named(test, patterns)
    ]


def declared_severity(manifest: Mapping[str, Any], unique_id: str) -> Word | None:
    """Return `critical` by the tags, else dbt's own severity; None for what is no test."""
    test = manifest["nodes"].get(unique_id)
    if test is None or not is_test(test):
        return None
    return CRITICAL if is_critical(Project(manifest=dict(manifest)), test) else dbt_severity(test)


def is_critical(project: Project, test: Mapping[str, Any]) -> bool:
    """Return whether a test, or the model or source it is about, has the tag `critical`.

    The ledger's column `is_critical` says the same.
    """
    node = dict(test)
    return CRITICAL in tags_of(node) + tags_of(project.tested_asset(node))


def dbt_severity(test: Mapping[str, Any]) -> Literal["error", "warn"]:
    """Return what dbt makes of a failure; a test that says nothing is an `error` in dbt."""
    return "warn" if str(config_of(dict(test)).get("severity")).lower() == "warn" else "error"


def is_test(node: Mapping[str, Any]) -> bool:
    """Return whether a node is a data test."""
    return node.get("resource_type") == "test"


def is_named(test: Mapping[str, Any], patterns: Sequence[str]) -> bool:
    """Return whether a pattern matches a test's name or unique id."""
    names = (str(test["name"]), str(test["unique_id"]))
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def explain(found: Sequence[Mismatch]) -> str:
    """Say which tests differ, why that matters, and what to paste."""
    too_weak = [one.test for one in found if one.is_critical]
    too_strong = [one.test for one in found if not one.is_critical]
    return what_to_paste(too_weak=too_weak, too_strong=too_strong)


def manifest_of(manifest: Mapping[str, Any] | str | Path) -> dict[str, Any]:
    """Return a manifest as it is, or read from its file. Raises ConfigError when that cannot be."""
    if not isinstance(manifest, str | Path):
        return dict(manifest)
    try:
        return dict(json.loads(Path(manifest).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        cause = type(error).__name__
        text = (
            f"{manifest} cannot be read as dbt's manifest ({cause}); `dbt parse` writes a new one"
        )
        raise ConfigError(text) from error
