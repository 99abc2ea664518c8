{{ config(materialized='incremental', unique_key='remark_id') }}
select remark_id from {{ ref('inline_remarks') }}
