"""The fixtures every suite shares."""

from harness.fixtures import (  # noqa: F401 - pytest finds fixtures by name
    bigquery,
    client,
    dataset,
    dbt_env,
    fault_proxy,
    installed,
    ledger,
    ledgers,
    new_project,
    parsed_project,
    project,
    quick_project,
    targets,
)
from harness.steady import be_steady

be_steady()
