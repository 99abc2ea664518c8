-- one row per time an asset became older than its meta.alerts allow, and per refresh beside it
{%- set longest_hours = 24 * nightledger.setting('history_days') - 1 %}
{%- set clock = "r'^([0-9]{1,2}:[0-9]{2})(?: .*)?$'" %}
with

refreshes as (
    select
        *,
        {{ nightledger.happened_by() }} as refreshed_at,
        {{ nightledger.alert_rule_number('max_age_hours', 'null', 1, longest_hours) }}
            as max_age_hours,
        regexp_extract({{ nightledger.alert_rule('fresh_by') }}, {{ clock }}) as fresh_by,
        coalesce(
            regexp_extract({{ nightledger.alert_rule('fresh_by') }}, r'^[0-9:]+ +(.*[^ ])'), 'UTC'
        ) as time_zone,
    from {{ ref('nightledger', 'nightledger__stg_dbt_node_results') }}
    where
        status = 'success'
        and resource_type in ('model', 'seed', 'snapshot')
    -- a refresh after the rule was taken away is one all the same
    qualify
        max(if(alerts is null, 0, 1)) over (partition by environment, unique_id) = 1
),

-- twelve hours before the time of day it is too old to count for it
timed as (
    select
        *,
        timestamp_add(refreshed_at, interval max_age_hours hour) as too_old_at,
        {{ nightledger.next_deadline(
            'timestamp_add(refreshed_at, interval 12 hour)', 'fresh_by', 'time_zone'
        ) }} as not_fresh_at,
        lead(refreshed_at) over (
            partition by environment, unique_id order by refreshed_at, invocation_id
        ) as next_refreshed_at,
    from refreshes
),

ruled as (
    select
        *,
        least(coalesce(too_old_at, not_fresh_at), coalesce(not_fresh_at, too_old_at))
            as deadline_at,
    from timed
),

judged as (
    select
        *,
        coalesce(
            deadline_at < coalesce(
                next_refreshed_at, timestamp_add(current_timestamp(), interval 1 microsecond)
            ),
            false
        ) as is_missed,
    from ruled
),

with_previous as (
    select
        *,
        lag(is_missed) over (
            partition by environment, unique_id order by refreshed_at, invocation_id
        ) as is_previous_missed,
    from judged
),

-- what was never late is not told
moments as (
    select
        with_previous.*,
        outcome,
        if(outcome = 'bad', deadline_at, refreshed_at) as observed_at,
    from with_previous
    cross join unnest(['ok', 'bad']) as outcome
    where is_missed or (outcome = 'ok' and coalesce(is_previous_missed, false))
),

final as (
    select
        environment,
        'stale asset' as kind,
        unique_id as subject_id,
        concat('age of ', name) as subject_name,
        unique_id as asset_id,
        name as asset_name,
        'fresh' as check_name,
        cast(null as string) as column_name,
        invocation_id,
        observed_at,
        outcome,
        case
            when outcome = 'ok' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when is_critical then 'critical'
            else 'error'
        end as severity,
        is_critical,
        false as is_event,
        owner,
        tags,
        runbook_url,
        if(outcome = 'bad', 'data_quality', null) as error_class,
        if(
            outcome = 'bad',
            concat(
                'last built at ', format_timestamp('%Y-%m-%d %H:%M', refreshed_at), ' UTC; ',
                if(
                    coalesce(too_old_at = deadline_at, false),
                    concat(
                        'meta.alerts allows ', cast(max_age_hours as string), ' hours'
                    ),
                    concat('meta.alerts wants it fresh by ', fresh_by, ' ', time_zone)
                )
            ),
            null
        ) as message,
        cast(null as int64) as failure_count,
        alerts,
    from moments
)

select * from final
