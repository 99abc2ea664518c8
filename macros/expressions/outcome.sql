{#
    dbt's status as what it means for the subject: `ok`, `bad` (also a warning), `not looked`.
    A status this package has never heard of is bad, so that it is seen.
#}
{% macro outcome(status) -%}
    case
        when {{ status }} in ('pass', 'success') then 'ok'
        when {{ status }} in ('skipped', 'no-op', 'reused') then 'not looked'
        else 'bad'
    end
{%- endmacro %}
