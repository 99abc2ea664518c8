-- one row per heartbeat of the audit sensor
{{ nightledger.ledger_rows(model) }}
