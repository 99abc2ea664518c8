-- one row per thing somebody should hear about a problem, due by now, and why it is not said if so
-- Looks at the last `alert_days` days. Ids are made from facts: a second look gives the same ones.
-- BigQuery evaluates a CTE anew wherever it is read, but keeps what a recursive one gave: `timed`
-- and `due`, which are read often, are recursive and never add a row.
with recursive

sightings as (
    select * from {{ ref('nightledger', 'nightledger__sightings') }}
),

consequences as (
    select * from {{ ref('nightledger', 'nightledger__consequences') }}
),

silences as (
    select * from {{ ref('nightledger', 'nightledger__silences') }}
),

ticks as (
    select * from {{ ref('nightledger', 'nightledger__stg_router_ticks') }}
),

deliveries as (
    select * from {{ ref('nightledger', 'nightledger__stg_alert_deliveries') }}
),

first_tick as (
    select coalesce(min(occurred_at), current_timestamp()) as first_tick_at
    from ticks
),

inhibited as (
    select
        fingerprint,
        invocation_id,
        min(cause_name) as cause_name,
    from consequences
    where outcome = 'bad'
    group by fingerprint, invocation_id
),

ruled as (
    select
        sightings.*,
        inhibited.cause_name as inhibited_by,
        {{ nightledger.alert_rule_number(
            'flapping_changes', nightledger.setting('flapping_changes'), 1, 1000
        ) }} as flapping_changes,
        {{ nightledger.alert_rule_number(
            'transient_wait_minutes', nightledger.setting('transient_wait_minutes'), 0, 10080
        ) }} as transient_wait_minutes,
        case sightings.severity
            when 'critical' then {{ nightledger.setting('repeat_hours_critical') }}
            when 'error' then {{ nightledger.setting('repeat_hours_error') }}
            else {{ nightledger.setting('repeat_hours_warn') }}
        end as usual_repeat_hours,
        coalesce({{ nightledger.alert_rule('ignore') }} = 'true', false) as is_ignored,
        outcome = 'bad'
        and kind in ('node', 'test', 'freshness', 'step', 'dagster run', 'tick', 'load')
        and error_class in ({{ nightledger.quoted_list('transient_error_classes') }})
            as is_transient,
    from sightings
    left join inhibited
        on
            sightings.fingerprint = inhibited.fingerprint
            and sightings.invocation_id = inhibited.invocation_id
),

-- a transient failure is given some time to go away by itself
timing as (
    select
        *,
        {{ nightledger.alert_rule_number('repeat_hours', 'usual_repeat_hours', 0, 8760) }}
            as repeat_hours,
        least(
            coalesce(
                min(if(outcome = 'bad' and not is_transient, observed_at, null)) over episode,
                timestamp_add(opened_at, interval transient_wait_minutes minute)
            ),
            timestamp_add(opened_at, interval transient_wait_minutes minute)
        ) as told_at,
        min(if(outcome = 'bad' and inhibited_by is null, observed_at, null)) over episode
            as first_uninhibited_at,
        sum(if(is_change, 1, 0)) over (
            partition by fingerprint order by unix_seconds(observed_at)
            range between {{ nightledger.setting('flap_window_hours') * 3600 }} preceding
            and current row
        ) as changes_in_window,
    from ruled
    window episode as (partition by fingerprint, episode_number)
),

timed as (
    select * from timing
    union all
    select * from timed
    where false
),

changes as (
    select
        *,
        lag(observed_at) over (
            partition by fingerprint order by observed_at, invocation_id
        ) as previous_change_at,
    from timed
    where is_change
),

change_islands as (
    select
        *,
        sum(
            if(
                previous_change_at is null
                or timestamp_add(
                    previous_change_at,
                    interval {{ nightledger.setting('flap_window_hours') }} hour
                ) < observed_at,
                1, 0
            )
        ) over (
            partition by fingerprint order by observed_at, invocation_id
            rows between unbounded preceding and current row
        ) as island_number,
    from changes
),

-- it flaps from one change too many until a whole window without any
flaps as (
    select
        fingerprint,
        min(if(changes_in_window >= flapping_changes, observed_at, null)) as flaps_from,
        timestamp_add(
            max(observed_at), interval {{ nightledger.setting('flap_window_hours') }} hour
        ) as flaps_until,
    from change_islands
    group by fingerprint, island_number
    having flaps_from is not null
),

