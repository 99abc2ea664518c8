{# One row about a silence: whether it was ever made, and since when it is over; null while it is not. #}
{% macro silence_state_sql(silence_id) -%}
select
    logical_or(event = 'created') as is_known,
    format_timestamp('%F %T', if(min(ends_at) <= current_timestamp(), min(ends_at), null), 'UTC') as over_since
from {{ nightledger.relation('alert_silences') }}
where silence_id = {{ nightledger.string_literal(silence_id) }}
{%- endmacro %}
