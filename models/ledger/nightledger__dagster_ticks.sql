-- one row per ended tick of a schedule or sensor
{{ nightledger.public_relation('dagster_ticks') }}
