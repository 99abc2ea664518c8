"""The statements with which the ledger is sealed, verified and shown to an auditor."""

from __future__ import annotations

from nightledger.contract import TABLES
from nightledger.ledger.evidence_sql import EVIDENCE_PARAMETERS, SECTIONS, evidence_sql
from nightledger.ledger.sealing_sql import (
    CONTENTS_PARAMETERS,
    contents_sql,
    earlier_rows_sql,
    first_rows_sql,
    seals_sql,
)
from nightledger.ledger.silences_sql import PATTERNS, silence_effect_sql
from nightledger.ledger.statement import Statement


def trust_statements(dataset: str) -> list[Statement]:
    """Return the statements of seals, of evidence and of silences, for `project.dataset`."""
    addresses = [f"{dataset}.{name}" for name in TABLES]
    return [
        *(
            Statement(
                label=f"hash {table.name}",
                sql=contents_sql(
                    f"{dataset}.{table.name}", tuple(column.name for column in table.columns)
                ),
                parameters=CONTENTS_PARAMETERS,
            )
            for table in TABLES.values()
        ),
        Statement(
            label="ask what a silence would hold",
            sql=silence_effect_sql(f"{dataset}.problem_events"),
            parameters=dict.fromkeys(PATTERNS, "string"),
        ),
        Statement(label="read the seals", sql=seals_sql(f"{dataset}.ledger_seals"), parameters={}),
        Statement(
            label="read the last seals",
            sql=seals_sql(f"{dataset}.ledger_seals", latest=True),
            parameters={},
        ),
        Statement(
            label="ask when each table begins",
            sql=first_rows_sql(addresses),
            parameters={"since": "timestamp"},
        ),
        Statement(
            label="ask for rows before the first seal",
            sql=earlier_rows_sql(addresses),
            parameters={"since": "timestamp"}
            | {f"first_{place}": "timestamp" for place in range(len(addresses))},
        ),
        *(
            Statement(
                label=f"evidence: {title}",
                sql=evidence_sql(title, dataset),
                parameters=EVIDENCE_PARAMETERS,
            )
            for title in SECTIONS
        ),
    ]
