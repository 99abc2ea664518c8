-- one row per event of a Dagster asset
{{ nightledger.ledger_rows(model) }}
