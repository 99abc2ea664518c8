"""dbt's command line as a Dagster resource that says which run it is for. Needs dagster-dbt."""

from __future__ import annotations

import os
from types import new_class
from typing import TYPE_CHECKING, Any

from dagster_dbt import DbtCliResource

from nightledger.dagster.environment import environment
from nightledger.dagster.invocation import NightledgerDbtCliInvocation
from nightledger.dagster.poke import Poke  # noqa: TC001 - pydantic reads it

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dagster import AssetExecutionContext, OpExecutionContext

    Context = OpExecutionContext | AssetExecutionContext

RUN_ID = "DBT_ENV_CUSTOM_ENV_DAGSTER_RUN_ID"
ORCHESTRATOR = "DBT_ENV_CUSTOM_ENV_ORCHESTRATOR"


class NightledgerDbtCliResource(DbtCliResource):
    """dagster-dbt's resource; the ledger then knows the Dagster run behind each dbt command.

    The run's id is also dbt's pipeline run, unless NIGHTLEDGER_PIPELINE_RUN_ID says otherwise. A
    run that retries another one is a pipeline run of its own, so that the failure of the first one
    does not count against it. poke: called when dbt has ended.
    """

    poke: Poke | None = None

    def cli(
        self,
        args: Sequence[str],
        *,
        context: Context | None = None,
        **options: Any,  # noqa: ANN401 - dagster-dbt's own
    ) -> NightledgerDbtCliInvocation:
        """Start a dbt command, as dagster-dbt's resource does."""
        with environment(self.variables(context)):
            invocation = super().cli(args, context=context, **options)
        return NightledgerDbtCliInvocation.of(invocation, self.poke)

    def variables(self, context: Context | None) -> dict[str, str]:
        """Return what dbt is told about the run; nothing outside one."""
        run_id = self.run_id(context)
        if run_id is None:
            return {}
        return {RUN_ID: run_id, ORCHESTRATOR: os.environ.get(ORCHESTRATOR) or "dagster"}

    def run_id(self, context: Context | None) -> str | None:
        """Return the id of the run the command belongs to; None outside one."""
        if context is not None:
            return context.run.run_id
        try:
            run = self.get_resource_context().run
        except Exception:  # noqa: BLE001 - outside a run there is no context, which Dagster raises
            return None
        return run.run_id if run is not None else None


def observed_dbt(resource: Any, poke: Poke | None) -> Any:  # noqa: ANN401 - any of dagster-dbt's
    """Return a resource with the same settings that tells dbt which run it is for.

    One of a class of the project's own keeps its methods; one that pokes already keeps its poke.
    What is no DbtCliResource stays as it is.
    """
    extra = {} if poke is None else {"poke": poke}
    if isinstance(resource, DbtCliResource):
        return observed_class(type(resource))(**{**extra, **settings(resource)})
    kind = getattr(resource, "resource_cls", None)
    if isinstance(kind, type) and issubclass(kind, DbtCliResource):
        # settings that are only known at launch
        return observed_class(kind).configure_at_launch(**{**extra, **resource.data})
    return resource


def observed_class(kind: type[DbtCliResource]) -> type[NightledgerDbtCliResource]:
    """Return the class that adds ours to a project's own."""
    if issubclass(kind, NightledgerDbtCliResource):
        return kind
    if kind is DbtCliResource:
        return NightledgerDbtCliResource
    parents = (NightledgerDbtCliResource, kind)
    return new_class(
        kind.__name__, parents, exec_body=lambda body: body.update(__module__=kind.__module__)
    )


def settings(resource: DbtCliResource) -> dict[str, Any]:
    """Return what a resource was made with."""
    values = {name: getattr(resource, name) for name in type(resource).model_fields}
    return {name: value for name, value in values.items() if value is not None}
