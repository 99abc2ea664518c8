-- one row per notice a side tool gave
{{ nightledger.ledger_rows(model) }}
