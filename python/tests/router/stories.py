"""Short ways to tell what happens, for stories whose every message is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from python.tests.router import rulebook as book
from python.tests.router.truth import Fact, Truth
from python.tests.router.world import Scenario

if TYPE_CHECKING:
    from nightledger.router import Rules


def story(
    facts: dict[str, list[Any]],
    *rules: Rules | tuple[int, Rules],
    until: int,
    **rest: Any,  # noqa: ANN401
) -> tuple[Scenario, int]:
    """Return a scenario: facts as (minute, how bad), or with the minute they were recorded."""
    full: dict[str, list[Fact]] = {
        name: [fact if len(fact) == 3 else (fact[0], fact[0], fact[1]) for fact in some]
        for name, some in facts.items()
    }
    mine = {key: rest.pop(key) for key in list(rest) if key in Truth.__dataclass_fields__}
    truth = Truth(facts=full, labels={name: {"run": name} for name in full}, **mine)
    given = [each if isinstance(each, tuple) else (0, each) for each in rules or (book.ONE,)]
    return Scenario(truth=truth, rules=given, **rest), until
