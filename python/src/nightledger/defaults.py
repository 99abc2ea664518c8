"""What counts where nobody said otherwise."""

from __future__ import annotations

import os

ENVIRONMENT_VARIABLE = "NIGHTLEDGER_ENVIRONMENT"
ENVIRONMENT = "prod"


def environment_or_default(environment: str | None) -> str:
    """Give the environment that was said, here or in NIGHTLEDGER_ENVIRONMENT, or `prod`."""
    return environment or os.environ.get(ENVIRONMENT_VARIABLE) or ENVIRONMENT
