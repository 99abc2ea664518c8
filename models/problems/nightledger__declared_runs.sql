-- one row per entry of the setting `expected_runs`
{%- set entries = nightledger.declared_runs() %}
with

-- the first row only gives names and types
rows_given as (
    select
        cast(null as int64) as declaration_number,
        cast(null as string) as run_pattern,
        cast(null as string) as environment,
        cast(null as int64) as every_seconds,
        cast(null as string) as due_by,
        cast(null as string) as time_zone,
        cast([] as array<string>) as days,
        cast(null as int64) as within_seconds,
        cast(null as string) as severity,
        cast(null as string) as owner,
    {%- for entry in entries %}
    union all
    select
        {{ loop.index }},
        {{ nightledger.string_literal(entry.run) }},
        {{ nightledger.string_literal(entry.environment) if entry.environment else 'null' }},
        {{ (entry.every_hours * 3600) | int if entry.every_hours else 'null' }},
        {{ nightledger.string_literal(entry.by ~ '') if entry.by else 'null' }},
        {{ nightledger.string_literal(entry.timezone) }},
        cast([
            {%- for day in entry.days %}'{{ day }}'{{ ', ' if not loop.last }}{% endfor -%}
        ] as array<string>),
        {{ (entry.within_hours * 3600) | int }},
        {{ nightledger.string_literal(entry.severity) }},
        {{ nightledger.string_literal(entry.owner) if entry.owner else 'null' }},
    {%- endfor %}
),

final as (
    select * from rows_given
    where declaration_number is not null
)

select * from final
