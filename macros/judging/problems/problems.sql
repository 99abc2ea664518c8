{#
    SELECT of one row per subject that was bad: its last episode, as of now.

    since: SQL of the earliest `recorded_at` of verdicts to read; two days are enough, because open
    problems are copied forward once a day. The router passes a variable, views a constant window.
    A problem is suppressed because it is ignored, silenced, inhibited (what caused it is told
    instead) or transient; `suppressed_until_at` is the end of the last such time, as far as known.
#}
{% macro problems(since) -%}
with {{ nightledger.problem_ctes(since) }}

select * from problems
{%- endmacro %}


{# The CTEs of `problems`, for views that go on from there; has_strip adds the column `strip`. #}
{% macro problem_ctes(since, has_strip=false) -%}
{{ nightledger.problem_states(since, has_strip) }},

silences as (
    {{ nightledger.silence_periods() }}
),

all_silences as (
    select array_agg(silences) as silences from silences
    where starts_at <= current_timestamp()
),

last_look as (
    select max(looked_at) as as_of from {{ nightledger.relation('looks') }}
    where recorded_at >= {{ since }} and event = 'finished'
),

with_causes as (
    select
        states.*,
        cause_fingerprint,
        causing.changed_known_at as cause_over_known_at,
        causing.fingerprint is not null
        and (
            causing.resolved_at is null
            or causing.flapped_until > current_timestamp()
            or (states.resolved_at is not null and causing.resolved_at >= states.opened_at)
        ) as is_caused,
    from states
    cross join
        unnest(split(concat(',', coalesce(states.causes, '')), ',')) as cause_fingerprint
    left join states as causing on cause_fingerprint = causing.fingerprint
),

caused as (
    select
        *,
        max(if(is_caused, cause_fingerprint, null)) over (partition by fingerprint) as caused_by,
        max(if(is_caused, null, cause_over_known_at)) over (partition by fingerprint)
            as caused_until_at,
    from with_causes
    qualify row_number() over (partition by fingerprint order by cause_fingerprint) = 1
),

silenced as (
    select
        caused.*,
        last_look.as_of,
        coalesce(flapped_until > current_timestamp(), false) as is_flapping,
        {{ nightledger.alert_rule('ignore') }} = 'true' as is_ignored,
        if(
            error_class in ({{ nightledger.quoted_list('transient_error_classes') }})
            and kind in ({{ nightledger.kinds_that('may_be_transient') }}),
            timestamp_add(
                changed_known_at,
                interval {{ nightledger.alert_rule_number(
                    'transient_wait_minutes', nightledger.setting('transient_wait_minutes'), 0, 10080
                ) }} minute
            ),
            null
        ) as transient_until_at,
        array(
            select as struct silence.silence_id, silence.ends_at
            from unnest(all_silences.silences) as silence
            where {{ nightledger.matches_silence('caused', 'silence') }}
            order by silence.ends_at desc
            limit 1
        )[safe_offset(0)] as last_silence,
    from caused
    cross join all_silences
    cross join last_look
),

suppressed as (
    select
        *,
        last_silence.ends_at as silenced_until_at,
        if(last_silence.ends_at > current_timestamp(), last_silence.silence_id, null) as silence_id,
        case
            when is_ignored then 'ignored'
            when last_silence.ends_at > current_timestamp() then 'silenced'
            when caused_by is not null then 'inhibited'
            when transient_until_at > current_timestamp() and resolved_at is null then 'transient'
        end as suppressed_because,
    from silenced
),

problems as (
    select
        fingerprint,
        environment,
        kind,
        subject_id,
        subject,
        case
            when is_event then 'event'
            when is_flapping then 'flapping'
            when resolved_at is null then 'open'
            else 'resolved'
        end as state,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then 'critical' when 2 then 'error' else 'warn'
        end as severity,
        case if(is_flapping, flapping_rank, severity_rank)
            when 1 then {{ nightledger.urgency_of('critical') }}
            when 2 then {{ nightledger.urgency_of('error') }}
            else {{ nightledger.urgency_of('warn') }}
        end as urgency,
        episode_id,
        if(is_flapping, flapping_from_at, opened_at) as opened_at,
        changed_at,
        observed_at as last_seen_at,
        resolved_at,
        changed_known_at as known_at,
        flapped_until,
        occurrence_count,
        change_count,
        is_event,
        suppressed_because,
        (
            select max(until_at)
            from unnest([
                silenced_until_at,
                caused_until_at,
                if(suppressed_because = 'transient', transient_until_at, null)
            ]) as until_at
        ) as suppressed_until_at,
        silence_id,
        silenced_until_at,
        caused_by,
        cast(null as string) as acknowledged_severity,
        cast(null as string) as acknowledged_by,
        if(kind = 'receiver', subject_id, null) as about_receiver,
        asset_id,
        asset_name,
        check_name,
        column_name,
        owner,
        tags,
        runbook_url,
        run_id,
        error_class,
        message,
        failure_count,
        last_evidence as evidence,
        as_of,
        {%- if has_strip %}
        if(
            kind in ({{ nightledger.kinds_that('has_strip') }}),
            nullif(marks, '{{ '·' * nightledger.setting('strip_days') }}'), null
        ) as strip,
        is_critical,
        last_green_at,
        {%- endif %}
    from suppressed
)
{%- endmacro %}


{# How urgent a severity is, as SQL: `page` (wake somebody) or `ticket`. #}
{% macro urgency_of(severity) -%}
    {{ "'page'" if severity in nightledger.setting('page_severities') else "'ticket'" }}
{%- endmacro %}
