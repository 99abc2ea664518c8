{{ config(materialized='ephemeral') }}
select remark_id from {{ ref('shown_remarks') }}
