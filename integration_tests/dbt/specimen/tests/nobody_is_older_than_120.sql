select person_id, email, age from {{ ref('persons') }} where age > 120
