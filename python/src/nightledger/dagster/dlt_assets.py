"""dlt sources as assets whose loads are on record and checked as a matter of course."""

# Without `from __future__ import annotations`: Dagster reads the annotation of `context` as it is.
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
from dagster_dlt import DagsterDltResource, DagsterDltTranslator, build_dlt_asset_specs
from dlt.extract.source import DltSource
from dlt.pipeline.pipeline import Pipeline

from nightledger.dagster.dlt_checks import CheckRules, failed_jobs
from nightledger.dagster.dlt_ledger import judge_for, put_on_record
from nightledger.dagster.dlt_listener import left_to_caller
from nightledger.dagster.ledger import RESOURCE, LedgerResource
from nightledger.dagster.severity import Word
from nightledger.dlt.by_resource import by_resource
from nightledger.dlt.record import run_of

SourceFor = Callable[[dg.AssetExecutionContext], DltSource]
Loaded = dict[dg.AssetKey, dg.MaterializeResult[Any]]
Event = dg.MaterializeResult[Any] | dg.AssetCheckResult


def dlt_assets_with_checks(  # noqa: PLR0913 - all but two have defaults
    *,
    dlt_source: DltSource,
    dlt_pipeline: Pipeline,
    name: str | None = None,
    bands: Mapping[str, tuple[float | None, float | None]] | None = None,
    ledger: LedgerResource | None = None,
    translator: DagsterDltTranslator | None = None,
    blocking: bool = False,
    severities: Mapping[str, Word] | None = None,
    ignored_columns: Collection[str] = (),
    source_for: SourceFor | None = None,
    run_arguments: Mapping[str, Any] | None = None,
    **options: Any,  # noqa: ANN401 - what dg.multi_asset takes
) -> dg.AssetsDefinition:
    """Make an asset of each resource of a dlt source, with three checks each.

    `dlt_row_count`: as many rows as `bands` says, else as many as usual by the ledger.
    `dlt_schema_drift`: no column is new, came with another type, or stopped having data.
    `dlt_failed_jobs`: every file of the load arrived.

    Every load, also one that fails or brings nothing, is written to `dlt_loads` with the run's id.
    A ledger that is away is a warning and nothing to compare with; it fails nothing.

    Args:
        dlt_source: What to load; its selected resources become the assets.
        dlt_pipeline: Where to.
        name: Of the step. Default: the pipeline's and the source's.
        bands: Least and most rows by table or resource; None: no such limit. `(0, None)` lets a
            table be empty.
        ledger: Default: the resource `nightledger` of the definitions.
        translator: Keys, groups, owners of the assets, as for `dagster_dlt.dlt_assets`.
        blocking: Whether a failing `dlt_row_count` keeps what is downstream from running.
        severities: `critical`, `error` or `warn` by check. Default: `warn` for `dlt_schema_drift`,
            `error` for the others.
        ignored_columns: Columns that may come, go and change, as `column` or `table.column`.
        source_for: Makes the source of a run, for example of its partition. The resources have to
            be those of `dlt_source`.
        run_arguments: For `pipeline.run`, such as `loader_file_format`.
        options: For `dg.multi_asset`, such as `partitions_def`, `retry_policy`, `group_name`,
            `op_tags`, `pool`.

    """
    rules = CheckRules(
        bands=bands or {},
        severities=severities or {},
        ignored_columns=ignored_columns,
        blocking=blocking,
    )
    translator = translator or DagsterDltTranslator()
    specs = build_dlt_asset_specs(dlt_source, dlt_pipeline, translator)
    step_name = name or f"{dlt_pipeline.pipeline_name}_{dlt_source.name}"
    key = f"{RESOURCE}_of_{step_name}" if ledger else RESOURCE
    loading = _Loading(
        source=dlt_source,
        source_for=source_for,
        pipeline=dlt_pipeline,
        translator=translator,
        arguments=run_arguments or {},
        # in the order in which the specs were made
        assets=dict(zip(dlt_source.selected_resources, (s.key for s in specs), strict=True)),
        rules=rules,
        attempts=1 + (options["retry_policy"].max_retries if options.get("retry_policy") else 0),
    )

    @dg.multi_asset(
        name=step_name,
        specs=specs,
        check_specs=[check for spec in specs for check in rules.specs(spec.key)],
        can_subset=True,
        required_resource_keys={key},
        **options,
    )
    def load(context: dg.AssetExecutionContext) -> Iterator[Any]:
        yield from loading.run(context, getattr(context.resources, key))

    return _bound(load, key, ledger) if ledger else load


