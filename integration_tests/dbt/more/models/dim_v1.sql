select person_id from {{ ref('contracted') }}
