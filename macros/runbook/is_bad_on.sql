{# Whether a verdict is a bad one of a day of the strip. #}
{% macro is_bad_on(days_ago) -%}
    outcome = 'bad'
    and date(observed_at) = date_sub(date(current_timestamp()), interval {{ days_ago }} day)
{%- endmacro %}
