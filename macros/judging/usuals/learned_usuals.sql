{# What the first look of a UTC day learns, by name: SELECTs of the columns of `learned_usuals`. #}
{% macro learned_usuals() %}
    {{ return({
        'learned_refreshes': nightledger.learned_refreshes(),
        'learned_durations': nightledger.learned_durations(),
        'learned_gaps': nightledger.learned_gaps(),
    }) }}
{% endmacro %}


{# The statements of the look that write down what was usual, once a UTC day. #}
{% macro learn_usuals() -%}
{%- set columns = 'row_id, environment, subject, measure, slot, learned_on, sample_count, median, low, high, explanation' -%}
if coalesce(date(base_clock) < date(look_clock), true) then
    {%- for select in nightledger.learned_usuals().values() %}
    insert into {{ nightledger.relation('learned_usuals') }} ({{ columns }}, recorded_at, recorded_by)
    with learned_now as (
    {{ select }}
    )
    select {{ columns }}, current_timestamp(), session_user() from learned_now;
    {%- endfor %}
end if;
{%- endmacro %}