last_sightings as (
    select * from timed
    where outcome = 'bad'
    qualify
        row_number() over (
            partition by fingerprint, episode_number
            order by observed_at desc, invocation_id desc
        ) = 1
),

episodes as (
    select
        *,
        lead(opened_at) over (partition by fingerprint order by episode_number)
            as next_opened_at,
    from last_sightings
),

opened as (
    select
        fingerprint,
        episode_number,
        'opened' as reason,
        if(kind = 'run', invocation_id, cast(unix_micros(observed_at) as string)) as anchor,
        greatest(told_at, observed_at) as due_at,
        invocation_id,
        if(observed_at = opened_at, inhibited_by, null) as inhibited_by,
        told_at >= resolved_at and not is_event as is_over_at_once,
    from timed
    where
        outcome = 'bad'
        and (observed_at = opened_at or observed_at = first_uninhibited_at)
),

escalated as (
    select
        fingerprint,
        episode_number,
        'escalated' as reason,
        cast(unix_micros(observed_at) as string) as anchor,
        observed_at as due_at,
        invocation_id,
        inhibited_by,
        false as is_over_at_once,
    from timed
    where
        outcome = 'bad'
        and severity_rank < worst_severity_rank_before
        and observed_at > told_at
),

repeating as (
    select
        *,
        nullif(3600 * repeat_hours, 0) as repeat_seconds,
        timestamp_diff(coalesce(resolved_at, current_timestamp()), told_at, hour)
            as lasted_hours,
        timestamp_diff(current_timestamp(), told_at, hour)
        - {{ 24 * nightledger.setting('alert_days') }} as forgotten_hours,
    from last_sightings
    where repeat_hours > 0 and not is_event
),

repeated as (
    select
        fingerprint,
        episode_number,
        'repeated' as reason,
        cast(div(unix_seconds(told_at), repeat_seconds) + repeat_number as string) as anchor,
        timestamp_add(told_at, interval repeat_number * repeat_hours hour) as due_at,
        invocation_id,
        inhibited_by,
        false as is_over_at_once,
    from repeating
    cross join
        unnest(
            generate_array(
                greatest(1, div(forgotten_hours, nullif(repeat_hours, 0))),
                div(lasted_hours, nullif(repeat_hours, 0))
            )
        ) as repeat_number
),

flapping as (
    select
        flaps.fingerprint,
        timed.episode_number,
        if(edge = 'from', 'flapping', 'settled') as reason,
        cast(unix_micros(flaps.flaps_from) as string) as anchor,
        if(edge = 'from', flaps.flaps_from, flaps.flaps_until) as due_at,
        timed.invocation_id,
        timed.inhibited_by,
        false as is_over_at_once,
    from flaps
    cross join unnest(['from', 'until']) as edge
    inner join timed
        on
            flaps.fingerprint = timed.fingerprint
            and timed.observed_at <= if(edge = 'from', flaps.flaps_from, flaps.flaps_until)
    qualify
        row_number() over (
            partition by flaps.fingerprint, flaps.flaps_from, edge
            order by timed.observed_at desc, timed.invocation_id desc
        ) = 1
),

resolved as (
    select
        fingerprint,
        episode_number,
        'resolved' as reason,
        cast(unix_micros(resolved_at) as string) as anchor,
        resolved_at as due_at,
        invocation_id,
        cast(null as string) as inhibited_by,
        false as is_over_at_once,
    from timed
    where outcome = 'ok' and observed_at = resolved_at
),

matches as (
    select
        last_sightings.fingerprint,
        last_sightings.episode_number,
        silences.silence_id,
        silences.starts_at,
        silences.ends_at,
    from last_sightings
    inner join silences
        on
            {{ nightledger.matches_silence('last_sightings', 'silences') }}
    where silences.starts_at < silences.ends_at
),

-- silences that overlap or follow each other at once are one quiet time
ordered_matches as (
    select
        *,
        max(ends_at) over (
            partition by fingerprint, episode_number order by starts_at, silence_id
            rows between unbounded preceding and 1 preceding
        ) as quiet_until,
    from matches
),

