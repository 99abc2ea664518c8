{#
    CTEs that end in `suppressed`: the rows of `states`, and what keeps each from being told now:
    its own rule, a silence, a cause that is told instead, or time to go away by itself.

    since: SQL of the earliest `recorded_at` of looks to read.
#}
{% macro suppressed_states(since) -%}
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
)
{%- endmacro %}
