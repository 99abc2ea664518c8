select cast(person_id as int64) as person_id from {{ ref('people') }}
