-- one row
{{ config(materialized='table') }}
select 5 as id, '{"n": 5}' as text
