-- one row per check of an asset with a verdict in the last `strip_days` days
{{ nightledger.public_relation('vw_check_trend') }}
