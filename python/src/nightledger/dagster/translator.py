"""dbt tests as asset checks that say what they are worth. Needs dagster-dbt."""

from __future__ import annotations

from dataclasses import replace
from types import new_class
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

    OnMismatch = Literal["raise", "warn"]


class NightledgerSeverities(DagsterDbtTranslator):
    """Adds severities by the tag `critical` to a translator of the project's own: name it first.

        class ShopTranslator(NightledgerSeverities, DagsterDbtTranslator): ...

    A critical test becomes a blocking check; each check carries `critical`, `error` or `warn` as
    the metadata `nightledger/severity`. When the manifest loads, `check_severities` holds dbt to
    the same. Everything else is what the next class makes of it.
    """

    exceptions: Sequence[str] = ()
    """Tests that may differ, by name or unique id; `*` stands for anything."""

    on_mismatch: OnMismatch = "raise"
    """`warn` only logs it; then use `remap_severities`, or models may be skipped for a check that
    only warns."""

    source_tests: bool = True
    """Whether tests of sources become checks too, whatever `settings` say."""

    @property
    def settings(self) -> DagsterDbtTranslatorSettings:
        """The project's settings, with the tests of sources."""
        return replace(super().settings, enable_source_tests_as_checks=self.source_tests)

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetSpec:
        """Return the asset of a model, seed, snapshot or source."""
        self._check(manifest)
        return super().get_asset_spec(manifest, unique_id, project)

    def get_asset_check_spec(
        self,
        asset_spec: AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> AssetCheckSpec | None:
        """Return the check of a test: blocking when it is critical or dbt stops for it."""
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
        checked: list[Mapping[str, Any]] = self.__dict__.setdefault("_checked", [])
        if any(manifest is known for known in checked):
            return
        if self.on_mismatch == "raise":
            check_severities(manifest, exceptions=self.exceptions)
        elif found := mismatches(manifest, exceptions=self.exceptions):
            get_dagster_logger("nightledger").warning(explain(found))
        checked.append(manifest)


class NightledgerDbtTranslator(NightledgerSeverities):
    """dbt's translator for Dagster with these severities, ready for use.

    exceptions, on_mismatch, source_tests: as the attributes of `NightledgerSeverities`.
    """

    def __init__(
        self,
        settings: DagsterDbtTranslatorSettings | None = None,
        *,
        exceptions: Sequence[str] = (),
        on_mismatch: OnMismatch = "raise",
        source_tests: bool = True,
    ) -> None:
        super().__init__(settings)
        self.exceptions = tuple(exceptions)
        self.on_mismatch = on_mismatch
        self.source_tests = source_tests


def with_severities(
    translator: DagsterDbtTranslator,
    *,
    exceptions: Sequence[str] = (),
    on_mismatch: OnMismatch = "raise",
    source_tests: bool = True,
) -> NightledgerSeverities:
    """Return a translator that is the given one in all but the severities of its checks."""
    kind: type[Any] = type(translator)
    if not issubclass(kind, NightledgerSeverities):
        kind = new_class(
            kind.__name__,
            (NightledgerSeverities, kind),
            exec_body=lambda body: body.update(__module__=type(translator).__module__),
        )
    made: NightledgerSeverities = object.__new__(kind)
    said = {
        "exceptions": tuple(exceptions),
        "on_mismatch": on_mismatch,
        "source_tests": source_tests,
    }
    made.__dict__.update(vars(translator) | said)
    return made
