select test_result_id as run_id from {{ ref('dbt_test_results') }}
