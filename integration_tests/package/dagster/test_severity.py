"""dbt's own severities agree with the tag `critical`, or loading the project fails."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator  # noqa: TC003 - Dagster reads annotations
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from harness.dbt import run_dbt
from nightledger.dagster.severity import check_severities, declared_severity, mismatches
from nightledger.dagster.translator import (
    NightledgerDbtTranslator,
    NightledgerSeverities,
    with_severities,
)
from nightledger.errors import ConfigError
from python.tests.dagster.dbt_shop import write_shop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import dagster as dg
    from harness.target import Target

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory, bigquery: Target) -> Manifest:
    folder = write_shop(tmp_path_factory.mktemp("shop"))
    return run_dbt(folder, "parse", env=bigquery.environment("shop")).succeeded().manifest


@pytest.fixture
def manifest(parsed: Manifest) -> Manifest:
    return copy.deepcopy(parsed)


def test_of(manifest: Manifest, name: str) -> Manifest:
    """Return the one test whose name begins so."""
    found = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["name"].startswith(name)
    ]
    assert len(found) == 1
    return dict(found[0])


test_of.__test__ = False  # type: ignore[attr-defined] # a helper that is no test


def set_severity(manifest: Manifest, name: str, severity: str) -> None:
    manifest["nodes"][test_of(manifest, name)["unique_id"]]["config"]["severity"] = severity


def assets_of(manifest: Manifest, translator: DagsterDbtTranslator) -> dg.AssetsDefinition:
    @dbt_assets(manifest=manifest, dagster_dbt_translator=translator)
    def shop_assets() -> Iterator[object]:
        yield from ()

    return shop_assets


@pytest.mark.row("D3")
@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("unique_orders_order_id", "critical"),
        ("unique_customers_customer_id", "critical"),
        ("source_not_null_till_receipts_receipt_id", "critical"),
        ("not_null_customers_customer_id", "warn"),
        ("sales_are_not_negative", "warn"),
    ],
)
def test_a_test_is_critical_by_its_own_tag_or_that_of_what_it_tests(
    manifest: Manifest, name: str, severity: str
) -> None:
    assert declared_severity(manifest, test_of(manifest, name)["unique_id"]) == severity
    assert declared_severity(manifest, "model.shop.orders") is None


@pytest.mark.row("D3")
def test_a_project_whose_severities_follow_the_tag_is_fine(
    manifest: Manifest, tmp_path: Path
) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))

    check_severities(manifest)
    check_severities(path)
    check_severities(str(path))


@pytest.mark.row("D3")
def test_a_critical_test_that_only_warns_is_an_error_with_the_yaml_to_paste(
    manifest: Manifest,
) -> None:
    set_severity(manifest, "unique_orders_order_id", "warn")

    with pytest.raises(ConfigError) as error:
        check_severities(manifest)

    text = str(error.value)
    assert "# models/shop.yml" in text
    assert "# unique_orders_order_id: model orders, column order_id" in text
    pasted = text[text.index("- unique:") :].partition("\n\n")[0]
    assert yaml.safe_load(pasted) == [{"unique": {"config": {"severity": "error"}}}]


@pytest.mark.row("D3")
def test_a_test_that_stops_dbt_without_being_critical_is_an_error_that_names_it(
    manifest: Manifest,
) -> None:
    set_severity(manifest, "not_null_customers_customer_id", "ERROR")
    set_severity(manifest, "sales_are_not_negative", "error")

    with pytest.raises(ConfigError) as error:
        check_severities(manifest)

    text = str(error.value)
    assert "- models/shop.yml: not_null_customers_customer_id" in text
    assert "- tests/sales_are_not_negative.sql: sales_are_not_negative" in text
    assert yaml.safe_load(text[text.index("data_tests:") :].partition("\n\n")[0]) == {
        "data_tests": {"+severity": "warn"}
    }


@pytest.mark.row("D3")
def test_exceptions_are_named_and_nothing_else_is_let_through(
    manifest: Manifest,
) -> None:
    set_severity(manifest, "not_null_customers_customer_id", "error")
    set_severity(manifest, "sales_are_not_negative", "error")

    rest = mismatches(manifest, exceptions=["not_null_customers_*"])

    assert [one.name for one in rest] == ["sales_are_not_negative"]
    check_severities(manifest, exceptions=["not_null_customers_*", "test.shop.sales_are_*"])


def test_a_manifest_that_cannot_be_read_is_said_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text("{")

    with pytest.raises(ConfigError, match=r"manifest\.json cannot be read .*JSONDecodeError"):
        check_severities(path)
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        check_severities(tmp_path / "none.json")


@pytest.mark.row("D3")
def test_checks_are_blocking_when_critical_and_say_what_they_are_worth(
    manifest: Manifest,
) -> None:
    assets = assets_of(manifest, NightledgerDbtTranslator())

    checks = {
        spec.name: (spec.blocking, spec.metadata["nightledger/severity"])
        for spec in assets.check_specs
    }

    assert checks == {
        "unique_orders_order_id": (True, "critical"),
        "unique_customers_customer_id": (True, "critical"),
        "not_null_customers_customer_id": (False, "warn"),
        "sales_are_not_negative": (False, "warn"),
        "source_not_null_till_receipts_receipt_id": (True, "critical"),
    }


@pytest.mark.row("D3")
def test_loading_the_assets_fails_when_dbt_would_decide_otherwise(
    manifest: Manifest,
) -> None:
    set_severity(manifest, "unique_orders_order_id", "warn")

    with pytest.raises(ConfigError, match="unique_orders_order_id"):
        assets_of(manifest, NightledgerDbtTranslator())
    assets_of(manifest, NightledgerDbtTranslator(exceptions=["unique_orders_order_id"]))


def test_loading_may_only_warn_of_it_and_does_so_once(
    manifest: Manifest, caplog: pytest.LogCaptureFixture
) -> None:
    set_severity(manifest, "unique_orders_order_id", "warn")

    assets_of(manifest, NightledgerDbtTranslator(on_mismatch="warn"))

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "unique_orders_order_id" in caplog.text


def test_settings_of_the_translator_are_the_projects_own(manifest: Manifest) -> None:
    translator = NightledgerDbtTranslator(DagsterDbtTranslatorSettings(enable_asset_checks=False))

    assert list(assets_of(manifest, translator).check_specs) == []


class ShopTranslator(DagsterDbtTranslator):
    """Stand for what real projects have: keys of their own, and a constructor of their own."""

    def __init__(self, prefix: str, settings: DagsterDbtTranslatorSettings | None = None) -> None:
        super().__init__(settings)
        self.prefix = prefix

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return a key with a prefix."""
        return super().get_asset_key(dbt_resource_props).with_prefix(self.prefix)


