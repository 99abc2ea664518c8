-- one row per test result of a dbt command
{{ nightledger.public_relation('dbt_test_results') }}
