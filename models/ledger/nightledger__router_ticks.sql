-- one row per tick of the router
{{ nightledger.ledger_rows(model) }}
