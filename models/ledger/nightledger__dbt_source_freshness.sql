-- one row per source table in a freshness command
{{ nightledger.public_relation('dbt_source_freshness') }}
