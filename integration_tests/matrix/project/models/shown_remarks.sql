select remark_id, remark from {{ ref('remarks') }}