numbered_matches as (
    select
        *,
        sum(if(coalesce(starts_at <= quiet_until, false), 0, 1)) over (
            partition by fingerprint, episode_number order by starts_at, silence_id
            rows between unbounded preceding and current row
        ) as quiet_number,
    from ordered_matches
),

quiet_times as (
    select
        fingerprint,
        episode_number,
        min(silence_id) as silence_id,
        min(starts_at) as starts_at,
        max(ends_at) as ends_at,
    from numbered_matches
    group by fingerprint, episode_number, quiet_number
),

-- what was never told because of silences is told when they end and the problem has not
silence_ended as (
    select
        last_sightings.fingerprint,
        last_sightings.episode_number,
        'silence_ended' as reason,
        quiet_times.silence_id as anchor,
        quiet_times.ends_at as due_at,
        last_sightings.invocation_id,
        if(
            last_sightings.first_uninhibited_at is null, last_sightings.inhibited_by, null
        ) as inhibited_by,
        false as is_over_at_once,
    from last_sightings
    inner join quiet_times
        on
            last_sightings.fingerprint = quiet_times.fingerprint
            and last_sightings.episode_number = quiet_times.episode_number
    where
        last_sightings.told_at >= quiet_times.starts_at
        and last_sightings.told_at < quiet_times.ends_at
        and quiet_times.ends_at <= current_timestamp()
        and coalesce(last_sightings.resolved_at > quiet_times.ends_at, true)
),

everything as (
    select * from opened
    union all
    select * from escalated
    union all
    select * from repeated
    union all
    select * from flapping
    union all
    select * from silence_ended
    union all
    select * from resolved
),

dues as (
    select
        to_hex(
            md5(
                concat(
                    everything.fingerprint, '\n', everything.reason, '\n', everything.anchor
                )
            )
        ) as notification_id,
        everything.fingerprint,
        everything.episode_number,
        everything.reason,
        everything.due_at,
        everything.invocation_id,
        everything.inhibited_by,
        everything.is_over_at_once,
        episodes.environment,
        episodes.kind,
        episodes.subject_name,
        episodes.opened_at,
        episodes.resolved_at,
        episodes.next_opened_at,
        episodes.is_event,
        episodes.is_ignored,
        everything.reason = 'repeated' and lead(everything.due_at) over (
            partition by everything.fingerprint, everything.episode_number, everything.reason
            order by everything.due_at
        ) is not null as is_superseded,
    from everything
    inner join episodes
        on
            everything.fingerprint = episodes.fingerprint
            and everything.episode_number = episodes.episode_number
    where
        everything.due_at <= current_timestamp()
        and everything.due_at >= timestamp_sub(
            current_timestamp(), interval {{ nightledger.setting('alert_days') }} day
        )
        and coalesce(
            everything.reason != 'repeated' or everything.due_at < episodes.resolved_at, true
        )
    qualify
        row_number() over (
            partition by everything.fingerprint, everything.reason, everything.anchor
            order by everything.due_at, everything.invocation_id
        ) = 1
),

due as (
    select * from dues
    union all
    select * from due
    where false
),

silenced as (
    select
        due.notification_id,
        min(matches.silence_id) as silence_id,
    from due
    inner join matches
        on
            due.fingerprint = matches.fingerprint
            and due.episode_number = matches.episode_number
            and due.due_at >= matches.starts_at
            and due.due_at < matches.ends_at
    group by due.notification_id
),

flapped as (
    select distinct due.notification_id
    from due
    inner join flaps
        on
            due.fingerprint = flaps.fingerprint
            and due.due_at >= flaps.flaps_from
            and due.due_at < flaps.flaps_until
    where due.reason in ('opened', 'repeated', 'resolved')
),

accepted as (
    select
        row_id,
        reason,
        occurred_at,
        notification_ids,
        fingerprints,
    from deliveries
    where event = 'accepted'
),

accepted_notifications as (
    select
        accepted.row_id,
        notification_id,
    from accepted
    cross join unnest(accepted.notification_ids) as notification_id
),

said as (
    select distinct notification_id from accepted_notifications
),

-- a message may have said of one problem that it is over and of others that they are not
good_news as (
    select distinct
        accepted_notifications.row_id,
        due.fingerprint,
    from accepted_notifications
    inner join due on accepted_notifications.notification_id = due.notification_id
    where due.reason in ('resolved', 'settled')
),

