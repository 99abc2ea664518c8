{% if var('break', false) %}
select no_such_column from {{ ref('people') }}
{% else %}
select person_id from {{ ref('people') }}
{% endif %}