class MixedTranslator(NightledgerSeverities, ShopTranslator):
    """Severities for that, by inheritance."""

    exceptions = ("not_null_customers_*",)


OWN = DagsterDbtTranslatorSettings(enable_code_references=False)
TRANSLATORS: dict[str, Callable[[], NightledgerSeverities]] = {
    "mixin": lambda: MixedTranslator("shop"),
    "mixin with settings": lambda: MixedTranslator("shop", OWN),
    "wrapper": lambda: with_severities(ShopTranslator("shop"), exceptions=["not_null_customers_*"]),
    "wrapper with settings": lambda: with_severities(
        ShopTranslator("shop", OWN), exceptions=["not_null_customers_*"]
    ),
    "wrapper of the mixin": lambda: with_severities(
        MixedTranslator("shop", OWN), exceptions=["not_null_customers_*"]
    ),
}


@pytest.mark.row("D3")
@pytest.mark.parametrize("name", TRANSLATORS)
def test_a_translator_of_the_projects_own_keeps_all_and_gains_severities(
    manifest: Manifest, name: str
) -> None:
    set_severity(manifest, "not_null_customers_customer_id", "error")
    assets = assets_of(manifest, TRANSLATORS[name]())
    checks = {spec.name: (spec.asset_key.path[0], spec.blocking) for spec in assets.check_specs}
    assert checks == {
        "unique_orders_order_id": ("shop", True),
        "unique_customers_customer_id": ("shop", True),
        "not_null_customers_customer_id": ("shop", True),
        "sales_are_not_negative": ("shop", False),
        "source_not_null_till_receipts_receipt_id": ("shop", True),
    }
    set_severity(manifest, "unique_orders_order_id", "warn")
    with pytest.raises(ConfigError, match="unique_orders_order_id"):
        assets_of(copy.deepcopy(manifest), TRANSLATORS[name]())


def test_a_wrapped_translator_stays_what_it_was(manifest: Manifest) -> None:
    plain = ShopTranslator("shop")
    wrapped = with_severities(plain, source_tests=False)
    assert isinstance(wrapped, ShopTranslator)
    assert type(plain) is ShopTranslator
    names = [spec.name for spec in assets_of(manifest, wrapped).check_specs]
    assert "source_not_null_till_receipts_receipt_id" not in names


def test_settings_of_ones_own_keep_the_tests_of_sources(manifest: Manifest) -> None:
    names = [spec.name for spec in assets_of(manifest, NightledgerDbtTranslator(OWN)).check_specs]
    assert "source_not_null_till_receipts_receipt_id" in names
