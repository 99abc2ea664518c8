-- one row
{{ config(materialized='table') }}
select 2 as id, '{"n": 2}' as text
