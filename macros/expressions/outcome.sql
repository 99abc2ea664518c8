{#
    dbt's status as what it means for the subject: `good`, `bad` (also a warning), null when nobody
    looked. A status this package has never heard of is bad, so that it is seen.
#}
{% macro outcome(status) -%}
    case
        when {{ status }} in ('pass', 'success') then 'good'
        when {{ status }} in ('skipped', 'no-op', 'reused') then null
        else 'bad'
    end
{%- endmacro %}
