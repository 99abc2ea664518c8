{# A SELECT of the entries of the setting `expected_runs`: constants, so that many cost no more to plan. #}
{% macro declared_run_rows() -%}
    select
        {%- for name in [
            'run_pattern', 'environment', 'every_seconds', 'due_by', 'time_zone', 'days', 'within_seconds',
            'severity', 'owner',
        ] %}
        entry.{{ name }},
        {%- endfor %}
    from unnest([
        {%- for entry in nightledger.declared_runs() %}
        struct(
            {{ nightledger.string_literal(entry.run) }} as run_pattern,
            {{ nightledger.string_literal(entry.environment) if entry.environment else 'cast(null as string)' }}
                as environment,
            {{ (entry.every_hours * 3600) | int if entry.every_hours else 'cast(null as int64)' }}
                as every_seconds,
            {{ nightledger.string_literal(entry.by ~ '') if entry.by else 'cast(null as string)' }} as due_by,
            {{ nightledger.string_literal(entry.timezone) }} as time_zone,
            cast([
                {%- for day in entry.days %}'{{ day }}'{{ ', ' if not loop.last }}{% endfor -%}
            ] as array<string>) as days,
            {{ (entry.within_hours * 3600) | int }} as within_seconds,
            {{ nightledger.string_literal(entry.severity) }} as severity,
            {{ nightledger.string_literal(entry.owner) if entry.owner else 'cast(null as string)' }} as owner
        ){{ ',' if not loop.last }}
        {%- endfor %}
    ]) as entry
{%- endmacro %}
