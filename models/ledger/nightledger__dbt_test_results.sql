-- one row per test result of a dbt command
{{ nightledger.ledger_rows(model) }}
