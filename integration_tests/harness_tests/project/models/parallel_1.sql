-- one row
{{ config(materialized='table') }}
select 1 as id, '{"n": 1}' as text
