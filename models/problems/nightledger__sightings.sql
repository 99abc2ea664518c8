-- one row per observation that says good or bad, with the episode of the problem it belongs to
{%- set strip_days = nightledger.setting('strip_days') %}
with

observations as (
    select * from {{ ref('nightledger', 'nightledger__observations') }}
),

-- what was not looked at says nothing: it opens no episode and ends none; an event is over at once
looked_at as (
    select
        *,
        {{ nightledger.severity_rank('severity') }} as severity_rank,
        case when outcome = 'ok' then 1 when severity = 'warn' then 2 else 3 end as mark_number,
        lag(if(is_event, 'ok', outcome)) over in_time as previous_outcome,
        lag(invocation_id) over in_time as previous_invocation_id,
    from observations
    where outcome != 'not looked'
    window in_time as (partition by fingerprint order by observed_at, invocation_id)
),

numbered as (
    select
        *,
        sum(if(outcome = 'bad' and coalesce(previous_outcome, 'ok') = 'ok', 1, 0)) over so_far
            as episode_number,
        max(if(outcome = 'ok', observed_at, null)) over (partition by fingerprint)
            as last_green_at,
        max(if(outcome = 'ok', observed_at, null)) over before as green_before_at,
        coalesce(outcome != previous_outcome, false) as is_change,
        -- the worst of each day, as `strips` has it; here so that a message asks only once
        concat(
            {%- for days_ago in range(strip_days - 1, -1, -1) %}
                coalesce(
                    substr(
                        '✓!✗',
                        max(
                            if(
                                date(observed_at)
                                = date_sub(date(current_timestamp()), interval {{ days_ago }} day),
                                mark_number, null
                            )
                        ) over (partition by fingerprint),
                        1
                    ),
                    '·'
                ){{ ',' if not loop.last }}
            {%- endfor %}
        ) as marks,
    from looked_at
    window
        so_far as (
            partition by fingerprint order by observed_at, invocation_id
            rows between unbounded preceding and current row
        ),
        before as (
            partition by fingerprint order by observed_at, invocation_id
            rows between unbounded preceding and 1 preceding
        )
),

-- an episode begins with its bad rows and goes on with good ones until the next; 0 is before any
final as (
    select
        fingerprint,
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
        outcome,
        severity,
        is_critical,
        is_event,
        owner,
        tags,
        runbook_url,
        error_class,
        message,
        failure_count,
        alerts,
        severity_rank,
        previous_invocation_id,
        episode_number,
        last_green_at,
        is_change,
        max(episode_number) over (partition by fingerprint) as last_episode_number,
        min(if(outcome = 'bad', observed_at, null)) over episode as opened_at,
        max(if(outcome = 'bad', observed_at, null)) over episode as last_seen_at,
        if(
            is_event, observed_at, min(if(outcome = 'ok', observed_at, null)) over episode
        ) as resolved_at,
        sum(if(outcome = 'bad', 1, 0)) over episode as occurrence_count,
        min(green_before_at) over episode as green_before_opening_at,
        first_value(previous_invocation_id) over (
            partition by fingerprint, episode_number order by observed_at, invocation_id
            rows between unbounded preceding and current row
        ) as green_invocation_id,
        min(severity_rank) over episode as worst_severity_rank,
        min(severity_rank) over (
            partition by fingerprint, episode_number order by observed_at, invocation_id
            rows between unbounded preceding and 1 preceding
        ) as worst_severity_rank_before,
        sum(
            if(
                is_change
                and observed_at >= timestamp_sub(
                    current_timestamp(), interval {{ strip_days }} day
                ),
                1, 0
            )
        ) over (partition by fingerprint) as change_count,
        if(
            kind in ('test', 'node', 'freshness', 'check'),
            nullif(marks, '{{ '·' * strip_days }}'), null
        ) as strip,
    from numbered
    where episode_number > 0
    window episode as (partition by fingerprint, episode_number)
)

select * from final
