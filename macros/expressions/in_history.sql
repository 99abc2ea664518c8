{#
    Keeps rows of the last `history_days` days. Belongs directly above the scan of a ledger table,
    where BigQuery turns it into the partitions to read: no fact is recorded before it happens.
#}
{% macro in_history() -%}
    {%- set since -%}
    timestamp_sub(current_timestamp(), interval {{ nightledger.setting('history_days') }} day)
    {%- endset -%}
    recorded_at >= {{ since }}
    and occurred_at >= {{ since }}
{%- endmacro %}
