select person_id from {{ ref('people') }} where age >= 18
