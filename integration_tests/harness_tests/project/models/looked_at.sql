-- one row
select id from {{ ref('grown') }}
