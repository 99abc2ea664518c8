{# SELECT of the ids of decisions that were written lately and need not be written again. #}
{% macro decided(since) -%}
select distinct entry_id
from {{ nightledger.relation('alert_deliveries') }}
where recorded_at >= {{ since }} and event = 'suppressed'
{%- endmacro %}
