select remark_id from {{ ref('kept_remarks') }}