def _bound(load: dg.AssetsDefinition, key: str, ledger: LedgerResource) -> dg.AssetsDefinition:
    (bound,) = dg.with_resources([load], {key: ledger})
    return bound


@dataclass(frozen=True, slots=True, kw_only=True)
class _Loading:
    """One step: load, put it on record, judge it."""

    source: DltSource
    source_for: SourceFor | None
    pipeline: Pipeline
    translator: DagsterDltTranslator
    arguments: Mapping[str, Any]
    assets: Mapping[str, dg.AssetKey]
    """By resource."""
    rules: CheckRules
    attempts: int
    runner: DagsterDltResource = field(default_factory=DagsterDltResource)

    def run(self, context: dg.AssetExecutionContext, ledger: LedgerResource) -> Iterator[Event]:
        if not context.selected_asset_keys:
            message = "These checks judge a load: materialize the asset, its checks run with it."
            raise dg.Failure(message, allow_retries=False)
        earlier = run_of(self.pipeline)
        try:
            loaded = self._load(context)
        except Exception:
            if run_of(self.pipeline) not in {earlier, None}:
                yield from self._after_failure(context, ledger)
            raise
        yield from self._judged(context, ledger, loaded)

    def _load(self, context: dg.AssetExecutionContext) -> Loaded:
        with left_to_caller():
            events = self.runner.run(
                context=context,
                dlt_source=self.source_for(context) if self.source_for else self.source,
                dlt_pipeline=self.pipeline,
                dagster_dlt_translator=self.translator,
                **self.arguments,
            )
            # in a step that makes assets it gives no other events than these
            results = [event for event in events if isinstance(event, dg.MaterializeResult)]
        return {result.asset_key: result for result in results if result.asset_key}

    def _judged(
        self,
        context: dg.AssetExecutionContext,
        ledger: LedgerResource,
        loaded: Loaded,
    ) -> Iterator[Event]:
        recorded = put_on_record(context, self.pipeline, ledger)
        if recorded.facts is None:  # nothing to judge: the checks stay without an evaluation
            yield from loaded.values()
            return
        judge = judge_for(context, recorded, self.rules, ledger)
        loads = by_resource(self.pipeline, recorded.facts, list(self.assets))
        resources = {asset: resource for resource, asset in self.assets.items()}
        for asset, result in loaded.items():
            load = loads[resources[asset]]
            yield result._replace(
                metadata={
                    **(result.metadata or {}),
                    "rows_loaded": load.rows,
                    "dlt_load_ids": load.load_ids,
                },
                check_results=_selected(context, judge.judge(load, asset)),
            )

    def _after_failure(
        self, context: dg.AssetExecutionContext, ledger: LedgerResource
    ) -> Iterator[dg.AssetCheckResult]:
        """Say which tables' jobs failed; the other checks stay without an evaluation."""
        facts = put_on_record(context, self.pipeline, ledger).facts
        if context.op_execution_context.retry_number + 1 < self.attempts:
            return  # the next attempt may go well, and nobody needs to hear of this one
        loads = by_resource(self.pipeline, facts or [], list(self.assets))
        results = (failed_jobs(loads[name], key, self.rules) for name, key in self.assets.items())
        yield from _selected(context, [result for result in results if not result.passed])


def _selected(
    context: dg.AssetExecutionContext, results: list[dg.AssetCheckResult]
) -> list[dg.AssetCheckResult]:
    """Leave out checks that this run was not asked for."""
    wanted = {(key.asset_key, key.name) for key in context.selected_asset_check_keys}
    return [result for result in results if (result.asset_key, result.check_name) in wanted]
