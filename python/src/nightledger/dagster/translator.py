"""dbt tests as asset checks that say what they are worth. Needs dagster-dbt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from dagster import AssetCheckSpec, AssetSpec, get_dagster_logger
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from nightledger.dagster.severity import (
    CRITICAL,
    METADATA_KEY,
    check_severities,
    declared_severity,
    explain,
    mismatches,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["NightledgerDbtTranslator", "check_severities"]


class NightledgerDbtTranslator(DagsterDbtTranslator):
    """dbt's translator for Dagster, with severities by the tag `critical`.

    A critical test becomes a blocking check; each check carries `critical`, `error` or `warn` as
    the metadata `nightledger/severity`. Tests of sources become checks too, unless `settings` say
    otherwise. When the manifest loads, `check_severities` holds dbt to the same: a mismatch raises
    ConfigError. exceptions: tests that may differ. on_mismatch: `warn` only logs it; then use
    `remap_severities`, or models may be skipped for a check that only warns.
    """

    def __init__(
        self,
        settings: DagsterDbtTranslatorSettings | None = None,
        *,
        exceptions: Sequence[str] = (),
        on_mismatch: Literal["raise", "warn"] = "raise",
    ) -> None:
        super().__init__(
            settings or DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True)
        )
        self._exceptions = tuple(exceptions)
        self._on_mismatch = on_mismatch
        self._checked: list[Mapping[str, Any]] = []

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetSpec:
        """Give the asset of a model, seed, snapshot or source."""
        self._check(manifest)
        return super().get_asset_spec(manifest, unique_id, project)

    def get_asset_check_spec(
        self,
        asset_spec: AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> AssetCheckSpec | None:
        """Give the check of a test: blocking when it is critical or dbt stops for it."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        severity = declared_severity(manifest, unique_id)
        if spec is None or severity is None:
            return spec
        return spec._replace(
            blocking=spec.blocking or severity == CRITICAL,
            metadata={**spec.metadata, METADATA_KEY: severity},
        )

    def _check(self, manifest: Mapping[str, Any]) -> None:
        """Check a manifest's severities, the first time it is seen."""
        if any(manifest is known for known in self._checked):
            return
        if self._on_mismatch == "raise":
            check_severities(manifest, exceptions=self._exceptions)
        elif found := mismatches(manifest, exceptions=self._exceptions):
            get_dagster_logger("nightledger").warning(explain(found))
        self._checked.append(manifest)
