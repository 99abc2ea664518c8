{#
    CTEs that end in `judged`: measured values of the CTE `measured` that are usual or not, with the
    band they were held against. What nobody knows the usual of says nothing.

    measured: verdict_key, environment, subject, exact_subject, measure, value, measured_at,
    recorded_at, is_critical, alerts. What `meta.alerts` says of rows replaces what was learned.
#}
{% macro out_of_usual() -%}
usuals as (
    {{ nightledger.learned_before() }}
),

ruled as (
    select
        *,
        if(
            measure = 'row_count',
            {{ nightledger.alert_rule_number('min_rows', 'null', 0, 1000000000000000) }}, null
        ) as min_rows,
        if(
            measure = 'row_count',
            {{ nightledger.alert_rule_number('max_rows', 'null', 0, 1000000000000000) }}, null
        ) as max_rows,
    from measured
    where value is not null
),

compared as (
    select
        ruled.*,
        usuals.slot,
        usuals.median,
        usuals.low,
        usuals.high,
        usuals.explanation,
        ruled.min_rows is not null or ruled.max_rows is not null as is_ruled,
        usuals.slot is not null and usuals.slot = '' as is_known,
        max(if(ruled.value between usuals.low and usuals.high, 1, 0)) over (
            partition by ruled.verdict_key, ruled.measure
        ) = 1 as is_usual,
    from ruled
    left join usuals
        on
            ruled.environment = usuals.environment
            and ruled.measure = usuals.measure
            and usuals.subject in (ruled.subject, ruled.exact_subject)
            and usuals.slot in ('', format_timestamp('%a %H', ruled.measured_at))
            and date(ruled.recorded_at) >= usuals.holds_from
            and date(ruled.recorded_at) < usuals.holds_until
    qualify
        row_number() over (
            partition by ruled.verdict_key, ruled.measure
            order by usuals.slot, usuals.subject desc
        ) = 1
),

judged as (
    select
        *,
        case
            when value < min_rows or value > max_rows then false
            when is_ruled then true
            else is_usual
        end as is_good,
        case measure
            when 'row_count' then 'row count'
            when 'duration_seconds' then 'duration'
            when 'null_count' then 'null count'
            else 'duplicate count'
        end as kind,
    from compared
    where is_known or is_ruled
)
{%- endmacro %}


{# The columns of an observation that every measure has alike, of the CTE `judged`. #}
{% macro measure_columns() -%}
    {{ return({
        'event_id': nightledger.event_id('kind', 'verdict_key'),
        'environment': 'environment',
        'kind': 'kind',
        'outcome': "if(is_good, 'good', 'bad')",
        'observed_at': 'measured_at',
        'known_at': 'recorded_at',
        'severity': "if(is_good, null, " ~ nightledger.ruled_severity(
            "case when (value = 0 or is_ruled) and kind = 'row count' "
            ~ "then if(is_critical, 'critical', 'error') else 'warn' end"
        ) ~ ")",
        'check_name': 'kind',
        'is_critical': 'is_critical',
        'error_class': "if(is_good, null, if(kind = 'duration', 'unknown', 'data_quality'))",
        'message': "if(is_good, null, " ~ nightledger.measure_text() ~ ")",
        'alerts': 'alerts',
    }) }}
{%- endmacro %}


{# What is unusual of a measured value, in words. #}
{% macro measure_text() -%}
    concat(
            case
                when kind = 'duration'
                    then concat('took ', {{ nightledger.seconds_text('value') }})
                when value = 0 then 'no rows'
                else
                    concat(
                        {{ nightledger.grouped_number('value') }},
                        case kind when 'row count' then ' rows' when 'null count' then ' nulls' else ' duplicates' end
                    )
            end,
            ', ',
            case
                when value < min_rows
                    then concat(
                        'meta.alerts allows no fewer than ', {{ nightledger.grouped_number('min_rows') }}
                    )
                when value > max_rows
                    then concat(
                        'meta.alerts allows no more than ', {{ nightledger.grouped_number('max_rows') }}
                    )
                else explanation
            end
        )
{%- endmacro %}
