"""The fixtures the package's tests share with the integration tests."""

from harness.fixtures import (  # noqa: F401 - pytest finds fixtures by name
    bigquery,
    client,
    dataset,
    dbt_env,
    fault_proxy,
    ledger,
)
