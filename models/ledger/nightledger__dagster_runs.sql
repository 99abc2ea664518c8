-- one row per version of a Dagster run
{{ nightledger.ledger_rows(model) }}
