-- one row per decision about notifications and per step of an attempt
{{ nightledger.ledger_rows(model) }}
