"""What the three checks of a dlt table say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import dagster as dg

from nightledger.dagster.severity import METADATA_KEY
from nightledger.dlt.bands import Band, given_band, subject_of, unknown_band
from nightledger.dlt.by_resource import rows_of
from nightledger.dlt.drift import drift
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from nightledger.dagster.severity import Word
    from nightledger.dlt.by_resource import ResourceLoad
    from nightledger.dlt.history import History

ROW_COUNT = "dlt_row_count"
SCHEMA_DRIFT = "dlt_schema_drift"
FAILED_JOBS = "dlt_failed_jobs"
SEVERITIES: dict[str, Word] = {ROW_COUNT: "error", SCHEMA_DRIFT: "warn", FAILED_JOBS: "error"}
DESCRIPTIONS = {
    ROW_COUNT: "Whether the load brought as many rows as it was to, or as it usually does.",
    SCHEMA_DRIFT: "Whether columns are new, came with another type, or no longer have data.",
    FAILED_JOBS: "Whether every file of the load arrived.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRules:
    """What a project said about its checks."""

    bands: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    severities: Mapping[str, Word] = field(default_factory=dict)
    ignored_columns: Collection[str] = ()
    blocking: bool = False

    def __post_init__(self) -> None:
        """Refuse severities of checks that do not exist: they would silently mean nothing."""
        unknown = sorted(set(self.severities) - set(SEVERITIES))
        if unknown:
            message = f"severities names {unknown}; the checks are {sorted(SEVERITIES)}."
            raise ConfigError(message)

    def severity(self, check: str) -> Word:
        """Return what a failure of the check is worth."""
        return self.severities.get(check, SEVERITIES[check])

    def leaves(self, check: str) -> bool:
        """Return whether the ledger's own word on a load says enough: nobody set a severity."""
        return check not in self.severities

    def specs(self, asset: dg.AssetKey) -> Iterator[dg.AssetCheckSpec]:
        """Yield the checks of one asset; the row count is the one that may hold others back."""
        for check, description in DESCRIPTIONS.items():
            yield dg.AssetCheckSpec(
                check,
                asset=asset,
                description=description,
                blocking=self.blocking and check == ROW_COUNT,
                metadata={METADATA_KEY: self.severity(check)},
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Judges what a load brought, by the rules and what the ledger knows."""

    rules: CheckRules
    history: History | None
    """None: it could not be read."""
    bands: Mapping[str, Band] = field(default_factory=dict)
    """What the ledger learned of row counts, by its name of the table."""
    trouble: str = ""
    """Why it could not be read."""

    def judge(self, load: ResourceLoad, asset: dg.AssetKey) -> list[dg.AssetCheckResult]:
        """Return the results of the three checks."""
        return [
            self._row_count(load, asset),
            self._schema_drift(load, asset),
            failed_jobs(load, asset, self.rules),
        ]

    def _row_count(self, load: ResourceLoad, asset: dg.AssetKey) -> dg.AssetCheckResult:
        counted = list(self._counted(load))
        bands = [(table, rows, band) for table, rows, band in counted if not band.holds(rows)]
        said = [
            f"{table}: {rows:,} rows, {'not ' if not band.holds(rows) else ''}{band} ({band.why})"
            for table, rows, band in counted
        ]
        ends = counted[0][2] if len(counted) == 1 else None
        is_learned = all(band.is_learned for _, _, band in bands)
        return _result(
            self.rules,
            ROW_COUNT,
            asset,
            passed=not bands,
            description="; ".join(said),
            rows=load.rows,
            least=ends and ends.least,
            most=ends and ends.most,
            load_ids=load.load_ids,
            told_by_load=self.rules.leaves(ROW_COUNT) and is_learned,
        )

    def _counted(self, load: ResourceLoad) -> Iterator[tuple[str, int, Band]]:
        """Yield what was counted, how many, and how many are right."""
        if load.resource in self.rules.bands or not load.own:
            yield load.resource, load.rows, self._band(load.resource, load.resource)
            return
        for fact in load.own:
            table = str(fact["table_name"])
            subject = subject_of(str(fact["pipeline_name"]), table)
            yield table, rows_of(fact), self._band(table, subject)

    def _band(self, name: str, subject: str) -> Band:
        if name in self.rules.bands:
            return given_band(*self.rules.bands[name])
        if self.history is None:
            return unknown_band(self.trouble)
        return self.bands.get(subject) or unknown_band()

    def _schema_drift(self, load: ResourceLoad, asset: dg.AssetKey) -> dg.AssetCheckResult:
        found = drift(load.facts, self.history or {}, self.rules.ignored_columns)
        what = str(found) or "No new, changed or missing columns"
        caveat = f". Missing columns were not looked for: {self.trouble}" if self.trouble else ""
        return _result(
            self.rules,
            SCHEMA_DRIFT,
            asset,
            passed=not found,
            description=what + caveat,
            added_columns=list(found.added),
            variant_columns=list(found.variants),
            missing_columns=list(found.missing),
            load_ids=load.load_ids,
            told_by_load=self.rules.leaves(SCHEMA_DRIFT) and not found.missing,
        )


def failed_jobs(load: ResourceLoad, asset: dg.AssetKey, rules: CheckRules) -> dg.AssetCheckResult:
    """Say which jobs failed; needs nothing but the load's own facts."""
    messages = [
        f"{fact['table_name']}: {message}"
        for fact in load.facts
        for message in _list(fact["failed_jobs"])
    ]
    return _result(
        rules,
        FAILED_JOBS,
        asset,
        passed=not messages,
        description="\n".join(messages) or "No failed jobs",
        load_ids=load.load_ids,
        told_by_load=rules.leaves(FAILED_JOBS),
    )


def _result(
    rules: CheckRules,
    check: str,
    asset: dg.AssetKey,
    *,
    passed: bool,
    description: str,
    **metadata: Any,  # noqa: ANN401 - whatever Dagster shows
) -> dg.AssetCheckResult:
    """Return the result; `told_by_load` keeps one cause from being two problems."""
    word = rules.severity(check)
    is_warning = word == "warn"
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=check,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        description=description,
        metadata={METADATA_KEY: word, **{k: v for k, v in metadata.items() if v is not None}},
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
