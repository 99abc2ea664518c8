-- one row per environment and day of the last `alert_days`
{{ nightledger.public_relation('vw_alert_ledger') }}
