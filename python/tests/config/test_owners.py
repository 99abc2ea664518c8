"""Routes to the owner of a problem."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from nightledger.cli.alerts.check import warnings_about
from nightledger.config import Config, loads
from nightledger.router import plan
from python.tests.config.test_loading import document, mistakes
from python.tests.router.test_plan import problem, state

pytestmark = [pytest.mark.row("C13")]

OWNERS = {"risk": "mail"}


def given(route: dict[str, Any] | None = None, **changes: object) -> dict[str, Any]:
    own = {"receiver": "team", "to": "owner"} if route is None else route
    return document(**{"route": own, "owner_receivers": OWNERS} | changes)


def loaded(route: dict[str, Any] | None = None) -> Config:
    return loads(yaml.safe_dump(given(route)))


def told(config: Config, owner: str | None) -> set[str]:
    messages = plan(state(problem(owner=owner)), config.rules).messages
    return {one.endpoint.receiver for one in messages}


@pytest.mark.parametrize(
    ("owner", "receiver"), [("risk", "mail"), ("Risk", "team"), ("", "team"), (None, "team")]
)
def test_the_owners_receiver_is_told_and_else_the_routes(owner: str | None, receiver: str) -> None:
    assert told(loaded(), owner) == {receiver}


def test_a_branch_with_a_receiver_of_its_own_is_not_to_the_owner() -> None:
    branches = [{"matchers": {"severity": "error"}, "receiver": "team"}]
    assert told(loaded({"receiver": "team", "to": "owner", "routes": branches}), "risk") == {"team"}
    del branches[0]["receiver"]
    assert told(loaded({"receiver": "team", "to": "owner", "routes": branches}), "risk") == {"mail"}


def test_a_receiver_that_is_not_there_is_a_mistake() -> None:
    (said,) = mistakes(given(owner_receivers={"risk": "mial"}))
    assert said.startswith("owner_receivers.risk: there is no receiver 'mial'; did you mean mail?")


def test_a_route_to_owners_without_any_is_a_mistake() -> None:
    assert mistakes(given(owner_receivers={})) == (
        "owner_receivers: it is missing; a route is to the owner",
    )


def test_an_owner_without_a_receiver_is_said_by_the_check() -> None:
    branches = [{"matchers": {"owner": ["risk", "lending", "a*", ""]}}]
    config = loaded({"receiver": "team", "to": "owner", "routes": branches})
    (said,) = warnings_about(config)
    assert said.startswith("route.routes[0]: owner_receivers has no lending; ")
