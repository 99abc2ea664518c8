"""What the artifacts do not say, or what the caller wants otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """None means: as the dbt project has it.

    `shift_days` moves every fact that many days into the past and marks it. `variables` are the
    environment variables of the job that ran dbt, when it is known that they are the same.
    """

    environment: str | None = None
    run_url_template: str | None = None
    artifacts_url_template: str | None = None
    shift_days: int = 0
    variables: Mapping[str, str] = field(default_factory=dict)
