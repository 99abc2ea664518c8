-- one row per node result of a dbt command
{{ nightledger.public_relation('dbt_node_results') }}
