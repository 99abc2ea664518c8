-- one row per version of a Dagster run
{{ nightledger.public_relation('dagster_runs') }}
