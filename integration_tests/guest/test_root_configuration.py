"""Whatever a project says to all models: facts never become fewer, nothing of ours turns red.

dbt lets the root project's configuration win over a package's, in the file of a model too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Shop

pytestmark = pytest.mark.row("A10", "A14")
COMMANDS = {"build": ("build",), "full refresh": ("run", "--full-refresh")}
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
UNREAD = {"shop": {"recorded": {"+enabled": False}}}
"""No model reads the ledger, which is not where it was."""

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
    "table, refreshed": Case(models={"+materialized": "table", "+full_refresh": True}, says=REPAIR),
    "refreshed": Case(models={"+full_refresh": True}),
    # dbt then runs the package's hooks neither
    "disabled": Case(models={"nightledger": {"+enabled": False}, **UNREAD}),
    "schema": Case(
        models={"+schema": "stripe", **UNREAD},
        says="which others use: this project builds",
    ),
    "alias": Case(models={"+alias": "same"}, stops="database representation"),
    "database": Case(models={"+database": "nightledger-local"}),
    "contract": Case(models={"+contract": {"enforced": True}}),
    "contract of views": Case(
        models={"+contract": {"enforced": True}, "+materialized": "view"}, says=REPAIR
    ),
    "hooks": Case(models={"+pre-hook": "select 1", "+post-hook": "select 1"}),
    "hooks of tables": Case(
        models={"+materialized": "table", "+post-hook": "select * from {{ this }}"},
        says=REPAIR,
    ),
    "public": Case(models={"+access": "public"}, stops="invalid value (public) for the access"),
    "persisted docs": Case(models={"+persist_docs": {"relation": True, "columns": True}}),
    "labels, tags, meta": Case(
        models={"+labels": {"team": "a"}, "+tags": ["nightly"], "+meta": {"owner": "a"}}
    ),
    "meta of ours": Case(
        models={"+meta": {"nightledger": {"quarantine": []}}}, says="meta.nightledger"
    ),
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
        models={"+materialized": "table"},
        macros=WITHOUT_PREFIX,
        stops="dbt would replace them",
    ),
    "prefixed names": Case(models={}, macros=PREFIXED),
}


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest, shop: Shop) -> Iterator[Case]:
    """Configure the project as the case says."""
    case = CASES[request.param]
    shop.configure(models=case.models, macros=case.macros)
    yield case
    shop.configure()
    shop.forget_builds()


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
        if case.says:
            assert said, (name, outcome.lines)
    assert kinds.items() <= shop.kinds().items()
    assert all(ids <= shop.ids(name) for name, ids in before.items())
