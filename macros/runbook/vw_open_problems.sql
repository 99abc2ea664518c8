{#
    One row per problem that is open now. And one when facts wait to be judged for long: what nobody
    looked at must not seem to be green.
#}
{% macro vw_open_problems() -%}
{%- set patience_minutes = 15 -%}
with {{ nightledger.problem_ctes(nightledger.view_window(), has_strip=true) }},

told as (
    {{ nightledger.lines_told(8) }}
),

first_told as (
    select fingerprint, episode_id, min(told_at) as first_told_at
    from told
    where told_state != 'good'
    group by fingerprint, episode_id
),

ticks as (
    select max(occurred_at) as last_tick_at from {{ nightledger.relation('router_ticks') }}
    where recorded_at >= {{ nightledger.view_window() }}
),

runs as (
    {{ nightledger.run_links(nightledger.view_window()) }}
),

open_problems as (
    select
        problems.subject,
        problems.severity,
        problems.urgency,
        problems.state,
        problems.opened_at,
        problems.last_seen_at,
        problems.occurrence_count,
        problems.strip,
        problems.owner,
        problems.message,
        json_value(problems.evidence.offending_values) as offending_values,
        case
            when first_told.first_told_at is not null then 'told'
            when problems.suppressed_because is not null then problems.suppressed_because
            when ticks.last_tick_at is null then 'no router has run'
            else 'pending'
        end as alert,
        first_told.first_told_at,
        problems.acknowledged_by,
        problems.acknowledged_at,
        {{ nightledger.first_changes('problems.evidence') }} as what_changed,
        cast(json_value(problems.evidence.downstream.count) as int64) as downstream_count,
        cast(json_value(problems.evidence.consequence_count) as int64) as consequence_count,
        runs.run_url,
        problems.runbook_url,
        problems.kind,
        problems.environment,
        coalesce(runs.pipeline_run_id, problems.run_id) as run_id,
        problems.fingerprint,
        problems.as_of,
    from problems
    cross join ticks
    left join first_told
        on
            problems.fingerprint = first_told.fingerprint
            and problems.episode_id = first_told.episode_id
    left join runs on problems.run_id = runs.run_id
    where problems.state in ('open', 'flapping')
),

newest_facts as (
    select max(recorded_at) as newest_at from {{ nightledger.relation('dbt_invocations') }}
    where recorded_at >= {{ nightledger.view_window() }}
    union all
    select max(recorded_at) from {{ nightledger.relation('dagster_runs') }}
    where recorded_at >= {{ nightledger.view_window() }}
    union all
    select max(recorded_at) from {{ nightledger.relation('dlt_loads') }}
    where recorded_at >= {{ nightledger.view_window() }}
),

not_judged as (
    select
        'facts that nobody has judged' as subject,
        'error' as severity,
        'ticket' as urgency,
        'open' as state,
        max(newest_facts.newest_at) as opened_at,
        max(newest_facts.newest_at) as last_seen_at,
        1 as occurrence_count,
        cast(null as string) as strip,
        cast(null as string) as owner,
        concat(
            'the newest are of ', format_timestamp('%Y-%m-%d %H:%M', max(newest_facts.newest_at)),
            ' UTC, the last look ',
            coalesce(
                concat('was at ', format_timestamp('%Y-%m-%d %H:%M', max(last_look.as_of)), ' UTC'),
                'was more than a week ago, if there was one'
            ),
            ': run `dbt run-operation nightledger.look`'
        ) as message,
        cast(null as string) as offending_values,
        'nobody looked' as alert,
        cast(null as timestamp) as first_told_at,
        cast(null as string) as acknowledged_by,
        cast(null as timestamp) as acknowledged_at,
        cast(null as string) as what_changed,
        cast(null as int64) as downstream_count,
        cast(null as int64) as consequence_count,
        cast(null as string) as run_url,
        cast(null as string) as runbook_url,
        'look' as kind,
        '*' as environment,
        cast(null as string) as run_id,
        'not judged' as fingerprint,
        max(last_look.as_of) as as_of,
    from newest_facts
    cross join last_look
    having
        opened_at < timestamp_sub(
            current_timestamp(), interval {{ patience_minutes }} minute
        )
        and coalesce(as_of < opened_at, true)
)

select * from open_problems
union all
select * from not_judged
{%- endmacro %}
