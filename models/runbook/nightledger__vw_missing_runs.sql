-- one row per expectation that is not met now, or was met late or given up within `strip_days` days
{{ nightledger.public_relation('vw_missing_runs') }}
