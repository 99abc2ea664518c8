select remark_id from {{ ref('shown_remarks') }}
where remark_id not in (select person_id from {{ ref('people') }})
