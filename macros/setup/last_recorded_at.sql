{# When a dbt command was last put on record, within the days the views look back; `none` before the first. #}
{% macro last_recorded_at() %}
    {% set found = run_query(
        'select cast(max(recorded_at) as string) as recorded_at from '
        ~ nightledger.relation('dbt_invocations')
        ~ ' where recorded_at >= timestamp_sub(current_timestamp(), interval '
        ~ nightledger.setting('history_days') ~ ' day)'
    ) %}
    {{ return(found.rows[0][0] or 'none') }}
{% endmacro %}
