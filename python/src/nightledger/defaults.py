"""What counts where nobody said otherwise."""

from __future__ import annotations

import os

ENVIRONMENT_VARIABLE = "NIGHTLEDGER_ENVIRONMENT"
ENVIRONMENT = "prod"
DEVELOPMENT = "dev"
DEVELOPMENT_VARIABLE = "DAGSTER_IS_DEV_CLI"
"""`dagster dev` and `dg dev` set it for every process they start."""


def environment_or_default(environment: str | None) -> str:
    """Return the environment that was said, here or in NIGHTLEDGER_ENVIRONMENT.

    Else `prod`, and `dev` under `dagster dev`: that is most often somebody's laptop.
    """
    said = environment or os.environ.get(ENVIRONMENT_VARIABLE)
    return said or (DEVELOPMENT if is_development() else ENVIRONMENT)


def is_development() -> bool:
    """Return whether this process was started by `dagster dev`."""
    return bool(os.environ.get(DEVELOPMENT_VARIABLE))


def is_meant_for(environment: str) -> bool:
    """Return whether this process may speak for an environment by itself.

    Code that names `prod` is the same on a laptop. Under `dagster dev` it therefore takes the
    variable NIGHTLEDGER_ENVIRONMENT, which belongs to the machine, for anything but `dev`.
    """
    said = os.environ.get(ENVIRONMENT_VARIABLE)
    return not is_development() or environment in {said, DEVELOPMENT}
