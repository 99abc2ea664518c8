-- one row per table in a dlt load package
{{ nightledger.ledger_rows(model) }}
