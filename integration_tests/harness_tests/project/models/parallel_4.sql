-- one row
{{ config(materialized='table') }}
select 4 as id, '{"n": 4}' as text
