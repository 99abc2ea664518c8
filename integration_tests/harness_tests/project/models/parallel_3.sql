-- one row
{{ config(materialized='table') }}
select 3 as id, '{"n": 3}' as text
