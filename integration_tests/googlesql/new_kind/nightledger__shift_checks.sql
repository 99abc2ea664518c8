-- one row per check a shift makes by hand
{{ nightledger.ledger_rows(model) }}