bad_news as (
    select
        accepted.row_id,
        fingerprint,
        accepted.reason,
        accepted.occurred_at as heard_at,
    from accepted
    cross join unnest(accepted.fingerprints) as fingerprint
    where accepted.reason != 'resolved'
),

heard as (
    select
        bad_news.fingerprint,
        bad_news.reason,
        bad_news.heard_at,
    from bad_news
    left join good_news
        on
            bad_news.row_id = good_news.row_id
            and bad_news.fingerprint = good_news.fingerprint
    where good_news.row_id is null
),

-- said already under an id that facts which came late have changed
told as (
    select distinct due.notification_id
    from due
    inner join heard on due.fingerprint = heard.fingerprint
    left join said on due.notification_id = said.notification_id
    where
        said.notification_id is null
        and (
            (
                due.reason = 'opened'
                and heard.heard_at >= due.opened_at
                and heard.heard_at <= coalesce(due.resolved_at, current_timestamp())
            )
            or (
                due.reason = 'flapping'
                and heard.reason = 'flapping'
                and heard.heard_at >= timestamp_sub(
                    due.due_at, interval {{ nightledger.setting('flap_window_hours') }} hour
                )
            )
        )
),

-- of each episode: whether anybody heard of it, and whether of the next one too
announced as (
    select
        episodes.fingerprint,
        episodes.episode_number,
        logical_or(coalesce(heard.heard_at >= episodes.next_opened_at, false))
            as is_outdated,
        logical_or(coalesce(heard.heard_at < episodes.next_opened_at, true)) as is_announced,
    from episodes
    inner join heard
        on
            episodes.fingerprint = heard.fingerprint
            and episodes.opened_at <= heard.heard_at
    group by episodes.fingerprint, episodes.episode_number
),

excused as (
    select
        due.*,
        case
            when due.is_ignored then 'ignored'
            when
                due.resolved_at <= first_tick.first_tick_at
                and due.due_at <= first_tick.first_tick_at
                and not due.is_event
                then 'before_first_tick'
            when due.is_over_at_once then 'transient'
            when silenced.silence_id is not null and due.reason != 'resolved' then 'silenced'
            when due.inhibited_by is not null then 'inhibited'
            when flapped.notification_id is not null then 'flapping'
            when due.is_superseded then 'superseded'
            when due.reason = 'resolved' and announced.is_outdated then 'superseded'
            when told.notification_id is not null then 'already_told'
        end as suppressed_because,
        silenced.silence_id,
        coalesce(announced.is_announced, false) as is_announced,
    from due
    cross join first_tick
    left join silenced on due.notification_id = silenced.notification_id
    left join flapped on due.notification_id = flapped.notification_id
    left join told on due.notification_id = told.notification_id
    left join announced
        on
            due.fingerprint = announced.fingerprint
            and due.episode_number = announced.episode_number
),

final as (
    select
        excused.notification_id,
        excused.fingerprint,
        excused.environment,
        excused.kind,
        excused.subject_name,
        excused.reason,
        excused.due_at,
        excused.opened_at,
        excused.resolved_at,
        coalesce(
            excused.suppressed_because,
            if(
                excused.reason = 'resolved'
                and not excused.is_announced
                and sum(
                    if(
                        excused.reason != 'resolved'
                        and coalesce(excused.suppressed_because, 'already_told') = 'already_told',
                        1, 0
                    )
                ) over (partition by excused.fingerprint, excused.episode_number) = 0,
                'never_announced', null
            )
        ) as suppressed_because,
        excused.silence_id,
        excused.inhibited_by,
        excused.invocation_id,
        episodes.subject_id,
        episodes.asset_id,
        episodes.asset_name,
        episodes.check_name,
        episodes.column_name,
        episodes.severity,
        episodes.owner,
        episodes.tags,
        episodes.runbook_url,
        episodes.error_class,
        episodes.message,
        episodes.failure_count,
        episodes.last_seen_at,
        episodes.last_green_at,
        episodes.occurrence_count,
        episodes.change_count,
        episodes.strip,
        episodes.invocation_id as seen_invocation_id,
        episodes.green_invocation_id,
    from excused
    inner join episodes
        on
            excused.fingerprint = episodes.fingerprint
            and excused.episode_number = episodes.episode_number
)

select * from final
