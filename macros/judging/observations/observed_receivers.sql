{#
    Receivers of messages: one is bad when too much of what it was sent within a quarter of an hour
    failed, until it takes a message. One hiccup says nothing, nor does a message it refused.
#}
{% macro observed_receivers() -%}
with deliveries as (
    {{ nightledger.earlier_facts('alert_deliveries') }}
),

attempts as (
    select
        *,
        least(occurred_at, recorded_at) as observed_at,
    from deliveries
    where event in ('accepted', 'retryable', 'permanent', 'unknown')
),

fresh as (
    select * from attempts
    where {{ nightledger.is_new('recorded_at') }}
),

failures as (
    select
        fresh.row_id,
        countif(recent.event != 'accepted') as failed_count,
        countif(recent.event = 'permanent') as refused_count,
        count(*) as attempt_count,
    from fresh
    inner join attempts as recent
        on
            fresh.environment = recent.environment
            and fresh.receiver = recent.receiver
            and recent.observed_at <= fresh.observed_at
            and recent.observed_at >= timestamp_sub(fresh.observed_at, interval 15 minute)
            and recent.recorded_at <= fresh.recorded_at
    where fresh.event != 'accepted'
    group by fresh.row_id
),

judged as (
    select
        fresh.*,
        fresh.event = 'accepted' as is_good,
        failures.failed_count,
        failures.attempt_count,
    from fresh
    left join failures on fresh.row_id = failures.row_id
    where
        fresh.event = 'accepted'
        or (
            100 * failures.failed_count
            > {{ nightledger.setting('receiver_failed_pct') }} * failures.attempt_count
            and (
                failures.failed_count >= {{ nightledger.setting('receiver_failures') }}
                or failures.refused_count > 0
            )
        )
)

select
    {{- nightledger.observation({
        'event_id': nightledger.event_id("'receiver'"),
        'environment': 'environment',
        'kind': "'receiver'",
        'subject_id': 'receiver',
        'subject': "concat('receiver ', receiver)",
        'outcome': "if(is_good, 'good', 'bad')",
        'observed_at': 'observed_at',
        'known_at': 'recorded_at',
        'severity': "if(is_good, null, 'error')",
        'asset_name': 'receiver',
        'check_name': "'takes messages'",
        'run_id': 'tick_id',
        'error_class': "if(is_good, null, 'network')",
        'message': "if(is_good, null, concat(cast(failed_count as string), ' of ', "
        ~ "cast(attempt_count as string), ' attempts failed within 15 minutes', "
        ~ "coalesce(concat(': ', " ~ nightledger.first_line('response') ~ "), '')))",
        'failure_count': "if(is_good, null, failed_count)",
        'details': nightledger.details(['transport', 'response_code']),
    }) }}
from judged
{%- endmacro %}
