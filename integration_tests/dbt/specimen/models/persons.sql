select person_id, name, email, age from {{ ref('people') }}
