-- one row per source table in a freshness command
{{ nightledger.ledger_rows(model) }}
