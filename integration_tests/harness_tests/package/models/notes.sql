-- one row per run
select 1
