{{ config(materialized='table') }}
select name, count(*) as people_count from {{ ref('persons') }} group by name
