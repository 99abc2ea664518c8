{# What BigQuery takes for so many bytes billed, or for so many slot milliseconds, in dollars. #}
{% macro usd(bytes_billed, slot_ms) -%}
    {%- if nightledger.setting('usd_per_slot_hour') is not none -%}
        {{ slot_ms }} / 3600000 * {{ nightledger.setting('usd_per_slot_hour') }}
    {%- else -%}
        {{ bytes_billed }} / {{ 1024 ** 4 }} * {{ nightledger.setting('usd_per_tib') }}
    {%- endif -%}
{%- endmacro %}
