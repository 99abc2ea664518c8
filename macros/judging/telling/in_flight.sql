{# SELECT of one row per attempt nobody knows the end of, with the problems it is about. #}
{% macro in_flight(since) -%}
with {{ nightledger.attempts(since) }}

select
    receiver,
    nullif(address, '') as recipient,
    sequence,
    claimed_at,
    array(
        select json_value(line.fingerprint) from unnest(json_query_array(told)) as line
    ) as fingerprints,
from attempts
where event = 'nothing'
{%- endmacro %}
