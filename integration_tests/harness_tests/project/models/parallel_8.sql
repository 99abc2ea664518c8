-- one row
{{ config(materialized='table') }}
select 8 as id, '{"n": 8}' as text
