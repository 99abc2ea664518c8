"""The ledger's tables and the package's settings, generated from what dbt uses.

`python -m nightledger.contract.generate` writes `_tables.py` and `_settings.py`.
"""

from nightledger.contract._settings import (
    DEFAULTS,
    ERROR_FORMS,
    KNOWN_VARIABLES,
    ORCHESTRATOR_MARKS,
    PERSONAL_PATTERNS,
    REDACTION_PATTERNS,
)
from nightledger.contract._tables import TABLES
from nightledger.contract.table import OCCURRED_AT, Column, Table

__all__ = [
    "DEFAULTS",
    "ERROR_FORMS",
    "KNOWN_VARIABLES",
    "OCCURRED_AT",
    "ORCHESTRATOR_MARKS",
    "PERSONAL_PATTERNS",
    "REDACTION_PATTERNS",
    "TABLES",
    "Column",
    "Table",
]
