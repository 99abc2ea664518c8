"""One line puts a project on the record, and leaves it as it was."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster_dbt import DbtCliResource
from nightledger.dagster import LedgerResource, freshness, observe, poke
from nightledger.dagster.poke import TickPoke
from nightledger.dagster.resource import NightledgerDbtCliResource
from nightledger.errors import ConfigError
from python.tests.dagster.dbt_shop import write_shop

DBT = str(Path(__file__).parents[3] / ".venvs" / "product" / "bin" / "dbt")
LEDGER: dict[str, Any] = {"project": "lender-prod", "dataset": "ops_audit"}


@dg.asset(group_name="marts")
def fct_loans(warehouse: dg.ResourceParam[str]) -> str:
    return warehouse


@dg.asset_check(asset=fct_loans)
def has_rows() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=True)


@dg.sensor(target=[fct_loans])
def landing() -> None: ...


@dg.logger(config_schema={})
def quiet(_context: object) -> Any:  # noqa: ANN401 - Dagster wants a logger
    return None


def lender(**more: object) -> dg.Definitions:
    nightly = dg.define_asset_job("nightly", selection="*")
    return dg.Definitions(
        assets=[fct_loans],
        asset_checks=[has_rows],
        jobs=[nightly],
        schedules=[dg.ScheduleDefinition(job=nightly, cron_schedule="0 0 * * *")],
        sensors=[landing],
        resources={"warehouse": "bigquery", **more},
        executor=dg.in_process_executor,
        loggers={"quiet": quiet},
        metadata={"team": "risk"},
    )


def sensor_names(defs: dg.Definitions) -> list[str]:
    return [sensor.name for sensor in defs.sensors or []]


@pytest.mark.row("D1")
def test_one_line_adds_a_running_sensor_and_the_ledger() -> None:
    defs = observe(lender(), **LEDGER)

    dg.Definitions.validate_loadable(defs)
    sensor = defs.resolve_sensor_def("nightledger_audit")
    ledger = (defs.resources or {})["nightledger"]
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
    assert sensor.minimum_interval_seconds == 30
    assert isinstance(ledger, LedgerResource)
    assert (ledger.project, ledger.dataset) == ("lender-prod", "ops_audit")
    assert (ledger.environment, ledger.deployment) == ("prod", "dagster")


@pytest.mark.row("D1")
def test_all_else_is_the_very_same_as_before() -> None:
    plain = lender()

    defs = observe(plain, **LEDGER)

    added = {"sensors", "resources"}
    for name in set(inspect.signature(dg.Definitions).parameters) - added:
        assert getattr(defs, name) == getattr(plain, name), name
    assert list(defs.sensors or [])[:1] == [landing]
    assert (defs.resources or {})["warehouse"] == "bigquery"
    assert sensor_names(plain) == ["landing"]
    assert set(plain.resources or {}) == {"warehouse"}


@pytest.mark.row("D1")
def test_a_job_runs_as_before() -> None:
    job = observe(lender(), **LEDGER).resolve_job_def("nightly")

    result = job.execute_in_process()

    assert result.success
    assert result.output_for_node("fct_loans") == "bigquery"


@pytest.mark.row("D1")
def test_another_code_location_has_the_ledger_without_a_sensor() -> None:
    defs = observe(lender(), **LEDGER, with_sensor=False)

    assert sensor_names(defs) == ["landing"]
    assert "nightledger" in (defs.resources or {})


@pytest.mark.row("D1")
def test_observing_twice_is_an_error_that_says_so() -> None:
    with pytest.raises(ConfigError, match=r"'nightledger' already: is observe called twice"):
        observe(observe(lender(), **LEDGER), **LEDGER)


@pytest.mark.row("D1")
def test_what_is_said_in_the_environment_counts_until_it_is_said_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NIGHTLEDGER_ENVIRONMENT", "staging")

    def told(environment: str | None = None) -> str:
        resources = observe(dg.Definitions(), **LEDGER, environment=environment).resources or {}
        return str(resources["nightledger"].environment)

    assert told() == "staging"
    assert told(environment="dev") == "dev"


@pytest.mark.row("D1")
def test_definitions_that_load_late_are_observed_when_they_load() -> None:
    loaded: list[bool] = []

    @dg.definitions
    def defs() -> dg.Definitions:
        loaded.append(True)
        return lender()

    late: object = observe(defs, **LEDGER)

    assert type(late) is type(defs)
    assert loaded == []
    assert callable(late)
    assert sensor_names(late()) == ["landing", "nightledger_audit"]


@pytest.mark.row("D1")
def test_a_function_of_definitions_that_takes_a_context_gets_it() -> None:
    seen: list[object] = []

    def defs(context: Any) -> dg.Definitions:  # noqa: ANN401 - the next line says what
        seen.append(context)
        return lender()

    defs.__annotations__["context"] = dg.ComponentLoadContext
    late: Any = observe(dg.definitions(defs), **LEDGER)
    context = dg.ComponentTree.for_test().load_context

    assert sensor_names(late(context)) == ["landing", "nightledger_audit"]
    assert seen == [context]


@pytest.mark.row("D1")
def test_definitions_that_were_resolved_before_can_be_observed() -> None:
    plain = lender()
    plain.get_repository_def()

    defs = observe(plain, **LEDGER, freshness=freshness([("group:marts", "24 hours")]))

    dg.Definitions.validate_loadable(defs)
    (spec,) = defs.resolve_all_asset_specs()
    assert spec.freshness_policy is not None


@pytest.mark.row("A12")
def test_every_dbt_resource_is_swapped_and_pokes_with_the_ledger_known(tmp_path: Path) -> None:
    folder = str(write_shop(tmp_path / "shop"))
    dbt = DbtCliResource(project_dir=folder, dbt_executable=DBT, target="prod")

    defs = observe(
        lender(dbt=dbt, other_dbt=dbt), **LEDGER, location="EU", poke=poke(alerts="alerts.yml")
    )

    for name in ("dbt", "other_dbt"):
        swapped = (defs.resources or {})[name]
        assert isinstance(swapped, NightledgerDbtCliResource)
        assert (swapped.project_dir, swapped.target) == (folder, "prod")
        assert swapped.poke == TickPoke(alerts="alerts.yml", **LEDGER, location="EU")
    dg.Definitions.validate_loadable(defs)


@pytest.mark.row("D4")
def test_freshness_rules_that_match_nothing_fail_the_load() -> None:
    with pytest.raises(ConfigError, match="'group:mart' matches no asset"):
        observe(lender(), **LEDGER, freshness=freshness([("group:mart", "24 hours")]))


def test_a_poke_that_nobody_would_call_is_an_error() -> None:
    with pytest.raises(ConfigError, match="no DbtCliResource among the resources"):
        observe(lender(), **LEDGER, poke=poke(alerts="alerts.yml"))


@pytest.mark.row("D1")
def test_where_the_ledger_is_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    defs = observe(lender(), project=dg.EnvVar("NL_PROJECT"), dataset=dg.EnvVar("NL_DATASET"))
    monkeypatch.setenv("NL_PROJECT", "lender-dev")
    monkeypatch.setenv("NL_DATASET", "dev_audit")

    ledger = (defs.resources or {})["nightledger"].resolved()

    dg.Definitions.validate_loadable(defs)
    assert (ledger.project, ledger.dataset) == ("lender-dev", "dev_audit")


@pytest.mark.row("D1")
@pytest.mark.parametrize(
    ("project", "dataset"),
    [
        ("my_prj typo", "audit"),
        ("", "audit"),
        ("Lender", "audit"),
        ("lender-prod", "analytics-audit"),
        ("lender-prod", ""),
        ("lender-prod", "a.b.c"),
    ],
)
def test_a_name_that_is_none_fails_the_load_and_is_named(project: str, dataset: str) -> None:
    with pytest.raises(ConfigError, match=r"is no (project|dataset)"):
        observe(dg.Definitions(), project=project, dataset=dataset)


@pytest.mark.row("D1")
@pytest.mark.parametrize(
    ("project", "dataset"),
    [
        ("lender-prod", "ops_audit"),
        ("example.com:lender", "other-project.ops_audit"),
        (dg.EnvVar("PROJECT"), dg.EnvVar("DATASET")),
    ],
)
def test_names_that_bigquery_takes_load(project: str, dataset: str) -> None:
    assert observe(dg.Definitions(), project=project, dataset=dataset).resources
