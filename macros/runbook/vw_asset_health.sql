{# One row per asset: a table, view or file that dbt, dlt or Dagster makes or looks at. #}
{% macro vw_asset_health() -%}
{%- set since = nightledger.days_ago(nightledger.setting('history_days')) -%}
with {{ nightledger.last_refreshes(since) }},

usuals as (
    select
        environment,
        subject,
        max(if(measure = 'row_count', median, null)) as usual_row_count,
        max(if(measure = 'duration_seconds', median, null)) as usual_duration_seconds,
    from {{ nightledger.relation('learned_usuals') }}
    where recorded_at >= {{ nightledger.days_ago(2) }} and coalesce(slot, '') = ''
    group by environment, subject
),

standing as (
    {{ nightledger.standing_events(nightledger.view_window()) }}
),

-- the last word on each subject: bad is open
last_verdicts as (
    select * from standing
    where asset_id is not null and not is_event
    qualify
        row_number() over (
            partition by fingerprint
            order by observed_at desc, if(outcome = 'good', 0, 1) desc, event_id desc
        ) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by environment, asset_id
            order by
                if(outcome = 'bad', 0, 1), {{ nightledger.severity_rank('severity') }},
                observed_at, subject
        ) as position,
    from last_verdicts
),

-- whoever looks after a test looks not after what it tests
verdicts as (
    select
        environment,
        asset_id,
        max(asset_name) as asset_name,
        max(if(kind in ('node', 'freshness', 'load', 'stale asset'), owner, null)) as owner,
        sum(if(kind in ('test', 'check') and outcome = 'good', 1, 0)) as passed_check_count,
        sum(if(kind in ('test', 'check') and outcome = 'bad', 1, 0)) as failed_check_count,
        max(
            if(
                kind in ('freshness', 'asset freshness', 'stale asset'),
                case
                    when outcome = 'good' then '1 pass'
                    when severity = 'warn' then '2 warn'
                    else '3 fail'
                end,
                null
            )
        ) as freshness,
        sum(if(outcome = 'bad', 1, 0)) as open_problem_count,
        min(if(outcome = 'bad', {{ nightledger.severity_rank('severity') }}, null))
            as severity_rank,
        {{ nightledger.short_list("if(outcome = 'bad', subject, null)", 'position') }}
            as what_is_wrong,
    from ranked
    group by environment, asset_id
),

last_look as (
    {{ nightledger.as_of() }}
),

assets as (
    select
        coalesce(last_refreshes.environment, verdicts.environment) as environment,
        coalesce(last_refreshes.asset_id, verdicts.asset_id) as asset_id,
        coalesce(last_refreshes.asset_name, verdicts.asset_name) as asset_name,
        coalesce(last_refreshes.owner, verdicts.owner) as owner,
        last_refreshes.refreshed_at,
        last_refreshes.row_count,
        last_refreshes.duration_seconds,
        verdicts.* except (environment, asset_id, asset_name, owner),
    from last_refreshes
    full outer join verdicts
        on
            last_refreshes.environment = verdicts.environment
            and last_refreshes.asset_id = verdicts.asset_id
)

select
    assets.asset_name,
    case
        when severity_rank <= 2 then 'degraded'
        when severity_rank = 3 then 'warning'
        when
            refreshed_at is null
            and coalesce(passed_check_count, 0) = 0
            and freshness is null
            then 'unknown'
        else 'healthy'
    end as health,
    what_is_wrong,
    owner,
    refreshed_at as last_refreshed_at,
    row_count as last_row_count,
    cast(round(usuals.usual_row_count) as int64) as usual_row_count,
    round(duration_seconds, 1) as last_duration_seconds,
    round(usuals.usual_duration_seconds, 1) as usual_duration_seconds,
    substr(freshness, 3) as freshness_state,
    coalesce(passed_check_count, 0) as passed_check_count,
    coalesce(failed_check_count, 0) as failed_check_count,
    coalesce(open_problem_count, 0) as open_problem_count,
    case severity_rank when 1 then 'critical' when 2 then 'error' when 3 then 'warn' end
        as severity,
    assets.environment,
    asset_id,
    last_look.as_of,
from assets
cross join last_look
left join usuals
    on assets.environment = usuals.environment and assets.asset_id = usuals.subject
where
    not starts_with(asset_id, 'dlt.')
    or array_length(split(asset_id, '.')) > 2
{%- endmacro %}
