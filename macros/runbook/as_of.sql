{# SELECT of one row: `as_of`, the clock of the last look that finished; null when there was none. #}
{% macro as_of() -%}
    select max(looked_at) as as_of from {{ nightledger.relation('looks') }}
    where recorded_at >= {{ nightledger.view_window() }} and event = 'finished'
{%- endmacro %}
