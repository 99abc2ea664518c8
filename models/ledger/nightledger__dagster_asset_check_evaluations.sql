-- one row per planned or evaluated asset check
{{ nightledger.public_relation('dagster_asset_check_evaluations') }}
