-- one row per test, node or source that was bad and is not part of the project any more
-- A fix that changes the arguments of a test makes it another test; a model may be deleted. The
-- same command, whole and to its end, had it once and has it no more: nothing is wrong with it.
-- What leaves no row when it goes well (our own models, hooks) is good when nothing failed.
{%- set narrowing = [
    'select', 'exclude', 'selector', 'resource_types', 'exclude_resource_types', 'fail_fast',
] %}
{%- set nothing = ['null', '[]', '""', 'false'] %}
{%- set all_nodes = ['["fqn:*"]', '["*"]', '"fqn:*"', '"*"'] %}
with

results as (
    select * from {{ ref('nightledger', 'nightledger__results') }}
),

runs as (
    select * from {{ ref('nightledger', 'nightledger__runs') }}
),

-- whoever does not say its arguments may have selected; `dagster-dbt` selects all by name
unnarrowed as (
    select
        invocation_id,
        {{ nightledger.without_times(
            "coalesce(to_json_string(json_query(args, '$.vars')), '')"
        ) }} as vars_text,
    from {{ ref('nightledger', 'nightledger__stg_dbt_invocations') }}
    where
        event = 'finished'
        and args is not null
        {%- for name in narrowing %}
            and coalesce(to_json_string(json_query(args, '$.{{ name }}')), 'null') in (
                {%- for text in nothing + (all_nodes if name == 'select' else []) -%}
                    '{{ text }}'{{ ', ' if not loop.last }}
                {%- endfor -%}
            )
        {%- endfor %}
),

-- by target and vars a project may switch nodes on and off; times and ids in vars are of no account
whole_commands as (
    select
        runs.environment,
        runs.invocation_id,
        runs.command,
        runs.started_at,
        runs.finished_at,
        runs.failed_count,
        to_json_string(
            struct(runs.project_name, runs.target_name, unnarrowed.vars_text)
        ) as project_key,
    from runs
    inner join unnarrowed on runs.invocation_id = unnarrowed.invocation_id
    where
        runs.finished_at is not null
        and runs.result_count > 0
        and runs.missing_result_count = 0
        and runs.shifted_days is null
),

-- what only a selected command ever had is not missed by a whole one
sightings as (
    select
        results.*,
        starts_with(results.subject_id, 'model.nightledger.')
        or strpos(results.subject_id, '-on-run-start-') > 0 as is_silent_when_good,
        last_value(if(results.outcome = 'not looked', null, results.outcome) ignore nulls)
            over in_time as last_outcome,
        last_value(whole_commands.project_key ignore nulls) over in_time as project_key,
        lead(results.observed_at) over (
            partition by results.environment, results.kind, results.subject_id
            order by results.observed_at, results.invocation_id
        ) as next_observed_at,
    from results
    left join whole_commands on results.invocation_id = whole_commands.invocation_id
    window
        in_time as (
            partition by results.environment, results.kind, results.subject_id
            order by results.observed_at, results.invocation_id
            rows between unbounded preceding and current row
        )
),

removals as (
    select
        sightings.environment,
        sightings.kind,
        sightings.subject_id,
        sightings.subject_name,
        sightings.asset_id,
        sightings.asset_name,
        sightings.check_name,
        sightings.column_name,
        sightings.is_critical,
        sightings.is_silent_when_good,
        sightings.owner,
        sightings.tags,
        sightings.runbook_url,
        sightings.alerts,
        whole_commands.invocation_id,
        whole_commands.finished_at as observed_at,
    from sightings
    inner join whole_commands
        on
            sightings.environment = whole_commands.environment
            and sightings.project_key = whole_commands.project_key
            and sightings.observed_at < whole_commands.started_at
            and whole_commands.finished_at
            < coalesce(sightings.next_observed_at, timestamp '9999-01-01')
    where
        sightings.last_outcome = 'bad'
        and (
            sightings.resource_type = whole_commands.command
            or (whole_commands.command = 'build' and sightings.resource_type != 'source')
            or (
                whole_commands.command = 'run'
                and sightings.resource_type in ('model', 'operation')
            )
            or (whole_commands.command = 'freshness' and sightings.resource_type = 'source')
        )
        and if(
            sightings.is_silent_when_good,
            whole_commands.failed_count = 0,
            sightings.resource_type != 'operation'
        )
    qualify
        row_number() over (
            partition by
                sightings.environment, sightings.kind, sightings.subject_id,
                sightings.observed_at
            order by whole_commands.finished_at, whole_commands.invocation_id
        ) = 1
),

final as (
    select
        environment,
        kind,
        subject_id,
        subject_name,
        asset_id,
        asset_name,
        check_name,
        column_name,
        invocation_id,
        observed_at,
        'ok' as outcome,
        cast(null as string) as severity,
        is_critical,
        false as is_event,
        owner,
        tags,
        runbook_url,
        cast(null as string) as error_class,
        if(is_silent_when_good, null, 'not part of the project any more') as message,
        cast(null as int64) as failure_count,
        alerts,
    from removals
)

select * from final
