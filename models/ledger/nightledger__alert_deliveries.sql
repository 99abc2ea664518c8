-- one row per decision about notifications and per step of an attempt to deliver them
{{ nightledger.ledger_rows(model) }}
