-- one row per asset: a table, view or file that dbt, dlt or Dagster makes
with

measures as (
    select * from {{ ref('nightledger', 'nightledger__usual_measures') }}
),

-- a dbt test that Dagster shows as a check is counted once, as a test
observations as (
    select * from {{ ref('nightledger', 'nightledger__observations') }}
    where
        asset_id is not null
        and (kind != 'node' or check_name = 'build')
        and not (kind = 'check' and coalesce(message, '') = 'dbt recorded this test itself')
),

problems as (
    select * from {{ ref('nightledger', 'nightledger__problems') }}
    where is_latest and is_open and asset_id is not null
),

last_measures as (
    select *
    from measures
    qualify
        row_number() over (
            partition by environment, asset_id order by measured_at desc, invocation_id desc
        ) = 1
),

last_observations as (
    select *
    from observations
    qualify
        row_number() over (
            partition by fingerprint order by observed_at desc, invocation_id desc
        ) = 1
),

looks as (
    select
        environment,
        asset_id,
        max(asset_name) as asset_name,
        max(owner) as owner,
        countif(kind in ('test', 'check') and outcome = 'ok') as passed_check_count,
        countif(kind in ('test', 'check') and outcome = 'bad') as failed_check_count,
        countif(kind in ('test', 'check') and outcome = 'not looked') as unevaluated_check_count,
        max(
            if(
                kind = 'freshness',
                case
                    when outcome = 'ok' then '1 pass'
                    when outcome = 'not looked' then '2 unknown'
                    when severity = 'warn' then '3 warn'
                    else '4 fail'
                end,
                null
            )
        ) as freshness,
    from last_observations
    group by environment, asset_id
),

ranked_problems as (
    select
        *,
        row_number() over (
            partition by environment, asset_id
            order by {{ nightledger.severity_rank('severity') }}, opened_at, subject_name
        ) as position,
    from problems
),

open_problems as (
    select
        environment,
        asset_id,
        count(*) as open_problem_count,
        min({{ nightledger.severity_rank('severity') }}) as severity_rank,
        min(opened_at) as first_opened_at,
        {{ nightledger.short_list('subject_name', 'position') }} as what_is_wrong,
    from ranked_problems
    group by environment, asset_id
),

assets as (
    select
        environment,
        asset_id,
    from last_measures
    union distinct
    select
        environment,
        asset_id,
    from looks
),

-- a pipeline of dlt is no asset, its tables are
together as (
    select
        assets.environment,
        assets.asset_id,
        coalesce(last_measures.asset_name, looks.asset_name) as asset_name,
        last_measures.measured_at as last_refreshed_at,
        unix_seconds(current_timestamp()) - unix_seconds(last_measures.measured_at)
            as age_seconds,
        last_measures.row_count,
        last_measures.usual_row_count,
        last_measures.duration_seconds,
        last_measures.usual_seconds,
        coalesce(last_measures.owner, looks.owner) as owner,
        coalesce(looks.passed_check_count, 0) as passed_check_count,
        coalesce(looks.failed_check_count, 0) as failed_check_count,
        coalesce(looks.unevaluated_check_count, 0) as unevaluated_check_count,
        substr(looks.freshness, 3) as freshness_state,
        coalesce(open_problems.open_problem_count, 0) as open_problem_count,
        open_problems.severity_rank,
        open_problems.first_opened_at,
        open_problems.what_is_wrong,
    from assets
    left join last_measures
        on
            assets.environment = last_measures.environment
            and assets.asset_id = last_measures.asset_id
    left join looks
        on
            assets.environment = looks.environment
            and assets.asset_id = looks.asset_id
    left join open_problems
        on
            assets.environment = open_problems.environment
            and assets.asset_id = open_problems.asset_id
    where
        not starts_with(assets.asset_id, 'dlt.')
        or array_length(split(assets.asset_id, '.')) > 2
),

final as (
    select
        asset_name,
        case
            when severity_rank <= 2 then 'degraded'
            when severity_rank = 3 or unevaluated_check_count > 0 then 'warning'
            when
                last_refreshed_at is null
                and passed_check_count = 0
                and coalesce(freshness_state, 'unknown') = 'unknown'
                then 'unknown'
            else 'healthy'
        end as health,
        what_is_wrong,
        first_opened_at as wrong_since,
        owner,
        last_refreshed_at,
        {{ nightledger.rounded_duration('age_seconds') }} as age,
        row_count as last_row_count,
        cast(round(usual_row_count) as int64) as usual_row_count,
        round(duration_seconds, 1) as last_duration_seconds,
        round(usual_seconds, 1) as usual_duration_seconds,
        freshness_state,
        passed_check_count,
        failed_check_count,
        unevaluated_check_count,
        open_problem_count,
        case severity_rank when 1 then 'critical' when 2 then 'error' when 3 then 'warn' end
            as worst_severity,
        case
            when starts_with(asset_id, 'dlt.') then 'dlt'
            when starts_with(asset_id, 'dagster.') then 'dagster'
            else 'dbt'
        end as made_by,
        environment,
        asset_id,
    from together
)

select * from final
