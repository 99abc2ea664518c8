"""docs/dagster.md names what is there, and all of it."""

from __future__ import annotations

import inspect
import re

import nightledger.dagster as shim
import pytest
import yaml
from adoption.stock import PAGE

TEXT = PAGE.read_text()
NOT_IN_YAML = {"defs", "freshness", "poke", "with_sensor"}


@pytest.mark.row("F4")
def test_every_name_the_page_imports_is_public() -> None:
    lines = re.findall(r"^\+?from nightledger\.dagster import (.+)$", TEXT, re.MULTILINE)
    names = {name.strip() for line in lines for name in line.split(",")}

    assert names <= set(shim.__all__)
    assert all(hasattr(shim, name) for name in shim.__all__)


@pytest.mark.row("F4")
def test_every_option_of_observe_is_on_the_page() -> None:
    table = TEXT.partition("## All options of observe")[2].partition("\n\nNothing else")[0]
    first_cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)

    options = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}

    assert options == set(inspect.signature(shim.observe).parameters) - {"defs"}


@pytest.mark.row("F4")
def test_the_component_has_the_attributes_the_page_says() -> None:
    options = set(inspect.signature(shim.observe).parameters) - NOT_IN_YAML

    assert set(shim.NightledgerComponent.model_fields) == options | {"alerts"}


@pytest.mark.row("F4")
@pytest.mark.parametrize("text", re.findall(r"```yaml[^\n]*\n(.*?)```", TEXT, re.DOTALL))
def test_yaml_on_the_page_is_yaml(text: str) -> None:
    assert isinstance(yaml.safe_load(text), dict)
