-- one row
{{ config(materialized='table') }}
select 7 as id, '{"n": 7}' as text
