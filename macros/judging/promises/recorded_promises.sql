{#
    The promises on record that a look has to know: those recorded since `events_since`, and with
    them the copies of what was promised before.

    Of a subject whose first row here is a copy, what is based on older facts was judged by earlier
    looks; it may be on record in part only, and is left out.
#}
{% macro recorded_promises() -%}
    select
        {{ nightledger.promise_columns().keys() | join(', ') }},
        fingerprint,
        broken_at,
        'recorded' as source,
    from {{ nightledger.relation('timers') }}
    where recorded_at >= events_since
    qualify
        base_at >= if(
            first_value(is_copy) over by_recording,
            first_value(base_at) over by_recording,
            base_at
        )
    window
        by_recording as (
            partition by fingerprint, promise_key
            order by recorded_at, if(is_copy, 0, 1), base_at
        )
{%- endmacro %}


{# CTE `known_promises`: those on record, and those that are made anew in every look. #}
{% macro known_promises() -%}
{%- set standing = nightledger.standing_promises() -%}
recorded as (
    {{ nightledger.recorded_promises() }}
),

{% for name, sql in standing.items() -%}
{{ name }} as (
{{ sql }}
),

{% endfor -%}
known_promises as (
    select * from recorded
    {%- for name in standing %}
    union all
    {{ nightledger.promises_of(name, 'standing') }}
    {%- endfor %}
)
{%- endmacro %}


{#
    Promises that are facts' own affair, by name: made of the facts since `events_since` in every
    look, and never recorded.
#}
{% macro standing_promises() %}
    {% set promises = {} %}
    {% for family in nightledger.families().values() %}
        {% do promises.update(family.get('standing_promises', {})) %}
    {% endfor %}
    {{ return(promises) }}
{% endmacro %}


{# The promises of a branch (a CTE), with what a look adds. source: `new` (to be recorded), `standing`. #}
{% macro promises_of(branch, source) -%}
    select
        {{ nightledger.promise_columns().keys() | join(', ') }},
        {{ nightledger.fingerprint('environment', 'kind', 'subject_id') }} as fingerprint,
        cast(null as timestamp) as broken_at,
        '{{ source }}' as source,
    from {{ branch }}
{%- endmacro %}
