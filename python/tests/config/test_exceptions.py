"""The `not` of matchers: what a branch leaves to others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from nightledger.config import loads
from nightledger.router.matching import matching_routes
from python.tests.config.test_loading import document, mistakes
from python.tests.router.test_plan import problem


def with_branches(*branches: dict[str, Any]) -> dict[str, Any]:
    return document(route={"receiver": "team", "routes": list(branches)})


EXCEPT = [
    ({"environment": "dev"}, {"environment": "prod"}, {"environment": "dev"}),
    ({"asset": "stg_*"}, {"asset_name": "fct_loans"}, {"asset_name": "stg_loans"}),
    ({"tag": ["pii", "wip*"]}, {"tags": ("daily",)}, {"tags": ("daily", "wip_1")}),
    ({"tag": "*"}, {"tags": ()}, {"tags": ("daily",)}),
    ({"owner": ""}, {"owner": "risk"}, {"owner": None}),
    ({"severity": "warn"}, {"severity": "error"}, {"severity": "warn"}),
    ({"check": "not_null_*"}, {"check_name": "unique_id"}, {"check_name": "not_null_id"}),
    ({"error_class": "auth"}, {"error_class": None}, {"error_class": "auth"}),
    ({"asset": "a", "severity": "warn"}, {"asset_name": "b"}, {"asset_name": "a"}),
]


@pytest.mark.row("C13")
@pytest.mark.parametrize(("unless", "taken", "left"), EXCEPT)
def test_a_branch_leaves_to_others_what_one_key_of_not_matches(
    unless: dict[str, Any], taken: dict[str, Any], left: dict[str, Any]
) -> None:
    branch = {"receiver": "mail", "matchers": {"not": unless}}
    root = loads(yaml.safe_dump(with_branches(branch))).rules.root

    def told(values: dict[str, Any]) -> str:
        return matching_routes(root, replace(problem(), **values))[0].receiver

    assert told(taken) == "mail"
    assert told(left) == "team"


@pytest.mark.row("C13")
@pytest.mark.parametrize(
    "matchers",
    [
        {"not": {"asset": "*"}},
        {"severity": "critical", "not": {"severity": "crit*"}},
        {"not": {"severity": ["critical", "error", "warn", "info"]}},
        {"not": {"urgency": ["page", "ticket"]}},
    ],
)
def test_an_exception_that_leaves_nothing_is_a_mistake(matchers: dict[str, Any]) -> None:
    given = with_branches({"receiver": "mail", "matchers": matchers})
    (said,) = mistakes(given)
    assert said.startswith("route.routes[0].matchers: not.")
    assert said.endswith("it leaves nothing that could match")


@pytest.mark.row("C13")
def test_a_branch_with_an_exception_does_not_hide_what_comes_after_it() -> None:
    given = with_branches(
        {"receiver": "mail", "matchers": {"not": {"environment": "dev"}}}, {"receiver": "team"}
    )
    assert len(loads(yaml.safe_dump(given)).rules.root.routes) == 2


@pytest.mark.row("C13")
def test_a_word_that_no_severity_has_is_a_mistake_in_not_too() -> None:
    given = with_branches({"matchers": {"not": {"severity": "warning"}}})
    (said,) = mistakes(given)
    assert said.startswith("route.routes[0].matchers.not.severity: 'warning' can never match")
