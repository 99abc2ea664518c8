{{ config(store_failures=true, tags=['singular'], meta={'owner': 'Single'}) }}
select person_id from {{ ref('contracted') }} left join {{ ref('people') }} using (person_id)
