-- one row per thing that is bad now, or was within the last `strip_days` days
{{ nightledger.public_relation('vw_recent_failures') }}
