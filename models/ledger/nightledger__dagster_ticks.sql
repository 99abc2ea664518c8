-- one row per ended tick of a schedule or sensor
{{ nightledger.ledger_rows(model) }}
