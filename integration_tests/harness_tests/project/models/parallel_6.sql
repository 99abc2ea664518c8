-- one row
{{ config(materialized='table') }}
select 6 as id, '{"n": 6}' as text
