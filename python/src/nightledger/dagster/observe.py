"""One line that puts a Dagster project on the record."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

import dagster as dg

from nightledger.address import checked_project, full_dataset
from nightledger.dagster.copies import changed
from nightledger.dagster.ledger import RESOURCE, LedgerResource
from nightledger.dagster.poke import Poke, TickPoke
from nightledger.defaults import environment_or_default
from nightledger.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def observe(  # noqa: PLR0913 - all but three have defaults
    defs: dg.Definitions | Callable[..., dg.Definitions],
    *,
    project: str,
    dataset: str,
    environment: str | None = None,
    deployment: str = "dagster",
    location: str | None = None,
    endpoint: str | None = None,
    webserver_url: str | None = None,
    freshness: Callable[[dg.Definitions], dg.Definitions] | None = None,
    sensor_name: str = "nightledger_audit",
    interval_seconds: int = 30,
    poke: Poke | None = None,
    with_sensor: bool = True,
) -> dg.Definitions:
    """Put a project on the record: give its definitions with Nightledger in them.

    Adds the audit sensor, which is on by default, and the resource `nightledger`. Each
    DbtCliResource among the resources becomes one that tells dbt which run it is for; each load
    of dlt in a step is put on record with its run. All else stays as it is. `defs` may also be
    what `@dagster.definitions` made of a function.

    project, dataset: where the ledger is, as `dbt run-operation nightledger.setup` prints it.
    environment: default NIGHTLEDGER_ENVIRONMENT, else `prod`; under `dagster dev` `dev`, and for
    another one the sensor is off there. deployment: the name of this Dagster instance. location:
    of the dataset. endpoint: an emulator's; default BIGQUERY_EMULATOR_HOST. webserver_url: for
    links to runs. freshness: of `nightledger.dagster.freshness`. poke: of
    `nightledger.dagster.poke`, called after each dbt command. with_sensor: False in all code
    locations of an instance but one, since one sensor reads the whole instance.

    Raises ConfigError when the definitions are observed already, a freshness rule is wrong, or a
    name is none that BigQuery would take.
    """
    check_names(project, dataset)
    ledger = LedgerResource(
        project=project,
        dataset=dataset,
        location=location,
        endpoint=endpoint,
        environment=environment_or_default(environment),
        deployment=deployment,
        webserver_url=webserver_url,
    )
    sensors = [sensor_of(ledger, sensor_name, interval_seconds)] if with_sensor else []

    def observed(plain: dg.Definitions) -> dg.Definitions:
        listen_to_dlt()
        resources = observed_resources(plain.resources or {}, ledger, poke)
        complete = changed(plain, resources=resources, sensors=[*(plain.sensors or []), *sensors])
        return freshness(complete) if freshness else complete

    return observed(defs) if isinstance(defs, dg.Definitions) else lazily(defs, observed)


def check_names(project: str, dataset: str) -> None:
    """Raise ConfigError for names that are none; what only the launch knows is not looked at."""
    if not isinstance(project, dg.EnvVar):
        checked_project(project)
    if not isinstance(dataset, dg.EnvVar):
        full_dataset(dataset, "any")


def listen_to_dlt() -> None:
    """Put every load in a step on record, where dlt is in use."""
    if "dlt" in sys.modules:
        from nightledger.dagster.dlt_listener import install  # noqa: PLC0415 - needs dlt

        install()


def sensor_of(ledger: LedgerResource, name: str, interval_seconds: int) -> dg.SensorDefinition:
    """Return the audit sensor."""
    from nightledger.dagster.sensor import audit_sensor  # noqa: PLC0415 - only where it runs

    return audit_sensor(ledger, name=name, interval_seconds=interval_seconds)


def lazily(
    load: Callable[..., dg.Definitions], observed: Callable[[dg.Definitions], dg.Definitions]
) -> dg.Definitions:
    """Return definitions that are loaded, and observed, only when Dagster asks for them."""

    def with_context(context: Any) -> dg.Definitions:  # noqa: ANN401 - the next line says what
        return observed(load(context))

    # Dagster looks at the type itself, and here annotations are names
    with_context.__annotations__["context"] = dg.ComponentLoadContext
    if getattr(load, "has_context_arg", False):
        late = dg.definitions(with_context)
    else:
        late = dg.definitions(lambda: observed(load()))
    # what the decorator gives is as good as Definitions wherever Dagster loads some
    return cast("dg.Definitions", late)


def observed_resources(
    resources: Mapping[str, Any], ledger: LedgerResource, poke: Poke | None
) -> dict[str, Any]:
    """Return the resources with the ledger among them, and dbt's so that it knows the run."""
    if RESOURCE in resources:
        message = (
            f"These definitions have a resource {RESOURCE!r} already: is observe called twice, or "
            "is there a NightledgerComponent as well? Once is enough."
        )
        raise ConfigError(message)
    with_ledger = at_ledger(poke, ledger)
    for_runs = {name: for_run(resource, with_ledger) for name, resource in resources.items()}
    if poke is not None and all(for_runs[name] is resources[name] for name in resources):
        message = (
            "There is a poke, and no DbtCliResource among the resources that could call it. Leave "
            "it out, or give it to your own assets: resources={'tell': poke(...)}."
        )
        raise ConfigError(message)
    return {**for_runs, RESOURCE: ledger}


def at_ledger(poke: Poke | None, ledger: LedgerResource) -> Poke | None:
    """Return a poke that knows the ledger it has to look into."""
    if not isinstance(poke, TickPoke) or poke.dataset is not None:
        return poke
    return TickPoke(
        alerts=poke.alerts,
        project=ledger.project,
        dataset=ledger.dataset,
        location=ledger.location,
        endpoint=ledger.endpoint,
    )


def for_run(resource: Any, poke: Poke | None) -> Any:  # noqa: ANN401 - resources are of any type
    """Return the resource; dagster-dbt's as one with the same settings that says the run."""
    if not is_from_dbt(resource):
        return resource
    from nightledger.dagster.resource import observed_dbt  # noqa: PLC0415 - needs dagster-dbt

    return observed_dbt(resource, poke)


def is_from_dbt(resource: object) -> bool:
    """Return whether a resource may be dagster-dbt's, without importing that."""
    kind = getattr(resource, "resource_cls", None) or type(resource)
    return any(each.__module__.startswith("dagster_dbt.") for each in kind.__mro__)
