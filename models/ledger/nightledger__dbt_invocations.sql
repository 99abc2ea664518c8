-- one row per event of a dbt command
{{ nightledger.public_relation('dbt_invocations') }}
