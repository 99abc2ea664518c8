"""The ledger in BigQuery: append facts exactly once, read what is there.

The only room that imports google.cloud.bigquery.
"""

from nightledger.address import full_dataset
from nightledger.ledger.alerts import claimants, look_and_read, table_versions
from nightledger.ledger.append import AppendResult, append, append_many, check_row, check_rows
from nightledger.ledger.commands import recorded_command
from nightledger.ledger.connect import connect
from nightledger.ledger.metered import JobNumbers, MeteredClient
from nightledger.ledger.open_problems import OpenProblem, open_problems
from nightledger.ledger.read import ReadResult, clock, read, refuse_unless_query, scalar
from nightledger.ledger.scratch import Refusal, Scratch, refusal_of
from nightledger.ledger.statement import Statement
from nightledger.ledger.statements import statements

__all__ = [
    "AppendResult",
    "JobNumbers",
    "MeteredClient",
    "OpenProblem",
    "ReadResult",
    "Refusal",
    "Scratch",
    "Statement",
    "append",
    "append_many",
    "check_row",
    "check_rows",
    "claimants",
    "clock",
    "connect",
    "full_dataset",
    "look_and_read",
    "open_problems",
    "read",
    "recorded_command",
    "refusal_of",
    "refuse_unless_query",
    "scalar",
    "statements",
    "table_versions",
]
