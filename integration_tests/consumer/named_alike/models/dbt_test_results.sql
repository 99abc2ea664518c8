select 1 as test_result_id
