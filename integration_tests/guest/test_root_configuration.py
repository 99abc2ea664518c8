"""Whatever a project's configuration says to all models: facts never become fewer, nothing turns red.

dbt lets the root project's configuration win over a package's, in the file of a model too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .conftest import Shop

pytestmark = pytest.mark.row("A10")
COMMANDS = {
    "build": ("build",),
    "run": ("run",),
    "the package": ("run", "--select", "package:nightledger"),
    "full refresh": ("build", "--full-refresh"),
}
WITHOUT_PREFIX = """
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {{ custom_alias_name or node.name.split('__')[-1] }}
{%- endmacro %}
"""
PREFIXED = """
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    pr7_{{ custom_alias_name or node.name }}
{%- endmacro %}
"""
REPAIR = "nightledger: {+enabled: true, +materialized: ephemeral}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a project says to all models, and what comes of it."""

    models: dict[str, Any]
    macros: str = ""
    says: str = ""
    """What the start hook says. Empty: nothing."""

    stops: str = ""
    """What dbt stops with before it builds anything. Empty: it does not."""


CASES = {
    "nothing": Case(models={}),
    "table": Case(models={"+materialized": "table"}, says=REPAIR),
    "view": Case(models={"+materialized": "view"}, says=REPAIR),
    "incremental": Case(models={"+materialized": "incremental"}, says=REPAIR),
    "ephemeral": Case(models={"+materialized": "ephemeral"}),
    "table, refreshed": Case(
        models={"+materialized": "table", "+full_refresh": True}, says=REPAIR
    ),
    "refreshed": Case(models={"+full_refresh": True}),
    "disabled": Case(models={"nightledger": {"+enabled": False}}, says=REPAIR),
    "schema": Case(models={"+schema": "stripe"}, says="which others use: this project builds"),
    "alias": Case(models={"+alias": "same"}, stops="database representation"),
    "database": Case(models={"+database": "nightledger-local"}),
    "contract": Case(models={"+contract": {"enforced": True}}),
    "contract of tables": Case(
        models={"+contract": {"enforced": True}, "+materialized": "table"}, says=REPAIR
    ),
    "hooks": Case(models={"+pre-hook": "select 1", "+post-hook": "select 1"}),
    "hooks of tables": Case(
        models={"+materialized": "table", "+post-hook": "select * from {{ this }}"}, says=REPAIR
    ),
    "public": Case(models={"+access": "public"}, stops="invalid value (public) for the access"),
    "persisted docs": Case(models={"+persist_docs": {"relation": True, "columns": True}}),
    "labels, tags, meta": Case(
        models={"+labels": {"team": "a"}, "+tags": ["nightly"], "+meta": {"owner": "a"}}
    ),
    "meta of ours": Case(models={"+meta": {"nightledger": {"quarantine": []}}}, says="meta"),
    "partition": Case(
        models={
            "recorded": {"+partition_by": {"field": "at", "data_type": "timestamp"}},
            "+cluster_by": ["order_id"],
            "+unique_key": "order_id",
            "+on_schema_change": "sync_all_columns",
        }
    ),
    "names without a prefix": Case(models={}, macros=WITHOUT_PREFIX),
    "tables without a prefix": Case(
        models={"+materialized": "table"}, macros=WITHOUT_PREFIX, stops="dbt would replace them"
    ),
    "prefixed names": Case(models={}, macros=PREFIXED),
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request: pytest.FixtureRequest, shop: Shop, tmp_path: Path) -> Iterator[Case]:
    """Configure the project as the case says; the manifest of dbt stays with the test."""
    case: Case = request.param
    shop.configure(models=case.models, macros=case.macros)
    yield case
    shop.configure()


def test_facts_never_become_fewer_and_nothing_of_ours_turns_a_build_red(
    shop: Shop, case: Case
) -> None:
    kinds = shop.kinds()
    before = {name: shop.ids(name) for name, kind in kinds.items() if kind == "TABLE"}
    session = shop.session()
    parsed = session.parse()
    if not parsed.is_success:
        assert case.stops
        assert case.stops in parsed.error
        return
    for name, command in COMMANDS.items():
        outcome = session.run(*command)
        said = [line for line in outcome.lines if "[nightledger]" in line]
        if case.stops:
            assert not outcome.is_success
            assert case.stops in "\n".join([*outcome.lines, outcome.error])
        else:
            outcome.succeeded()
            assert len(said) <= 1, (name, said)
            assert not said or case.says in said[0], (name, said)
        if case.says and name in ("build", "full refresh"):
            assert said, name
    assert kinds.items() <= shop.kinds().items()
    assert all(ids <= shop.ids(name) for name, ids in before.items())


def test_an_ordinary_build_runs_none_of_our_nodes_and_prints_nothing_of_them(shop: Shop) -> None:
    session = shop.session()
    session.parse().succeeded()
    outcome = session.run("build").succeeded()
    assert outcome.ours() == []
    assert {result.node.package_name for result in outcome.result.results} <= {"shop", "nightledger"}
    ran = {result.node.unique_id for result in outcome.result.results}
    assert {name for name in ran if name.startswith("model.")} == {
        "model.shop.orders",
        "model.shop.recorded",
    }
    counts = shop.client.query(f"select command_count from `{shop.dataset}`.recorded").result()
    assert next(iter(counts))["command_count"] >= len(shop.ids("dbt_invocations")) - 1
