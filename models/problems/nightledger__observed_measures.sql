-- one row per refresh whose row count or duration is out of the usual, and the good ones beside it
with

usual_measures as (
    select * from {{ ref('nightledger', 'nightledger__usual_measures') }}
),

rows_and_times as (
    select
        usual_measures.*,
        kind,
        if(kind = 'row count', row_count_state, duration_state) as state,
    from usual_measures
    cross join unnest(['row count', 'duration']) as kind
),

judged as (
    select
        *,
        if(state = 'usual', 'ok', 'bad') as outcome,
    from rows_and_times
    where state is not null
),

-- of a healthy asset nothing needs to be told: good rows count beside bad ones only
with_neighbours as (
    select
        *,
        lag(outcome) over in_line as previous_outcome,
        lead(outcome) over in_line as next_outcome,
    from judged
    window in_line as (partition by environment, kind, asset_id order by measured_at, invocation_id)
),

told as (
    select *
    from with_neighbours
    where 'bad' in (outcome, coalesce(previous_outcome, ''), coalesce(next_outcome, ''))
),

final as (
    select
        environment,
        kind,
        asset_id as subject_id,
        concat(kind, ' of ', asset_name) as subject_name,
        asset_id,
        asset_name,
        kind as check_name,
        cast(null as string) as column_name,
        invocation_id,
        measured_at as observed_at,
        outcome,
        case
            when outcome = 'ok' then null
            when json_value(alerts.severity) in ('critical', 'error', 'warn')
                then json_value(alerts.severity)
            when state in ('many', 'few', 'slow') then 'warn'
            when is_critical then 'critical'
            else 'error'
        end as severity,
        is_critical,
        false as is_event,
        owner,
        tags,
        runbook_url,
        if(outcome = 'bad', if(kind = 'duration', 'unknown', 'data_quality'), null) as error_class,
        case
            when outcome = 'ok' then null
            when kind = 'duration'
                then
                    concat(
                        'took ', {{ nightledger.seconds_text('duration_seconds') }}, ', usually ',
                        {{ nightledger.seconds_text('usual_seconds') }}, ' (at most ',
                        {{ nightledger.seconds_text('longest_seconds') }}, ' in the last ',
                        cast(known_duration_count as string), ' refreshes)'
                    )
            when state in ('too few', 'too many')
                then
                    concat(
                        {{ nightledger.grouped_number('row_count') }}, ' rows, meta.alerts allows ',
                        if(
                            state = 'too few',
                            concat(
                                'no fewer than ', {{ nightledger.grouped_number('min_rows') }}
                            ),
                            concat('no more than ', {{ nightledger.grouped_number('max_rows') }})
                        )
                    )
            else
                concat(
                    if(
                        state = 'empty',
                        'no rows', concat({{ nightledger.grouped_number('row_count') }}, ' rows')
                    ),
                    ', usually ', {{ nightledger.grouped_number('usual_row_count') }}, ' (',
                    {{ nightledger.grouped_number('lowest_count') }}, ' to ',
                    {{ nightledger.grouped_number('highest_count') }}, ' in the last ',
                    cast(known_count as string), ' loads; ',
                    {{ nightledger.grouped_number('band_from') }}, ' to ',
                    {{ nightledger.grouped_number('band_to') }}, ' would be usual)'
                )
        end as message,
        cast(null as int64) as failure_count,
        alerts,
    from told
)

select * from final
