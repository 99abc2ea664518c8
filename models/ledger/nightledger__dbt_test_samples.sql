-- one row per failing test in a dbt command: rows that broke it
{{ nightledger.public_relation('dbt_test_samples') }}
