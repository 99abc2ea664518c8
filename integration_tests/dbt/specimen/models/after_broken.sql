select person_id from {{ ref('broken') }}
