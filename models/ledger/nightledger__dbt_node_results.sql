-- one row per node result of a dbt command
{{ nightledger.ledger_rows(model) }}
