-- one row per change of a ledger table
{{ nightledger.ledger_rows(model) }}
