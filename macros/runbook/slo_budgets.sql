{#
    CTEs that end in `budgets`: how much of each objective's budget of bad events is used, one row per
    entry of the setting `slos`. An event is a run, a check, a load; few a day, so budgets are counted
    over the window, not burn rates.
#}
{% macro slo_budgets() -%}
{{ nightledger.measured_events() }},

objectives as (
    select
        entry.name,
        entry.sli,
        entry.subject,
        entry.environment,
        entry.owner,
        entry.objective_pct,
        entry.window_days,
        entry.minimum_events,
        timestamp_sub(current_timestamp(), interval entry.window_days day) as counted_from,
    from unnest(
        {%- set objectives = nightledger.declared_slos() %}
        {%- if objectives %}[
            {%- for slo in objectives %}
            struct(
                {{ nightledger.string_literal(slo.name) }} as name,
                {{ nightledger.string_literal(slo.sli) }} as sli,
                {{ nightledger.string_literal(slo.subject) }} as subject,
                {{ nightledger.string_literal(slo.environment) }} as environment,
                cast({{ nightledger.string_literal(slo.owner) if slo.owner else 'null' }} as string) as owner,
                cast({{ slo.objective }} as float64) as objective_pct,
                {{ slo.window_days }} as window_days,
                {{ slo.minimum_events }} as minimum_events
            ){{ ',' if not loop.last }}
            {%- endfor %}
        ]
        {%- else %}
        cast([] as array<struct<
            name string, sli string, subject string, environment string, owner string,
            objective_pct float64, window_days int64, minimum_events int64
        >>)
        {%- endif %}
    ) as entry
),

counted as (
    select
        objectives.name,
        objectives.sli,
        objectives.subject,
        objectives.environment,
        objectives.owner,
        objectives.objective_pct,
        objectives.window_days,
        objectives.minimum_events,
        sum(if(measured.is_good, 1, 0)) as good_count,
        sum(if(measured.is_good is null, 0, 1)) as total_count,
    from objectives
    left join measured
        on
            objectives.sli = measured.sli
            and objectives.environment = measured.environment
            and {{ nightledger.matches_pattern('measured.subject', 'objectives.subject') }}
            and measured.measured_at >= objectives.counted_from
    group by
        objectives.name, objectives.sli, objectives.subject, objectives.environment,
        objectives.owner, objectives.objective_pct, objectives.window_days,
        objectives.minimum_events
),

budgeted as (
    select
        *,
        total_count * (100 - objective_pct) / 100 as budget_count,
        total_count - good_count as bad_count,
    from counted
),

budgets as (
    select
        *,
        case
            when total_count < minimum_events then 'too few to say'
            when bad_count > budget_count then 'exhausted'
            when bad_count * 2 >= budget_count and bad_count > 0 then 'burning'
            else 'ok'
        end as state,
    from budgeted
)
{%- endmacro %}
