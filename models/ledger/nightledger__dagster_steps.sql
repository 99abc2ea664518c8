-- one row per event of a step of a Dagster run
{{ nightledger.public_relation('dagster_steps') }}
