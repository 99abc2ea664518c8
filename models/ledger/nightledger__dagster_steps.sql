-- one row per event of a step of a Dagster run
{{ nightledger.ledger_rows(model) }}
